"""The communication plan: what goes out this month, and by which channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.channels.actions.outgoing import COLUMNS as FIELDS
from maillage.apps.channels.actions.outgoing import mark_out, plan_message
from maillage.apps.channels.forms import MessageForm
from maillage.apps.channels.queries import access
from maillage.apps.channels.queries.outgoing import (
    Outgoing,
    get_message,
    month_after,
    month_of,
    outgoing,
)
from maillage.apps.channels.queries.postings import postings
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import MONTHS

COLUMNS = ("date", "message", "public", "canal", "affiche", "sorti_le")
SEEN_BY = _("Lu par la coordination et l’administration. N’écrivez le nom d’aucun habitant.")


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """All that channels/outgoing.html may use."""

    found: Outgoing
    month: str
    code: str
    before_url: str
    after_url: str
    csv_url: str
    today: date


@permitted(access.may_plan_messages)
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """What goes out in a month, what is late; the page prints on one sheet."""
    today = timezone.localdate()
    first = month_of(request.GET.get("mois", ""), today=today)
    code = f"{first:%Y-%m}"
    page = OutgoingPage(
        found=outgoing(first),
        month=f"{MONTHS[first.month - 1]} {first.year}",
        code=code,
        before_url=_url(month_after(first, months=-1)),
        after_url=_url(month_after(first)),
        csv_url=f"{reverse('channels:outgoing_csv')}?mois={code}",
        today=today,
    )
    return render_page(request, page, "channels/outgoing.html")


def _url(first: date) -> str:
    return f"{reverse('channels:outgoing')}?mois={first:%Y-%m}"


@permitted(access.may_plan_messages)
@require_safe
def plan_csv(request: HttpRequest) -> HttpResponseBase:
    """The same lines, for a spreadsheet."""
    first = month_of(request.GET.get("mois", ""), today=timezone.localdate())
    rows = (
        (
            row.on.isoformat(),
            row.message,
            row.public,
            row.get_channel_display(),
            str(row.posting or ""),
            row.done_on.isoformat() if row.done_on else "",
        )
        for row in outgoing(first).month
    )
    return csv_response(f"ce-qui-sort-{first:%Y-%m}.csv", COLUMNS, rows)


@dataclass(frozen=True, slots=True)
class MessagePage:
    """All that channels/message.html may use."""

    form: MessageForm
    title: str
    back_url: str
    seen_by: str


@permitted(access.may_plan_messages)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add a message to the plan, or change one."""
    now = timezone.now()
    today = timezone.localdate(now)
    known = None if number is None else get_message(number)
    initial: dict[str, Any] = {"on": today}
    if known is not None:
        initial = {name.removesuffix("_id"): getattr(known, name) for name in FIELDS}
    form = MessageForm(
        request.POST or None, postings=_posters(initial.get("posting"), today), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        row = plan_message(
            **form.cleaned_data,
            number=number,
            by=signed_in(request),
            now=now,
        )
        messages.success(request, _("Le message est dans le plan."))
        return redirect(_url(row.on.replace(day=1)))
    page = MessagePage(
        form=form,
        title=_("Changer ce message") if known else _("Que faut-il faire savoir ?"),
        back_url=_url((known.on if known else today).replace(day=1)),
        seen_by=str(SEEN_BY),
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "channels/message.html", status=status)


def _posters(chosen: int | None, today: date) -> Sequence[tuple[int, str]]:
    """Return the posters that hang, and the one that the message names already."""
    found = postings(today=today)
    rows = [*found.overdue, *found.up, *(row for row in found.down if row.pk == chosen)]
    return [(row.pk, str(row)) for row in rows]


@permitted(access.may_plan_messages)
@require_POST
def out(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a message is out today, or that it is not yet."""
    now = timezone.now()
    again = "encore" in request.POST
    mark_out(
        number=number,
        on=timezone.localdate(now),
        again=again,
        by=signed_in(request),
        now=now,
    )
    messages.success(
        request,
        _("Ce message n’est pas encore sorti.") if again else _("C’est noté : il est sorti."),
    )
    return redirect(_url(get_message(number).on.replace(day=1)))
