"""Write the professional layer of a place, and write to its contact.

Direct contacts are about people: the trace of a change names the fields, never their values, and
that of a message says that it was sent, never what it said (ADR 0014).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.errors import (
    MessageNotSent,
    NobodyToWriteTo,
    NotAllowed,
    TooManyMessages,
)
from maillage.apps.directory.models import ProfessionalNote
from maillage.apps.directory.queries import get_place
from maillage.apps.directory.queries.access import speaks_for
from maillage.apps.directory.queries.professional import (
    MOST_MESSAGES_PER_HOUR,
    WRITTEN,
    address_to_write_to,
    n_messages_lately,
    note_of,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

FIELDS = (
    "direct_contact",
    "direct_telephone",
    "direct_courriel",
    "admission_rule",
    "capacity",
)


@transaction.atomic
def set_professional_note(
    *, public_id: str, values: Mapping[str, str], by: "User", now: datetime
) -> ProfessionalNote | None:
    """Write what professionals read of a place; emptied of all its fields, it is erased.

    Raises PlaceUnknown, NotAllowed.
    """
    place = get_place(public_id)
    if not speaks_for(by, place):
        raise NotAllowed
    note = note_of(place) or ProfessionalNote(place=place)
    changed = [name for name in FIELDS if getattr(note, name) != values.get(name, "")]
    if not changed:
        return note if note.pk else None
    for name in changed:
        setattr(note, name, values.get(name, ""))
    note.updated_at, note.updated_by = now, by
    if any(getattr(note, name) for name in FIELDS):
        note.save()
    elif note.pk:
        note.delete()
    write_audit(
        action="set_professional_note",
        by=by,
        now=now,
        before={},
        after={"fields": changed},
        place=place,
    )
    return note if note.pk else None


def write_to_place(
    *, public_id: str, subject: str, message: str, by: "User", now: datetime
) -> None:
    """Send a message to the contact of a place, with a copy to its writer, who is answered to.

    The address is not shown. Raises PlaceUnknown, NobodyToWriteTo, TooManyMessages, MessageNotSent.
    """
    place = get_place(public_id)
    to = address_to_write_to(place, note_of(place))
    if not to:
        raise NobodyToWriteTo
    with transaction.atomic():
        if n_messages_lately(by, now=now) >= MOST_MESSAGES_PER_HOUR:
            raise TooManyMessages(n=MOST_MESSAGES_PER_HOUR)
        write_audit(action=WRITTEN, by=by, now=now, before={}, after={}, place=place)
    # Outside the transaction: a slow mail server holds nobody, and a failed message still counts.
    # A line end in a subject would be a header of the writer's own.
    title = " ".join(subject.split())
    who = by.get_full_name() or _("une personne du réseau")
    body = _(
        "%(message)s\n\n-- \n%(who)s vous écrit par l’espace professionnel, au sujet de %(place)s. "
        "Répondez à ce message : votre réponse lui parvient."
    ) % {"message": message.strip(), "who": who, "place": place.nom}
    try:
        EmailMessage(title, body, to=[to], reply_to=[by.email]).send()
    except OSError as error:  # every fault of smtplib and of the network is one
        raise MessageNotSent from error
    copy = _("Copie de votre message à %(place)s :\n\n%(message)s") % {
        "place": place.nom,
        "message": message.strip(),
    }
    try:
        EmailMessage(_("Copie : %(title)s") % {"title": title}, copy, to=[by.email]).send()
    except OSError:
        return  # the message itself has gone: without its copy, it was still sent
