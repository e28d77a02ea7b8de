"""What the site holds about one's booking: read, taken away as a file, erased. By its code."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.agenda.actions.purging import erase
from maillage.apps.agenda.forms.calendars import EraseForm
from maillage.apps.agenda.queries.mydata import held_data, stands
from maillage.apps.agenda.views.opened import opened_booking
from maillage.web.pages import render_page
from maillage.web.templatetags.maillage import typed
from maillage.web.words import date_words, telephone, time_words

# What people of the town wrote, in French.
TYPED = ("pour quoi", "avec")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")


@dataclass(frozen=True, slots=True, kw_only=True)
class MyDataPage:
    """All that agenda/my_data.html may use."""

    lines: Sequence[tuple[str, str]]
    messages_sent: Sequence[str]
    visits: Sequence[str]
    erased: bool
    form: EraseForm | None  # None when the booking is over: nothing to choose


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Read what is held; erase it, with or without the booking."""
    _code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    now = timezone.now()
    asks = stands(booking, now=now) and booking.erased_at is None
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (not asks or form.is_valid()):
        then = form.cleaned_data["then"] if asks else ""
        erase(booking, now=now, cancel_too=then == "cancel")
        return HttpResponseRedirect(reverse("agenda:my_data"))
    data = held_data(booking)
    page = MyDataPage(
        lines=[
            (_(name), typed(_words(said)) if name in TYPED else _words(said))
            for name, said in data.items()
            if _is_line(said)
        ],
        messages_sent=[_joined(one) for one in data["messages"]],
        visits=[_joined(one) for one in data["venues"]],
        erased=booking.erased_at is not None,
        form=form if asks else None,
    )
    status = 422 if form.errors else 200
    return render_page(request, page, "agenda/my_data.html", status=status)


@login_not_required
@never_cache
@require_safe
def my_data_file(request: HttpRequest) -> HttpResponseBase:
    """Take what is held away, as JSON."""
    _code, booking = opened_booking(request)
    if booking is None:
        return HttpResponseRedirect(reverse("agenda:mine"))
    text = json.dumps(held_data(booking), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mon-rendez-vous.json"'
    return response


def _is_line(said: Any) -> bool:
    """Tell whether something is held: what is empty is not, and lists of things are apart."""
    if isinstance(said, list):
        return bool(said) and not isinstance(said[0], dict)
    return said not in ("", None, False)


def _words(said: Any) -> str:
    if said is True:
        return _("oui")
    if isinstance(said, list):
        return ", ".join(map(str, said))
    if _MOMENT.match(str(said)):
        at = datetime.fromisoformat(str(said))
        return _("%(day)s à %(hour)s") % {
            "day": date_words(at.date(), weekday=True),
            "hour": time_words(at),
        }
    return telephone(str(said)) if str(said).startswith("+") else str(said)


def _joined(one: dict[str, Any]) -> str:
    return ", ".join(_words(said) for said in one.values() if said)
