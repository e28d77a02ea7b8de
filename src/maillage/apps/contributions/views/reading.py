"""One proposal: its author reads it again and sends it, a keeper reads it and decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.contributions.actions import missing, send, withdraw
from maillage.apps.contributions.forms import RefusalForm
from maillage.apps.contributions.queries.access import may_change_proposal, may_see_proposal
from maillage.apps.contributions.queries.proposals import (
    EDITS,
    get_proposal,
    moved_since,
    seal,
)
from maillage.apps.contributions.views.adding import edit_url, seen_by, steps
from maillage.apps.contributions.views.words import (
    Section,
    SimilarLine,
    line_of,
    name_of,
    sections_of,
    similar_to,
    url,
    when_words,
)
from maillage.apps.directory.queries import standing
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """All that contributions/proposal.html may use."""

    number: int
    kind: str
    title: str
    where: str
    who: str
    when: str
    state: str
    steps: Sequence[str]
    sections: Sequence[Section]
    edits: bool
    moved: bool
    note: str
    similar: Sequence[SimilarLine]
    place_url: str
    # What may be done, by whom: the author's draft, the author's waiting one, the keeper's turn.
    draft: bool
    mine: bool
    waits: bool
    decides: bool
    missing: str
    edit_url: str
    publishes: bool
    seal: str
    refusal: RefusalForm
    decided: str
    reason: str
    back_url: str
    seen_by: Any


@permitted(may_see_proposal)
@require_safe
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Read a proposal: before it is sent, while it waits, once it is decided."""
    return show_proposal(request, number, RefusalForm())


def show_proposal(request: HttpRequest, number: int, refusal: RefusalForm) -> HttpResponse:
    """Answer with the page of a proposal, and with a refusal that lacks its reason."""
    person: Any = request.user
    found = get_proposal(number)
    line = line_of(found)
    draft, waits = found.state == "draft", found.state == "proposed"
    mine, keeps = found.by_id == person.pk, standing(person).keeps_base
    adds = found.kind not in EDITS
    decided = ""
    if found.decided_by is not None:
        decided = _("%(state)s par %(who)s, %(when)s") % {
            "state": str(found.get_state_display()).capitalize(),
            "who": name_of(found.decided_by),
            "when": when_words(found.decided_at),
        }
    place = found.place
    page = ProposalPage(
        number=found.pk,
        kind=line.kind,
        title=line.title,
        where=line.where,
        who=line.who,
        when=line.when,
        state=line.state,
        steps=steps() if draft and adds else (),
        sections=sections_of(found),
        edits=not adds,
        moved=bool(moved_since(found)),
        note=found.note,
        similar=similar_to(found) if adds and (draft or waits) else (),
        place_url=reverse("directory:staff_place", args=[place.public_id]) if place else "",
        draft=draft,
        mine=mine,
        waits=waits,
        decides=waits and keeps,
        missing=", ".join(missing(found.kind, found.values)) if draft and adds else "",
        edit_url=edit_url(found) if draft else "",
        publishes=keeps,
        seal=seal(found),
        refusal=refusal,
        decided=decided,
        reason=found.reason,
        back_url=url("mine") if mine else url("queue"),
        seen_by=seen_by(person),
    )
    status = 422 if refusal.is_bound else 200
    return render_page(request, page, "contributions/proposal.html", status=status)


@permitted(may_change_proposal)
@require_POST
def send_it(request: HttpRequest, number: int) -> HttpResponse:
    """Hand a draft to the keepers; a keeper's own is published."""
    sent = send(number=number, by=signed_in(request), now=timezone.now())
    if sent.state == "accepted" and sent.place is not None:
        messages.success(request, _("C’est publié, et visible dès la prochaine recherche."))
        return redirect(reverse("directory:staff_place", args=[sent.place.public_id]))
    words = _("Merci, c’est envoyé. Une personne qui tient l’annuaire va relire et vous répondre.")
    messages.success(request, words)
    return redirect(url("mine"))


@permitted(may_change_proposal)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a proposal that waits, or give up a draft."""
    withdraw(number=number, by=signed_in(request), now=timezone.now())
    messages.success(request, _("La proposition est retirée : personne ne la lira."))
    return redirect(url("mine"))


__all__ = ["proposal", "send_it", "show_proposal", "take_back"]
