"""Places that are new, that open, that lack somebody or something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.actions.life import open_place, say_no_equipment, say_no_mediator
from maillage.apps.directory.errors import OpeningInFuture
from maillage.apps.directory.forms.life import OpenForm
from maillage.apps.directory.queries import get_place, place_cards
from maillage.apps.directory.queries.access import may_keep_base, may_read_figures
from maillage.apps.directory.queries.recent import NEW_FOR, recent_places
from maillage.apps.directory.queries.shortages import SHORTAGES, Shortage, shortages
from maillage.apps.directory.views.cards import ListedPlace, listed_places
from maillage.apps.directory.views.doors import with_doors
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_edit import Refusals, carried_out, done, form_page, show
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import date_words

COLUMNS = ("quartier", "lieu", "adresse", "commune", "il_manque", "numero")
MOST_LINES = 60


# ---------------------------------------------------------------- new places


@dataclass(frozen=True, slots=True)
class NewDay:
    """The places that one day made new."""

    words: str
    lines: Sequence[ListedPlace]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlacesPage:
    """All that directory/new_places.html may use."""

    groups: Sequence[NewDay]
    days: int


@login_not_required
@require_safe
def new_places(request: HttpRequest) -> HttpResponse:
    """What opened, or entered the list, in the last 90 days."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = recent_places(today=today, limit=MOST_LINES)
    cards = place_cards([one.place.pk for one in found], today=today)
    lines = listed_places(cards, {}, now=now)
    said = {one.place.public_id: _since(one.day, opened=one.opened) for one in found}
    page = NewPlacesPage(
        groups=[
            NewDay(words, list(group))
            for words, group in groupby(lines, key=lambda line: said[line.public_id])
        ],
        days=NEW_FOR.days,
    )
    return with_doors(render_page(request, page, "directory/new_places.html"))


def _since(day: date, *, opened: bool) -> str:
    said = _("Ouvert depuis le %s") if opened else _("Dans la liste depuis le %s")
    return said % date_words(day)


# ---------------------------------------------------------------- a planned place opens


@permitted(may_keep_base)
@form_page
def open_planned(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say since when a planned place is open."""
    place = get_place(public_id)
    back = address("staff_place", public_id)
    initial = {"on": min(place.opened_on or timezone.localdate(), timezone.localdate())}
    form = OpenForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        open_place(public_id=public_id, by=signed_in(request), now=timezone.now(), **form.values())

    refusals: Refusals = {OpeningInFuture: "on"}
    if form.is_bound and carried_out(form, act, refusals):
        return done(request, _("Le lieu est ouvert : il est dans les listes."), to=back)
    return show(
        request,
        form,
        over=place.nom,
        title=_("Ouvrir ce lieu"),
        lead=_("Il entre dans les listes et sur la carte. Il est dit nouveau pendant 90 jours."),
        button=_("Ouvrir ce lieu"),
        cancel_url=back,
    )


# ---------------------------------------------------------------- what lacks


@dataclass(frozen=True, slots=True)
class ShortageTab:
    """One list of what lacks."""

    url: str
    label: Any
    n: int
    current: bool


@dataclass(frozen=True, slots=True)
class ShortageLine:
    """A place, and what it lacks."""

    url: str
    nom: str
    where: str
    phone: str
    lacks: str


@dataclass(frozen=True, slots=True)
class ShortageQuarter:
    """The places of one quarter that lack something."""

    nom: str
    lines: Sequence[ShortageLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortagesPage:
    """All that directory/staff/shortages.html may use."""

    tabs: Sequence[ShortageTab]
    quarters: Sequence[ShortageQuarter]
    n: int
    csv_url: str


def _asked(request: HttpRequest) -> str:
    code = request.GET.get("manque", "")
    return code if code in SHORTAGES else ""


@permitted(may_read_figures)
@require_safe
def shortages_page(request: HttpRequest) -> HttpResponse:
    """Open places without a mediator, or without equipment, by quarter."""
    code = _asked(request)
    every = shortages()
    shown = [one for one in every if not code or code in one.codes]
    tabs = [ShortageTab(address("shortages"), _("Tout"), len(every), not code)]
    tabs += [
        ShortageTab(
            address("shortages", manque=name),
            label,
            sum(name in one.codes for one in every),
            code == name,
        )
        for name, label in SHORTAGES.items()
    ]
    page = ShortagesPage(
        tabs=tabs,
        quarters=[
            ShortageQuarter(nom or _("Hors des quartiers connus"), [_line(one) for one in places])
            for nom, places in groupby(shown, key=lambda one: one.quarter)
        ],
        n=len(shown),
        csv_url=address("shortages_csv", manque=code),
    )
    return render_page(request, page, "directory/staff/shortages.html")


def _lacks(one: Shortage) -> str:
    return ", ".join(str(SHORTAGES[code]) for code in one.codes)


def _line(one: Shortage) -> ShortageLine:
    place = one.place
    return ShortageLine(
        url=reverse("directory:place", args=[place.public_id]),
        nom=place.nom,
        where=", ".join(part for part in (place.adresse, place.commune) if part),
        phone=place.telephone,
        lacks=_lacks(one),
    )


@permitted(may_read_figures)
@require_safe
def shortages_csv(request: HttpRequest) -> HttpResponseBase:
    """The same list, for a spreadsheet."""

    def rows() -> Iterator[Sequence[str]]:
        for one in shortages(_asked(request)):
            place = one.place
            yield (
                one.quarter, place.nom, place.adresse, place.commune, _lacks(one),
                place.public_id,
            )  # fmt: skip

    return csv_response("manques.csv", COLUMNS, rows())


@permitted(may_keep_base)
@require_POST
def no_mediator(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that nobody helps with digital matters here."""
    say_no_mediator(public_id=public_id, by=signed_in(request), now=timezone.now())
    words = _("C’est noté : sans médiateur. Le lieu est dans la liste des manques.")
    return done(request, words, to=address("staff_place", public_id))


@permitted(may_keep_base)
@require_POST
def no_equipment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that there is nothing to work with here."""
    say_no_equipment(public_id=public_id, by=signed_in(request), now=timezone.now())
    words = _("C’est noté : sans équipement. Le lieu est dans la liste des manques.")
    return done(request, words, to=address("staff_place", public_id))
