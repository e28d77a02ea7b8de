"""The coordinator's page: how fresh the base is, and which records wait to be verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries.freshness import (
    Share,
    fresh_shares,
    n_overdue,
    overdue_places,
)
from maillage.apps.freshness.actions.records import give_to_keep, verify_by_phone
from maillage.apps.freshness.errors import NothingChosen
from maillage.apps.freshness.queries.access import may_ask
from maillage.apps.freshness.queries.figures import DayCount, all_days, days_of
from maillage.apps.freshness.views.chart import Bar, bars, share
from maillage.apps.freshness.views.staff import (
    UNKNOWN_PRESS,
    address,
    chosen,
    colleagues,
    form_page,
    number_in,
    owners,
    quarters,
)
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import age_words

PER_PAGE = 25
SEEN_BY = "Le journal garde qui a vérifié, et quand. La date de vérification est publique."
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A quarter or a person: of how many places, how many are fresh, how many wait."""

    name: str
    url: str
    n: int
    half_year: str
    n_half_year: int
    year: str
    n_year: int
    n_overdue: int


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A record to verify."""

    public_id: str
    nom: str
    where: str
    url: str
    since: str
    said: str
    owner: str
    telephone: str
    has_mail: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a list."""

    value: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardPage:
    """All that freshness/dashboard.html may use."""

    all: ShareLine
    quarters: Sequence[ShareLine]
    owners: Sequence[ShareLine]
    bars: Sequence[Bar]
    lines: Sequence[OverdueLine]
    n_here: int
    narrowed: str
    zone_options: Sequence[Option]
    owner_options: Sequence[Option]
    colleagues: Sequence[tuple[int, str]]
    refused: str
    next_url: str
    first_url: str
    csv_url: str
    seen_by: str = SEEN_BY


@permitted(may_ask)
@form_page
def dashboard(request: HttpRequest) -> HttpResponse:
    """Figures first, then the queue; what is ticked is verified or given to somebody."""
    refused = ""
    if request.method == "POST":
        try:
            return _bulk(request)
        except NothingChosen as error:
            refused = str(error)
    today = timezone.localdate()
    return _page(request, today, refused)


def _bulk(request: HttpRequest) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    ticked = request.POST.getlist("lieu")[: PER_PAGE * 2]
    # PostgreSQL takes no such sign, not even to look for it.
    numbers = [one.replace("\0", "?")[:12] for one in ticked]
    do = request.POST.get("do", "")
    if do == "give":
        owner = number_in(request.POST.get("owner", ""))
        n = give_to_keep(numbers, owner or None, by=by, now=now)
        words = ngettext("%(n)s fiche a changé de responsable.",
                         "%(n)s fiches ont changé de responsable.", n) % {"n": n}  # fmt: skip
    elif do == "phone":
        n = verify_by_phone(numbers, by=by, now=now)
        words = ngettext("%(n)s fiche est vérifiée aujourd’hui.",
                         "%(n)s fiches sont vérifiées aujourd’hui.", n) % {"n": n}  # fmt: skip
    elif numbers:
        messages.warning(request, UNKNOWN_PRESS)
        return HttpResponseRedirect(request.get_full_path())
    else:
        raise NothingChosen
    messages.success(request, words)
    return HttpResponseRedirect(request.get_full_path())


def _page(request: HttpRequest, today: date, refused: str) -> HttpResponse:
    zone = number_in(request.GET.get("quartier", ""))
    owner = number_in(request.GET.get("responsable", ""))
    after = _after(request.GET.get("apres", ""))
    zones, keepers = quarters(today), owners()
    places = overdue_places(today=today, zone=zone, owner=owner, after=after, limit=PER_PAGE + 1)
    everything, by_quarter, by_owner = fresh_shares(today=today)
    here = {"quartier": zone, "responsable": owner}
    shown = places[:PER_PAGE]
    next_url = ""
    if len(places) > PER_PAGE:
        last = shown[-1]
        day = last.next_check_on.isoformat() if last.next_check_on else ""
        next_url = address("dashboard", **here, apres=f"{day}~{last.pk}") + "#a-verifier"
    page = DashboardPage(
        all=_share(everything, _("Tout le territoire"), ""),
        quarters=[
            _share(one, one.name or _("Hors des quartiers"),
                   address("dashboard", quartier=one.number) if one.number else "")
            for one in by_quarter
        ],
        owners=[
            _share(one, one.name or _("Personne"),
                   address("dashboard", responsable=one.number or 0))
            for one in by_owner
        ],
        bars=bars(_days(everything, today)),
        lines=[_line(place, today) for place in shown],
        n_here=n_overdue(today=today, zone=zone, owner=owner),
        narrowed=", ".join(
            words for words in (
                chosen(zones, zone),
                _("sans responsable") if owner == 0 else chosen(keepers, owner),
            ) if words
        ),
        zone_options=_options(zones, zone),
        owner_options=_options([(0, _("Personne")), *keepers], owner),
        colleagues=colleagues(),
        refused=refused,
        next_url=next_url,
        first_url=address("dashboard", **here) if after else "",
        csv_url=address("overdue_csv", **here),
    )  # fmt: skip
    return render_page(request, page, "freshness/dashboard.html", status=422 if refused else 200)


def _days(now: Share, today: date) -> list[DayCount]:
    """Return what was counted each day, and what is true now."""
    days = [day for day in days_of(since=today - A_YEAR) if day.on < today]
    return [*days, DayCount(today, now.n_places, now.n_half_year, now.n_year)]


def _options(choices: Sequence[tuple[int, str]], value: int | None) -> list[Option]:
    return [Option(str(key), words, key == value) for key, words in choices]


def _after(text: str) -> tuple[str, int] | None:
    """Return where the page before ended, None at the beginning or for what cannot be read."""
    day, _mark, number = text.partition("~")
    try:
        if day:
            date.fromisoformat(day)
        return day, int(number)
    except ValueError:
        return None


def _share(one: Share, name: str, url: str) -> ShareLine:
    return ShareLine(
        name=name,
        url=url,
        n=one.n_places,
        half_year=share(one.n_half_year, one.n_places),
        n_half_year=one.n_half_year,
        year=share(one.n_year, one.n_places),
        n_year=one.n_year,
        n_overdue=one.n_overdue,
    )


def _line(place: Any, today: date) -> OverdueLine:
    return OverdueLine(
        public_id=place.public_id,
        nom=place.nom,
        where=", ".join(part for part in (place.adresse, place.commune) if part),
        url=address("place", place.public_id),
        since=since_words(place.next_check_on, today),
        said=_("vérifiée %(age)s") % {"age": age_words(place.verified_on, today)}
        if place.verified_on
        else _("jamais datée"),
        owner=(place.owner.name or _("une personne de l’équipe")) if place.owner else "",
        telephone=place.telephone,
        has_mail=bool(place.courriels),
    )


def since_words(day: date | None, today: date) -> str:
    """Return "à vérifier depuis 2 mois": for how long a record should have been asked again."""
    if day is None:
        return _("à vérifier")
    age = age_words(day, today).removeprefix("il y a ")
    if age in ("hier", "aujourd’hui"):
        return _("à vérifier depuis %(age)s") % {"age": age}
    return _("à vérifier depuis %(age)s") % {"age": age}


# ---------------------------------------------------------------- files


@permitted(may_ask)
@require_safe
def overdue_csv(request: HttpRequest) -> HttpResponseBase:
    """The queue as a table: what is shown, for a spreadsheet."""
    today = timezone.localdate()
    zone = number_in(request.GET.get("quartier", ""))
    owner = number_in(request.GET.get("responsable", ""))
    places = overdue_places(today=today, zone=zone, owner=owner, limit=20_000)
    columns = [
        _("numéro"), _("nom"), _("adresse"), _("commune"), _("quartier"), _("responsable"),
        _("téléphone"), _("e-mail"), _("vérifiée le"), _("à vérifier depuis le"),
    ]  # fmt: skip
    rows = (
        [
            place.public_id, place.nom, place.adresse, place.commune,
            place.quarter_zone.nom if place.quarter_zone else "",
            place.owner.name if place.owner else "",
            place.telephone, ", ".join(place.courriels),
            place.verified_on or "", place.next_check_on or "",
        ]
        for place in places
    )  # fmt: skip
    return csv_response(f"a-verifier-{today.isoformat()}.csv", columns, rows)


@permitted(may_ask)
@require_safe
def days_csv(request: HttpRequest) -> HttpResponseBase:
    """What was counted each day: figures with their base, by quarter and by person."""
    today = timezone.localdate()
    zones, people = dict(quarters(today)), dict(owners())
    names = {"quarter": zones, "owner": people, "all": {0: _("tout le territoire")}}
    columns = [
        _("jour"), _("par"), _("nom"), _("lieux"), _("vérifiés depuis moins de 6 mois"),
        _("vérifiés depuis moins de 12 mois"),
    ]  # fmt: skip
    parts = {"all": _("tout"), "quarter": _("quartier"), "owner": _("responsable")}
    rows = (
        [on, parts[part], names[part].get(key, key or _("aucun")), n, half, year]
        for on, part, key, n, half, year in all_days(since=today - timedelta(days=3 * 366))
    )
    return csv_response(f"fraicheur-{today.isoformat()}.csv", columns, rows)


__all__ = ["dashboard", "days_csv", "overdue_csv"]
