"""Results and a place in pictures: the same facts as in words, a pictogram and a few words each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.queries import (
    PlaceCard,
    PlaceDetail,
    ZoneChoice,
    need_by_code,
    need_in_words,
    place_cards,
)
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.directory.queries.uses import uses_of
from maillage.apps.directory.views.cards import labels_for, local_now, now_of, place_url
from maillage.apps.directory.views.doors import Door
from maillage.apps.directory.views.drawn_map import DrawnMap
from maillage.apps.directory.views.facts import adaptation_facts
from maillage.core.hours import State
from maillage.web import words
from maillage.web.cldr import voice
from maillage.web.pages import render_page
from maillage.web.pictures import NAME, Tile, with_pictures

if TYPE_CHECKING:
    from maillage.apps.directory.queries import Need
    from maillage.apps.directory.views.cards import ListedPlace
    from maillage.apps.directory.views.places import PlacePage
    from maillage.apps.directory.views.public import ResultsPage
    from maillage.apps.directory.views.sheet import WeekDay

MOST_WORDS = 4
USES_ON_A_CARD = 6


@dataclass(frozen=True, slots=True)
class PicturedPlace:
    """A place of a list."""

    number: int
    nom: str
    url: str
    certain: bool
    tiles: Sequence[Tile]
    uses: Sequence[Tile]
    door: Door


@dataclass(frozen=True, slots=True)
class PicturedResults:
    """All that directory/results_pictures.html may use."""

    need: Tile
    n_certain: int
    lines: Sequence[PicturedPlace]
    relaxed: bool
    again: Sequence[Tile]
    asks_where: bool
    choices: Sequence[ZoneChoice]
    asked_pairs: Sequence[tuple[str, str]]
    search_url: str
    map: DrawnMap | None


@dataclass(frozen=True, slots=True)
class PicturedSheet:
    """All that directory/place_pictures.html may use."""

    nom: str
    tiles: Sequence[Tile]
    uses: Sequence[Tile]
    adaptations: Sequence[Tile]
    week: "Sequence[WeekDay]"
    map: DrawnMap | None
    again: Sequence[Tile]
    door: Door


def pictured_results(request: HttpRequest, page: "ResultsPage") -> HttpResponse:
    """Return the results of a search in pictures."""
    now = timezone.now()
    listed = [*page.certain, *page.unknown]
    ids = [line.place_id for line in listed]
    cards = {c.place.pk: c for c in place_cards(ids, today=timezone.localdate(now))}
    uses = uses_of(ids)
    certain = {line.place_id for line in page.certain}
    asked = page.form.data
    need = need_by_code().get(asked.get("besoin", "")) or need_in_words(asked.get("q", "")[:80])[0]
    again = [Tile("mark", _("Autre chose"), with_pictures("/"))]
    if page.next_url:
        again.insert(0, Tile("list", _("Encore"), with_pictures(page.next_url)))
    if page.n_unknown and not page.shows_unknown:
        again.append(Tile("unknown", _("Peut-être"), with_pictures(page.unknown_url), "unknown"))
    shown = PicturedResults(
        need=Tile(need.icon, str(need.short)) if need else Tile("support", _("Trouver de l’aide")),
        n_certain=page.n_certain,
        lines=[
            _pictured(
                line, cards[line.place_id], uses[line.place_id], now, line.place_id in certain
            )
            for line in listed
            if line.place_id in cards
        ],
        relaxed=bool(page.relaxed_without),
        again=again,
        asks_where=page.asks_where,
        choices=page.choices,
        asked_pairs=[pair for pair in page.asked_pairs if pair[0] != NAME],
        search_url=page.search_url,
        map=page.map,
    )
    return render_page(request, shown, "directory/results_pictures.html")


def pictured_sheet(
    request: HttpRequest, page: "PlacePage", detail: PlaceDetail, now: datetime
) -> HttpResponse:
    """Return the page of an open place in pictures."""
    card = detail.card
    tiles = facts_in_pictures(card, now)
    if page.go_url:
        tiles.insert(1, Tile("map", _("Y aller"), page.go_url))
    if page.booking_url:
        tiles.insert(1, Tile("appointment", _("Prendre rendez-vous"), page.booking_url))
    shown = PicturedSheet(
        nom=page.nom,
        tiles=tiles,
        uses=_uses(uses_of([detail.place.pk])[detail.place.pk]),
        adaptations=[
            Tile(fact.icon, fact.words)
            for fact in adaptation_facts(
                (way for o in detail.offers for way in o.adaptations), labels_for([card])
            )
        ],
        week=page.week,
        map=page.map,
        again=[
            Tile("list", _("Autres lieux"), with_pictures(reverse("directory:results"))),
            Tile("mark", _("Autre chose"), with_pictures("/")),
        ],
        door=page.door,
    )
    return render_page(request, shown, "directory/place_pictures.html")


def _pictured(
    line: "ListedPlace", card: PlaceCard, uses: "Sequence[Need]", now: datetime, certain: bool
) -> PicturedPlace:
    return PicturedPlace(
        number=line.number,
        nom=line.nom,
        url=with_pictures(place_url(line.public_id)),
        certain=certain,
        tiles=facts_in_pictures(card, now),
        uses=_uses(uses)[:USES_ON_A_CARD],
        door=line.door,
    )


def _uses(needs: "Sequence[Need]") -> list[Tile]:
    return [Tile(need.icon, str(need.short)) for need in needs]


def facts_in_pictures(card: PlaceCard, now: datetime) -> list[Tile]:
    """Return when, at which price, how, in which languages one is received, and the telephone."""
    place = card.place
    here = local_now(now, place.code_insee or place.code_postal)
    tiles = _open_now(card, here)
    tiles += _price(card)
    access = {mode for o in card.offers for mode in o.modalites_acces}
    if "Se présenter" in access:
        tiles.append(Tile("walk-in", _("Sans rendez-vous")))
    elif place.prise_rdv or "Prendre un RDV en ligne" in access:
        tiles.append(Tile("appointment", _("Sur rendez-vous")))
    if place.wheelchair:
        tiles.append(Tile("wheelchair", _("Fauteuil roulant"), state="on"))
    elif place.wheelchair is False:
        tiles.append(Tile("wheelchair", _("Pas de fauteuil"), state="off"))
    if len(place.languages) > 1:
        spoken = [str(LANGUAGE_WORDS.get(code, code)) for code in place.languages[:MOST_WORDS]]
        tiles.append(Tile("language", words.upper_first(words.series(spoken))))
    if place.childcare:
        tiles.append(Tile("childcare", _("Coin enfants")))
    phone = place.telephone or place.contact_telephone
    if uri := words.telephone_uri(phone):
        tiles.append(Tile("phone", words.telephone(phone), uri))
    return tiles


def _open_now(card: PlaceCard, here: datetime) -> list[Tile]:
    """Return "ouvert" with until when, or "fermé" with when it opens next."""
    hours = card.hours
    _said, is_open = now_of(card, here)
    closure = card.closure
    if closure is not None and closure.starts_on <= here.date() <= closure.ends_on:
        return [Tile("closed", _("Fermé"), state="off")]
    if hours is None or not hours.understood:
        return [Tile("unknown", _("Horaires : demandez"), state="unknown")]
    if is_open:
        tiles = [Tile("clock", _("Ouvert"), state="on")]
    elif hours.state(here) is State.CLOSED:
        tiles = [Tile("closed", _("Fermé"), state="off")]
    else:
        # By appointment, or open for something else: neither "come" nor "closed".
        return [Tile("unknown", _("Horaires : demandez"), state="unknown")]
    minutes = here.hour * 60 + here.minute
    for days in range(8):
        day = here.date() + timedelta(days=days)
        if days and any(s.state is State.UNKNOWN and not s.comment for s in hours.timeline(day)):
            # It may open that day: a later one would say that it is closed until then.
            return [*tiles, Tile("unknown", _("Horaires : demandez"), state="unknown")]
        for start, end in hours.day_intervals(day):
            if days or end > minutes:
                span = f"{_clock(start)} – {_clock(end)}"
                name = f"{voice().days[day.weekday()]} " if days else ""
                return [*tiles, Tile("appointment" if days else "clock", f"{name}{span}")]
    return tiles


def _clock(minutes: int) -> str:
    return words.time_words(time(minutes // 60 % 24, minutes % 60))


def _price(card: PlaceCard) -> list[Tile]:
    tiles = []
    price = card.place.print_price
    if price and len(price.split()) <= MOST_WORDS:
        tiles.append(Tile("print", price, typed=True))
    elif any(e.kind == "printer" and e.total != 0 for e in card.equipment):
        tiles.append(Tile("print", _("Prix : demandez"), state="unknown"))
    costs = {cost for o in card.offers for cost in o.frais_a_charge}
    if "Gratuit" in costs:
        tiles.append(Tile("free", _("Gratuit"), state="on"))
    elif "Gratuit sous condition" in costs:
        tiles.append(Tile("free", _("Gratuit sous condition")))
    elif costs:
        tiles.append(Tile("money", _("Payant")))
    else:
        tiles.append(Tile("money", _("Prix : demandez"), state="unknown"))
    return tiles
