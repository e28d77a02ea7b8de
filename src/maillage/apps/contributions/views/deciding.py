"""The keepers decide: publish as it is, publish once corrected, or say no and why."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.apps.contributions.actions import accept, filled, refuse
from maillage.apps.contributions.errors import ProposalDecided
from maillage.apps.contributions.forms import (
    RefusalForm,
    can_be_read,
    correction_form,
    offer_form,
    place_form,
    read_values,
)
from maillage.apps.contributions.queries.access import may_decide_proposal
from maillage.apps.contributions.queries.proposals import EDITS, Kind, get_proposal, seal
from maillage.apps.contributions.views.adding import form_page
from maillage.apps.contributions.views.correcting import CorrectPage
from maillage.apps.contributions.views.reading import show_proposal
from maillage.apps.contributions.views.words import SEEN_AT_ONCE, line_of, url
from maillage.web.access import permitted
from maillage.web.errors import DomainError
from maillage.web.pages import render_page


def _published(request: HttpRequest, number: int, **said: Any) -> HttpResponse:
    page = request.build_absolute_uri(url("proposal", number))
    person: Any = request.user
    done = accept(number=number, by=person, now=timezone.now(), link=page, **said)
    assert done.place is not None  # the database says so
    words = _("C’est publié. La personne qui l’a proposé reçoit un e-mail.")
    messages.success(request, words)
    return redirect(reverse("directory:staff_place", args=[done.place.public_id]))


@permitted(may_decide_proposal)
@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Publish a proposal as it is."""
    return _published(request, number, seen=request.POST.get("seal", ""))


@permitted(may_decide_proposal)
@form_page
def correct_then_accept(request: HttpRequest, number: int) -> HttpResponse:
    """Correct what was proposed, and publish it."""
    found = get_proposal(number)
    if found.state != "proposed":
        raise ProposalDecided(said=_("Cette proposition n’attend plus."))
    data = request.POST if request.method == "POST" else None
    parts = _forms(found, data)
    main = parts[-1][1]
    if data is not None and _all_read(parts):
        values = {part: read_values(form)[0] for part, form in parts}
        if found.kind in EDITS:
            values = {part: found.values.get(part, {}) | said for part, said in values.items()}
        else:
            values = {part: filled(said) for part, said in values.items()}
        try:
            return _published(request, number, values=values, seen=data.get("seal", ""))
        except ProposalDecided:
            raise
        except DomainError as error:
            main.add_error(None, str(error))
    page = CorrectPage(
        title=_("Corriger, puis publier"),
        over=line_of(found).title,
        lead=_("La personne qui a proposé saura que vous avez corrigé."),
        form=main,
        groups=[group for _part, form in parts for group in form.groups],
        nothing="",
        button=_("Publier"),
        hidden=[("seal", seal(found))],
        cancel_url=url("proposal", number),
        seen_by=SEEN_AT_ONCE,
    )
    status = 422 if data is not None else 200
    return render_page(request, page, "contributions/correct.html", status=status)


def _all_read(parts: Sequence[tuple[str, Any]]) -> bool:
    """Read every form, also after one that is not right: each says what it lacks."""
    read = [can_be_read(form) for _part, form in parts]
    return all(read)


def _forms(found: Any, data: Any) -> list[tuple[str, Any]]:
    """Return the form of each part of a proposal, with what was proposed in it."""
    if found.kind in EDITS:
        part = "place" if found.kind == Kind.EDIT_PLACE else "offer"
        form = correction_form(data, found.kind, place=found.place, offer=found.offer, draft=found)
        form.layout = form.layout[:-1]
        del form.fields["note"]
        return [(part, form)]
    offer = offer_form(data, place=found.place, draft=found, prefix="service", note=False)
    if found.kind == Kind.ADD_OFFER:
        return [("offer", offer)]
    return [("place", place_form(data, draft=found, prefix="lieu")), ("offer", offer)]


@permitted(may_decide_proposal)
@require_POST
def turn_down(request: HttpRequest, number: int) -> HttpResponse:
    """Say no, and why."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return show_proposal(request, number, form)
    person: Any = request.user
    page = request.build_absolute_uri(url("proposal", number))
    refuse(
        number=number,
        reason=form.cleaned_data["reason"],
        by=person,
        now=timezone.now(),
        link=page,
    )
    messages.success(request, _("C’est refusé. La personne qui l’a proposé reçoit votre réponse."))
    return redirect(url("queue"))
