"""Those who receive, rooms and devices: the list, one of them, and the forms about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.agenda.actions.resources import (
    add_resource,
    edit_resource,
    end_resource,
    restore_resource,
)
from maillage.apps.agenda.errors import LanesAreTaken, ResourceOfSomebody
from maillage.apps.agenda.forms.setup import EndForm, ResourceForm
from maillage.apps.agenda.forms.setup_kit import accepted
from maillage.apps.agenda.queries.access import may_handle_resource, may_use_agenda
from maillage.apps.agenda.queries.rules import rule_of
from maillage.apps.agenda.queries.setup import (
    absences_of,
    availabilities_of,
    bookings_after,
    get_resource,
    resources_for,
    standing_inside,
)
from maillage.apps.agenda.views.desk import address, form_page
from maillage.apps.agenda.views.setup_pages import (
    SEEN_BY_ALL,
    SEEN_BY_TEAM,
    done,
    moment,
    sentence,
    show,
)
from maillage.core.timetable import in_words
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import date_words, listed


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """A person, a room or devices in a list."""

    url: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SetupPage:
    """All that agenda/setup_list.html may use."""

    people: Sequence[ResourceLine]
    things: Sequence[ResourceLine]
    ended: Sequence[ResourceLine]


@permitted(may_use_agenda)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """What the agenda is made of, for whoever sets it up."""
    rows = resources_for(signed_in(request))
    open_ones = [one for one in rows if one.ended_on is None]
    page = SetupPage(
        people=[_line(one) for one in open_ones if one.kind == "person"],
        things=[_line(one) for one in open_ones if one.kind != "person"],
        ended=[_line(one) for one in rows if one.ended_on is not None],
    )
    return render_page(request, page, "agenda/setup_list.html")


def _line(resource: Any) -> ResourceLine:
    return ResourceLine(address("setup_resource", resource.pk), resource.name, _words(resource))


def _words(resource: Any) -> str:
    said = [] if resource.kind == "person" else [resource.get_kind_display()]
    if resource.lanes > 1:
        said.append(_("%(n)d à la fois") % {"n": resource.lanes})
    if resource.place is not None:
        said.append(resource.place.nom)
    if resource.organisation is not None:
        said.append(resource.organisation.nom)
    if resource.ended_on is not None:
        said.append(_("jusqu’au %s") % date_words(resource.ended_on))
    return ", ".join(dict.fromkeys(said))


# ---------------------------------------------------------------- one of them


@dataclass(frozen=True, slots=True)
class AvailabilityLine:
    """When a person receives, in words."""

    when: str
    words: str
    edit_url: str
    end_url: str


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """When a resource is not there, and how many appointments stand meanwhile."""

    when: str
    inside: str
    remove_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePage:
    """All that agenda/setup_resource.html may use."""

    name: str
    words: str
    is_person: bool
    ended: bool
    availabilities: Sequence[AvailabilityLine]
    absences: Sequence[AbsenceLine]
    edit_url: str
    end_url: str
    restore_url: str
    new_availability_url: str
    new_absence_url: str
    calendars_url: str
    day_url: str


@permitted(may_handle_resource)
@require_safe
def resource(request: HttpRequest, number: int) -> HttpResponse:
    """One person, room or devices: when they receive, when they are not there."""
    found = get_resource(number)
    now = timezone.now()
    page = ResourcePage(
        name=found.name,
        words=_words(found),
        is_person=found.kind == "person",
        ended=found.ended_on is not None,
        availabilities=[
            _availability_line(found, one)
            for one in availabilities_of(found, today=timezone.localdate())
        ],
        absences=[_absence_line(found, one) for one in absences_of(found, now=now)],
        edit_url=address("setup_edit_resource", number),
        end_url=address("setup_end_resource", number),
        restore_url=address("setup_restore_resource", number),
        new_availability_url=address("setup_new_availability", number),
        new_absence_url=address("setup_new_absence", number),
        calendars_url=address("outside", number),
        day_url=address("desk_resource", number),
    )
    return render_page(request, page, "agenda/setup_resource.html")


def _availability_line(found: Any, row: Any) -> AvailabilityLine:
    said = []
    if row.skip_public and row.skip_school:
        said.append(_("Sauf jours fériés et vacances scolaires"))
    elif row.skip_public:
        said.append(_("Sauf jours fériés"))
    elif row.skip_school:
        said.append(_("Sauf vacances scolaires"))
    said.append(row.place.nom if row.place is not None else _("À distance ou à domicile"))
    said.append(_("Pour : %s") % listed([one.title for one in row.motives.all()]))
    if along := [one.name for one in row.along.all()]:
        said.append(_("Avec : %s") % listed(along))
    return AvailabilityLine(
        when=sentence(in_words(rule_of(row))),
        words=f"{'. '.join(said)}.",
        edit_url=address("setup_availability", found.pk, row.pk),
        end_url=address("setup_end_availability", found.pk, row.pk),
    )


def _absence_line(found: Any, row: Any) -> AbsenceLine:
    inside = standing_inside(found, row.starts_at, row.ends_at)
    n = len(inside.bookings) + len(inside.sessions)
    return AbsenceLine(
        when=_("du %(start)s au %(end)s")
        % {"start": moment(row.starts_at, found.place), "end": moment(row.ends_at, found.place)},
        inside=ngettext(
            "%(n)d rendez-vous ou séance y est prévu.",
            "%(n)d rendez-vous ou séances y sont prévus.",
            n,
        )
        % {"n": n}
        if n
        else "",
        remove_url=address("setup_end_absence", found.pk, row.pk),
    )


@permitted(may_use_agenda)
@form_page
def new_resource(request: HttpRequest) -> HttpResponse:
    """Add a person, a room or devices."""
    by = signed_in(request)
    form = ResourceForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_bound and form.is_valid():
        made = accepted(
            form,
            lambda: add_resource(values=form.values(), by=by, now=timezone.now()),
            {ResourceOfSomebody: "user"},
        )
        if made is not None:
            words = _("C’est ajouté. Dites maintenant quand, et pour quoi.")
            return done(request, words, address("setup_resource", made.pk))
    return show(
        request,
        form,
        title=_("Ajouter une personne, une salle ou du matériel"),
        lead=_("Ce qui est réservé ne l’est qu’une fois : personne, salle et matériel."),
        button=_("Ajouter"),
        cancel_url=address("setup"),
        seen_by=SEEN_BY_ALL,
    )


@permitted(may_handle_resource)
@form_page
def change_resource(request: HttpRequest, number: int) -> HttpResponse:
    """Change a person, a room or devices."""
    by, found = signed_in(request), get_resource(number)
    back = address("setup_resource", number)
    form = ResourceForm(request.POST if request.method == "POST" else None, by=by, resource=found)
    if form.is_bound and form.is_valid():
        changed = accepted(
            form,
            lambda: edit_resource(resource=found, values=form.values(), by=by, now=timezone.now()),
            {ResourceOfSomebody: "user", LanesAreTaken: "lanes"},
        )
        if changed is not None:
            return done(request, _("C’est enregistré."), back)
    return show(
        request,
        form,
        over=get_resource(number).name,
        title=_("Modifier"),
        button=_("Enregistrer"),
        cancel_url=back,
        seen_by=SEEN_BY_ALL,
    )


@permitted(may_handle_resource)
@form_page
def stop_resource(request: HttpRequest, number: int) -> HttpResponse:
    """Take somebody or something out of the agenda; what is booked stands, and is counted."""
    by, found = signed_in(request), get_resource(number)
    back = address("setup_resource", number)
    today = timezone.localdate()
    form = EndForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_bound and form.is_valid():
        end_resource(resource=found, on=form.cleaned_data["day"], by=by, now=timezone.now())
        return done(request, _("C’est retiré de l’agenda."), back)
    n = bookings_after(found, today, now=timezone.now())
    stands = ngettext(
        "%(n)d rendez-vous est déjà pris : il reste, rien n’est annulé.",
        "%(n)d rendez-vous sont déjà pris : ils restent, rien n’est annulé.",
        n,
    ) % {"n": n}
    return show(
        request,
        form,
        over=found.name,
        title=_("Retirer de l’agenda ?"),
        lead=(_("Plus aucune heure n’est proposée. ") + (stands if n else "")).strip(),
        button=_("Oui, retirer"),
        danger=True,
        cancel_url=back,
        seen_by=SEEN_BY_TEAM,
    )


@permitted(may_handle_resource)
@require_POST
def put_back(request: HttpRequest, number: int) -> HttpResponse:
    """Put somebody or something back into the agenda."""
    restore_resource(resource=get_resource(number), by=signed_in(request), now=timezone.now())
    return done(request, _("C’est de nouveau dans l’agenda."), address("setup_resource", number))
