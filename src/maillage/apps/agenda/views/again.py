"""A form drawn once that comes back with other answers: for somebody else, or for another hour.

Sent again as it was, it says the same booking. Changed meanwhile (the page before, at a counter or
on a screen that several people use), the same answer would book nothing for the second person and
give them the code of the first: it is drawn anew, and says so.
"""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.forms.booking import FORM_USED, PhoneField
from maillage.apps.agenda.views.keys import read_key

# At the desk, where it is known.
FORM_USED_FOR = _(
    "Ce formulaire a déjà servi, pour « %(who)s », %(when)s : c’est réservé, une seule fois. Rien "
    "d’autre n’est noté. Pour une autre personne, appuyez de nouveau."
)


def says_otherwise(
    request: HttpRequest, booking: Any, *, key: str = "", motive: int = 0, session: str = ""
) -> bool:
    """Tell whether what is sent is not what this booking was made of.

    key : the time that was asked for, `motive` or `session` what for. What was moved since, and
    names that were erased, are not compared: whoever was cut off learns the truth.
    """
    if motive != (booking.motive_id or 0):
        return True
    if booking.changed_at is None:
        if motive and not _same_time(booking, key):
            return True
        if booking.session is not None and booking.session.public_id != session:
            return True
    if booking.erased_at is not None:
        return False
    try:
        phone = PhoneField().clean(request.POST.get("phone", ""))
    except ValidationError:
        return True
    return (request.POST.get("name", "").strip(), phone) != (booking.name, booking.phone)


def drawn_anew(sent: QueryDict) -> QueryDict:
    """Return what was typed, with what makes another booking."""
    anew = sent.copy()
    anew["once"] = secrets.token_hex(16)
    return anew


def _same_time(booking: Any, key: str) -> bool:
    resource, starts_at = read_key(key)
    return bool(resource == booking.resource_id and starts_at == booking.starts_at)


__all__ = ["FORM_USED", "FORM_USED_FOR", "drawn_anew", "says_otherwise"]
