"""Motives: what a person comes for alone, how long, with which papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.agenda.actions.resources import add_motive, edit_motive, end_motive
from maillage.apps.agenda.errors import MotiveHoursWrong
from maillage.apps.agenda.forms.setup import EndForm, MotiveForm
from maillage.apps.agenda.forms.setup_kit import accepted
from maillage.apps.agenda.queries.access import may_handle_motive, may_use_agenda
from maillage.apps.agenda.queries.setup import motive_row, motives_for
from maillage.apps.agenda.views.desk import address, form_page
from maillage.apps.agenda.views.setup_pages import SEEN_BY_ALL, SEEN_BY_TEAM, done, show
from maillage.apps.directory.queries.access import standing
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import NBSP, date_words


@dataclass(frozen=True, slots=True)
class MotiveLine:
    """A motive in a list; `url` is "" for one that this person does not handle."""

    url: str
    title: str
    mediation: str
    words: str


@dataclass(frozen=True, slots=True)
class MotivesPage:
    """All that agenda/setup_motives.html may use."""

    lines: Sequence[MotiveLine]
    ended: Sequence[MotiveLine]


@permitted(may_use_agenda)
@require_safe
def motives(request: HttpRequest) -> HttpResponse:
    """What one may come for, with those who receive for it."""
    by = signed_in(request)
    who = standing(by)
    rows = [
        (one, _line(one, who.steers or one.organisation_id in who.organisations))
        for one in motives_for(by)
    ]
    page = MotivesPage(
        lines=[line for one, line in rows if one.ended_on is None],
        ended=[line for one, line in rows if one.ended_on is not None],
    )
    return render_page(request, page, "agenda/setup_motives.html")


def _line(motive: Any, handled: bool) -> MotiveLine:
    said = [f"{motive.duration_min}{NBSP}min", motive.get_where_display()]
    if motive.ended_on is not None:
        said.append(_("jusqu’au %s") % date_words(motive.ended_on))
    elif motive.n:
        said.append(
            ngettext("proposé à %(n)d moment de la semaine", "proposé à %(n)d moments", motive.n)
            % {"n": motive.n}
        )
    else:
        said.append(_("personne ne reçoit encore pour cela"))
    if not motive.open_online:
        said.append(_("pas en ligne"))
    said.append(motive.organisation.nom if motive.organisation else _("tout le réseau"))
    return MotiveLine(
        url=address("setup_motive", motive.pk) if handled else "",
        title=motive.title,
        mediation=str(motive.get_mediation_display()),
        words=", ".join(said),
    )


@permitted(may_use_agenda)
@form_page
def new_motive(request: HttpRequest) -> HttpResponse:
    """Add a motive."""
    by = signed_in(request)
    form = MotiveForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_bound and form.is_valid():
        made = accepted(
            form,
            lambda: add_motive(values=form.values(), by=by, now=timezone.now()),
            {MotiveHoursWrong: "duration_min"},
        )
        if made is not None:
            words = _("Le motif est ajouté. Cochez-le dans les heures de qui reçoit pour cela.")
            return done(request, words, address("setup_motives"))
    return show(
        request,
        form,
        title=_("Ajouter un motif de rendez-vous"),
        lead=_("Un motif dit combien de temps dure un rendez-vous, et ce qu’il faut apporter."),
        button=_("Ajouter ce motif"),
        cancel_url=address("setup_motives"),
        seen_by=SEEN_BY_ALL,
    )


@permitted(may_handle_motive)
@form_page
def motive(request: HttpRequest, number: int) -> HttpResponse:
    """Change a motive; appointments that are taken keep their time."""
    by, found = signed_in(request), motive_row(number)
    form = MotiveForm(request.POST if request.method == "POST" else None, by=by, motive=found)
    if form.is_bound and form.is_valid():
        changed = accepted(
            form,
            lambda: edit_motive(motive=found, values=form.values(), by=by, now=timezone.now()),
            {MotiveHoursWrong: "duration_min"},
        )
        if changed is not None:
            return done(request, _("C’est enregistré."), address("setup_motives"))
    return show(
        request,
        form,
        over=motive_row(number).title,
        title=_("Modifier ce motif"),
        lead=_("Les rendez-vous déjà pris gardent leur heure et leur durée."),
        button=_("Enregistrer"),
        cancel_url=address("setup_motives"),
        seen_by=SEEN_BY_ALL,
    )


@permitted(may_handle_motive)
@form_page
def stop_motive(request: HttpRequest, number: int) -> HttpResponse:
    """Offer a motive no more; appointments that are taken stand."""
    by, found = signed_in(request), motive_row(number)
    back = address("setup_motives")
    form = EndForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        end_motive(motive=found, on=form.cleaned_data["day"], by=by, now=timezone.now())
        return done(request, _("Ce motif n’est plus proposé."), back)
    return show(
        request,
        form,
        over=found.title,
        title=_("Ne plus proposer ce motif ?"),
        lead=_("Les rendez-vous déjà pris restent : rien n’est annulé."),
        button=_("Oui, ne plus le proposer"),
        danger=True,
        cancel_url=back,
        seen_by=SEEN_BY_TEAM,
    )
