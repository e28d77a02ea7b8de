"""When a person receives and when they are not there: dates are shown before anything is saved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maillage.apps.agenda.actions.resources import (
    add_absence,
    add_availability,
    edit_availability,
    end_absence,
    end_availability,
)
from maillage.apps.agenda.errors import AbsenceWrong, NobodyForMotive, RuleImpossible
from maillage.apps.agenda.forms.setup import EndForm
from maillage.apps.agenda.forms.setup_kit import accepted
from maillage.apps.agenda.forms.times import AbsenceForm, AvailabilityForm
from maillage.apps.agenda.queries.access import may_handle_resource
from maillage.apps.agenda.queries.rules import rule_of
from maillage.apps.agenda.queries.setup import (
    bookings_after,
    get_absence,
    get_availability,
    get_resource,
    preview,
    standing_inside,
)
from maillage.apps.agenda.views.desk import address, form_page
from maillage.apps.agenda.views.setup_pages import (
    SEEN_BY_ALL,
    SEEN_BY_TEAM,
    booking_lines,
    dates_of,
    done,
    save_button,
    saw,
    sentence,
    session_lines,
    show,
)
from maillage.core.timetable import in_words
from maillage.web.access import permitted, signed_in

_REFUSED = {RuleImpossible: "until", NobodyForMotive: "motives"}


@permitted(may_handle_resource)
@form_page
def new_availability(request: HttpRequest, number: int) -> HttpResponse:
    """Say when a person receives."""
    return _availability(request, get_resource(number), None)


@permitted(may_handle_resource)
@form_page
def availability(request: HttpRequest, number: int, availability: int) -> HttpResponse:
    """Change when a person receives: all of it, or from a day on."""
    found = get_resource(number)
    return _availability(request, found, get_availability(found, availability))


def _availability(request: HttpRequest, found: Any, row: Any) -> HttpResponse:
    by, back = signed_in(request), address("setup_resource", found.pk)
    rule = rule_of(row) if row is not None else None
    form = AvailabilityForm(
        request.POST if request.method == "POST" else None,
        by=by,
        resource=found,
        row=row,
        rule=rule,
    )
    today, shown = timezone.localdate(), None
    if form.is_bound and form.is_valid():
        values = form.values()
        previewed = {"first": row.first} | values if row is not None else values
        start = (form.from_day or today) if row is not None else None
        shown = preview(previewed, place=values["place"], start=start)
        if shown.n and saw(request, shown.key):
            if row is None:
                changed = accepted(
                    form,
                    lambda: add_availability(
                        resource=found,
                        values=values,
                        motives=form.chosen_motives(),
                        along=form.chosen_along(),
                        by=by,
                        now=timezone.now(),
                    ),
                    _REFUSED,
                )
            else:
                changed = accepted(
                    form,
                    lambda: edit_availability(
                        availability=row,
                        values=values,
                        motives=form.chosen_motives(),
                        along=form.chosen_along(),
                        on=form.from_day,
                        by=by,
                        now=timezone.now(),
                    ),
                    _REFUSED,
                )
            if changed is not None:
                words = _("C’est enregistré : ces heures sont proposées. Ce qui est pris reste.")
                return done(request, words, back)
    dates = dates_of(shown) if shown is not None else None
    lead = _("Vous verrez les dates avant d’enregistrer.")
    if not form.has_motives:
        lead = _(
            "Il faut d’abord un motif de rendez-vous : ajoutez-le dans l’onglet « Motifs » des "
            "réglages."
        )
    return show(
        request,
        form,
        over=found.name,
        title=_("Ajouter des heures") if row is None else _("Modifier ces heures"),
        lead=lead if rule is None else sentence(in_words(rule)),
        button=save_button(shown) if shown is not None and shown.n else _("Voir les dates"),
        cancel_url=back,
        seen_by=SEEN_BY_ALL,
        dates=dates,
        seen=dates.key if dates is not None and dates.days else "",
    )


@permitted(may_handle_resource)
@form_page
def stop_availability(request: HttpRequest, number: int, availability: int) -> HttpResponse:
    """Offer these hours no more after a day; appointments that are taken stand."""
    found = get_resource(number)
    row = get_availability(found, availability)
    by, back, today = signed_in(request), address("setup_resource", number), timezone.localdate()
    form = EndForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_bound and form.is_valid():
        end_availability(availability=row, on=form.day_after(), by=by, now=timezone.now())
        return done(request, _("Ces heures ne sont plus proposées après ce jour."), back)
    n = bookings_after(found, today, now=timezone.now())
    stands = ngettext(
        "%(n)d rendez-vous est déjà pris avec cette personne : rien n’est annulé.",
        "%(n)d rendez-vous sont déjà pris avec cette personne : rien n’est annulé.",
        n,
    ) % {"n": n}
    return show(
        request,
        form,
        over=found.name,
        title=_("Ne plus proposer ces heures ?"),
        lead=sentence(in_words(rule_of(row))) + (f" {stands}" if n else ""),
        button=_("Oui, ne plus les proposer"),
        danger=True,
        cancel_url=back,
        seen_by=SEEN_BY_TEAM,
    )


# ---------------------------------------------------------------- absences


@permitted(may_handle_resource)
@form_page
def new_absence(request: HttpRequest, number: int) -> HttpResponse:
    """Say when somebody is not there; what stands meanwhile is shown first, never cancelled."""
    found = get_resource(number)
    by, back = signed_in(request), address("setup_resource", number)
    form = AbsenceForm(request.POST if request.method == "POST" else None, place=found.place)
    lines: list[Any] = []
    seen = ""
    if form.is_bound and form.is_valid():
        starts_at, ends_at = form.moments()
        if starts_at < ends_at:
            inside = standing_inside(found, starts_at, ends_at)
            lines = [*booking_lines(inside.bookings), *session_lines(inside.sessions)]
            numbers = [one.pk for one in (*inside.bookings, *inside.sessions)]
            seen = f"{starts_at:%Y%m%d%H%M}-{ends_at:%Y%m%d%H%M}-{numbers}" if lines else ""
        if not lines or saw(request, seen):
            made = accepted(
                form,
                lambda: add_absence(
                    resource=found, starts_at=starts_at, ends_at=ends_at, by=by, now=timezone.now()
                ),
                {AbsenceWrong: "last"},
            )
            if made is not None:
                words = _("L’absence est notée : plus aucune heure n’est proposée.")
                if lines:
                    words += " " + _("Ce qui était prévu n’est pas annulé : prévenez, ou déplacez.")
                return done(request, words, back)
    return show(
        request,
        form,
        over=found.name,
        title=_("Noter une absence"),
        lead=_("Des jours et des heures, jamais pourquoi. Rien n’est annulé."),
        button=_("Noter l’absence quand même") if lines else _("Noter l’absence"),
        cancel_url=back,
        seen_by=_(
            "Les habitants ne voient rien : ces heures ne leur sont plus proposées. Les personnes "
            "qui reçoivent dans cette organisation voient quand, personne ne lit pourquoi."
        ),
        standing_title=_("Déjà prévu pendant ce temps : à prévenir ou à déplacer"),
        standing=lines,
        seen=seen,
    )


@permitted(may_handle_resource)
@require_POST
def remove_absence(request: HttpRequest, number: int, absence: int) -> HttpResponse:
    """Take an absence back."""
    row = get_absence(get_resource(number), absence)
    end_absence(absence=row, by=signed_in(request), now=timezone.now())
    words = _("L’absence est retirée : les heures sont de nouveau proposées.")
    return done(request, words, address("setup_resource", number))
