"""Propose a correction of a place or of a service: only what changes is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.contributions.actions import keep_draft
from maillage.apps.contributions.errors import NothingProposed
from maillage.apps.contributions.forms import can_be_read, correction_form, read_values
from maillage.apps.contributions.queries.access import may_propose
from maillage.apps.contributions.queries.proposals import Kind, own_draft
from maillage.apps.contributions.views.adding import form_page, plan_url, with_point
from maillage.apps.contributions.views.words import SEEN_ONCE_SENT, url
from maillage.apps.directory.queries import get_place, standing
from maillage.apps.directory.queries.staff import get_offer
from maillage.web.access import permitted
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPage:
    """All that contributions/correct.html may use."""

    title: str
    over: str
    lead: str
    form: Any
    groups: Sequence[Any]
    nothing: str
    button: str
    # (words, name of the field, value): what goes with the form without being seen.
    hidden: Sequence[tuple[str, str]]
    cancel_url: str
    seen_by: Any
    # Where the point of the place is chosen on the plan; "" when the form holds no point.
    plan_url: str = ""


@permitted(may_propose)
@form_page
def correct_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose a correction of what is said of a place."""
    return _correct(request, Kind.EDIT_PLACE, get_place(public_id))


@permitted(may_propose)
@form_page
def correct_offer(request: HttpRequest, public_id: str, offer_id: str) -> HttpResponse:
    """Propose a correction of a service."""
    place = get_place(public_id)
    return _correct(request, Kind.EDIT_OFFER, place, get_offer(place, offer_id))


def _correct(request: HttpRequest, kind: Kind, place: Any, offer: Any = None) -> HttpResponse:
    person: Any = request.user
    words = [place.public_id] + ([offer.public_id] if offer is not None else [])
    if standing(person).keeps_base:
        return redirect(reverse(f"directory:{kind.value}", args=words))
    draft = own_draft(request.GET.get("brouillon", ""), person)
    data = request.POST if request.method == "POST" else None
    form = correction_form(data, kind, place=place, offer=offer, draft=draft)
    with_point(request, form)
    nothing = ""
    if form.is_bound and can_be_read(form):
        values, note = read_values(form)
        part = "place" if kind == Kind.EDIT_PLACE else "offer"
        earlier = draft.values.get(part, {}) if draft is not None else {}
        if earlier or values:
            kept = keep_draft(
                kind=kind,
                place=place,
                offer=offer,
                values={part: earlier | values},
                note=note,
                by=person,
                now=timezone.now(),
                draft=draft,
            )
            return redirect(url("proposal", kept.pk))
        nothing = str(NothingProposed())
    page = CorrectPage(
        title=_("Proposer une correction"),
        over=place.nom if offer is None else f"{place.nom}, {offer.title}",
        lead=_("Changez ce qui n’est pas juste, et rien d’autre."),
        form=form,
        groups=form.groups,
        nothing=nothing,
        button=_("Relire avant d’envoyer"),
        hidden=(),
        cancel_url=reverse("directory:staff_place", args=[place.public_id]),
        seen_by=SEEN_ONCE_SENT,
        plan_url=plan_url(request, lieu=place.public_id) if kind == Kind.EDIT_PLACE else "",
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "contributions/correct.html", status=status)
