"""Add a service in three short steps: the place, the service, a last look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.contributions.actions import keep_draft
from maillage.apps.contributions.errors import ProposalSent
from maillage.apps.contributions.forms import (
    can_be_read,
    offer_form,
    place_form,
    read_values,
)
from maillage.apps.contributions.queries.access import may_change_proposal, may_propose
from maillage.apps.contributions.queries.proposals import Kind, get_proposal, own_draft
from maillage.apps.contributions.queries.similar import similar_offers
from maillage.apps.contributions.views.words import (
    SEEN_AT_ONCE,
    SEEN_ONCE_SENT,
    SimilarLine,
    point_in,
    point_of,
    similar_lines,
    url,
)
from maillage.apps.directory.queries import get_place, is_public, standing
from maillage.apps.directory.queries.nearby import places_of
from maillage.apps.directory.queries.staff import find_places
from maillage.apps.directory.queries.words import Words
from maillage.web.access import permitted
from maillage.web.pages import render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that may be chosen."""

    url: str
    nom: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """All that contributions/choose.html may use."""

    steps: Sequence[str]
    current: int
    q: str
    draft: str
    mine: Sequence[Choice]
    found: Sequence[Choice]
    more: bool
    new_url: str
    seen_by: Any


@dataclass(frozen=True, slots=True)
class UseBox:
    """A use to tick, with its drawing."""

    tag: str
    icon: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """All that contributions/add.html may use."""

    steps: Sequence[str]
    current: int
    title: str
    over: str
    form: Any
    # The groups of the form without a title, then those to fold.
    fields: Sequence[Any]
    uses: Sequence[UseBox]
    uses_field: Any
    folded: Sequence[Any]
    unfolded: bool
    note: Sequence[Any]
    similar: Sequence[SimilarLine]
    same_places: Sequence[Choice]
    back: str
    button: str
    seen_by: Any
    # Where the point of a place is chosen on the plan; "" when the form holds none.
    plan_url: str = ""


def steps() -> list[str]:
    """Return the steps of adding a service."""
    return [_("Le lieu"), _("Le service"), _("Relire et envoyer")]


def seen_by(person: Any) -> Any:
    """Return who will see what this person writes."""
    return SEEN_AT_ONCE if standing(person).keeps_base else SEEN_ONCE_SENT


def _choice(place: Any, draft: str) -> Choice:
    where = ", ".join(part for part in (place.adresse, place.commune) if part)
    return Choice(url("new_offer", place.public_id, brouillon=draft), place.nom, where)


@permitted(may_propose)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Say where the service is: a place of mine, one found by its name, or a new one."""
    person: Any = request.user
    q = request.GET.get("q", "").strip()[:120]
    draft = request.GET.get("brouillon", "")
    own_draft(draft, person)
    found = [p for p in find_places(q, limit=2 * MOST_FOUND) if is_public(p)] if q else []
    page = ChoosePage(
        steps=steps(),
        current=1,
        q=q,
        draft=draft,
        mine=[_choice(place, draft) for place in places_of(standing(person).organisations)],
        found=[_choice(place, draft) for place in found[:MOST_FOUND]],
        more=len(found) > MOST_FOUND,
        new_url=url("new_place", brouillon=draft),
        seen_by=seen_by(person),
    )
    return render_page(request, page, "contributions/choose.html")


@permitted(may_propose)
@form_page
def new_place(request: HttpRequest) -> HttpResponse:
    """Say what the place is that is not in the list; then what it proposes."""
    person: Any = request.user
    number = request.GET.get("brouillon", "")
    draft = own_draft(number, person)
    form = place_form(request.POST if request.method == "POST" else None, draft=draft)
    with_point(request, form)
    if form.is_bound and (can_be_read(form) or "back" in request.POST):
        values, _note = read_values(form)
        kept = keep_draft(
            kind=Kind.ADD_PLACE,
            values={"place": values, "offer": draft.values.get("offer", {}) if draft else {}},
            note=draft.note if draft else "",
            by=person,
            now=timezone.now(),
            draft=draft,
        )
        if "back" in request.POST:
            return redirect(url("choose", brouillon=kept.pk))
        return redirect(url("place_offer", kept.pk))
    typed = form.cleaned_data.get("nom", "") if form.is_bound else form.initial.get("nom", "")
    same = [p for p in find_places(typed, limit=5) if is_public(p)] if typed else []
    page = AddPage(
        steps=steps(),
        current=1,
        title=_("Un lieu qui n’est pas dans la liste"),
        over="",
        form=form,
        fields=form.groups[0].fields,
        uses=(),
        uses_field=None,
        folded=(),
        unfolded=False,
        note=(),
        similar=(),
        same_places=[_choice(place, number) for place in same],
        back=_("Revenir à la liste"),
        button=_("Continuer"),
        seen_by=seen_by(person),
        plan_url=plan_url(request),
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "contributions/add.html", status=status)


def with_point(request: HttpRequest, form: Any) -> None:
    """Start a form with the point that was chosen on the plan; the form reads it as if typed."""
    point = request.GET.get("position", "")
    if point and "position" in form.fields:
        form.initial["position"] = point[:60]


def plan_url(request: HttpRequest, **words: str) -> str:
    """Return where a point is chosen on the plan, which brings it back to this page."""
    draft = request.GET.get("brouillon", "")
    here = f"{request.path}?brouillon={draft}" if draft.isdecimal() else request.path
    return f"{reverse('directory:pick_point')}?{urlencode({**words, 'retour': here})}"


@permitted(may_propose)
@form_page
def new_offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what is proposed at a place that is in the list."""
    person: Any = request.user
    place = get_place(public_id)
    draft = own_draft(request.GET.get("brouillon", ""), person)
    form = offer_form(request.POST if request.method == "POST" else None, place=place, draft=draft)
    if form.is_bound and (can_be_read(form) or "back" in request.POST):
        values, note = read_values(form)
        kept = keep_draft(
            kind=Kind.ADD_OFFER,
            place=place,
            values={"offer": values},
            note=note,
            by=person,
            now=timezone.now(),
            draft=draft,
        )
        return redirect(_next(request, kept))
    known = similar_offers(place=place.pk, point=point_of(place))
    return _offer_page(request, form, over=place.nom, similar=similar_lines(known))


@permitted(may_change_proposal)
@form_page
def place_offer(request: HttpRequest, number: int) -> HttpResponse:
    """Say what is proposed at the new place of a draft."""
    person: Any = request.user
    draft = get_proposal(number)
    if draft.state != "draft" or draft.kind != Kind.ADD_PLACE:
        raise ProposalSent
    form = offer_form(request.POST if request.method == "POST" else None, draft=draft)
    said = draft.values.get("place", {})
    if form.is_bound and (can_be_read(form) or "back" in request.POST):
        values, note = read_values(form)
        kept = keep_draft(
            kind=Kind.ADD_PLACE,
            values={"place": said, "offer": values},
            note=note,
            by=person,
            now=timezone.now(),
            draft=draft,
        )
        return redirect(_next(request, kept))
    point = point_in(said)
    known = similar_offers(place=None, point=point) if point else []
    return _offer_page(request, form, over=said.get("nom", ""), similar=similar_lines(known))


def _next(request: HttpRequest, kept: Any) -> str:
    if "back" not in request.POST:
        return url("proposal", kept.pk)
    if kept.kind == Kind.ADD_PLACE:
        return url("new_place", brouillon=kept.pk)
    return url("choose", brouillon=kept.pk)


def _offer_page(
    request: HttpRequest, form: Any, *, over: str, similar: Sequence[SimilarLine]
) -> HttpResponse:
    needed, folded, note = form.groups
    page = AddPage(
        steps=steps(),
        current=2,
        title=_("Le service"),
        over=over,
        form=form,
        fields=[shown for shown in needed.fields if shown.field.name != "uses"],
        uses=use_boxes(form["uses"]),
        uses_field=form["uses"],
        folded=[folded],
        # What was filled in, or is wrong, is never hidden.
        unfolded=any(shown.field.errors or shown.field.value() for shown in folded.fields),
        note=note.fields,
        similar=similar,
        same_places=(),
        back=_("Changer de lieu"),
        button=_("Relire avant d’envoyer"),
        seen_by=seen_by(request.user),
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "contributions/add.html", status=status)


def use_boxes(field: Any) -> list[UseBox]:
    """Return the uses to tick, each with the drawing that residents see."""
    words = Words()
    return [
        UseBox(option.tag(), words.icon("use", option.data["value"]), option.choice_label)
        for option in field.subwidgets
    ]


def edit_url(proposal: Any) -> str:
    """Return where a draft is taken up again."""
    number = proposal.pk
    if proposal.kind == Kind.ADD_PLACE:
        return url("place_offer", number)
    if proposal.kind == Kind.ADD_OFFER:
        return url("new_offer", proposal.place.public_id, brouillon=number)
    if proposal.kind == Kind.EDIT_PLACE:
        return url("correct_place", proposal.place.public_id, brouillon=number)
    return url(
        "correct_offer", proposal.place.public_id, proposal.offer.public_id, brouillon=number
    )


__all__ = [
    "choose",
    "edit_url",
    "new_offer",
    "new_place",
    "place_offer",
    "seen_by",
    "use_boxes",
]
