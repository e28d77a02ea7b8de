"""The page of one place, of one quarter, of one programme."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.errors import PlaceUnknown
from maillage.apps.directory.queries import (
    PlaceDetail,
    all_terms,
    find_place_by_alias,
    get_programme,
    is_public,
    place_cards,
    place_detail,
    places_of_programme,
    places_of_zone,
    programmes,
    zones_to_search,
)
from maillage.apps.directory.queries.recent import nearest_open
from maillage.apps.directory.views.cards import (
    Contact,
    ListedPlace,
    contact_of,
    listed_place,
    listed_places,
    local_now,
    now_of,
)
from maillage.apps.directory.views.doors import Door, door_of, with_doors
from maillage.apps.directory.views.drawn_map import DrawnMap, drawn_map
from maillage.apps.directory.views.facts import Fact, equipment_fact, helped_words
from maillage.apps.directory.views.pictured import pictured_sheet
from maillage.apps.directory.views.sheet import (
    OfferRow,
    OriginLine,
    Pair,
    WeekDay,
    helpers_facts,
    offer_rows,
    origin_lines,
    overdue_line,
    schema_org,
    to_come,
    unknown_things,
    week_of,
    who_for,
)
from maillage.apps.territories.queries import get_zone
from maillage.web.cldr import number_in
from maillage.web.languages import current, known_words
from maillage.web.pages import render_page
from maillage.web.pictures import in_pictures, shown_in_pictures
from maillage.web.slots import Panel, Slot, fill
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.directory.models import Equipment, Place
    from maillage.apps.directory.queries.cards import CardEquipment


@dataclass(frozen=True, slots=True)
class PlacePage:
    """All that directory/place.html may use."""

    public_id: str
    nom: str
    state: str
    closed_words: str
    moved_url: str
    # Of a place that receives nobody: the nearest ones that do.
    instead: Sequence[ListedPlace]
    address: str
    now: str
    open_now: bool
    # What has to be asked again, in one line, "" when nothing has.
    overdue: str
    phone: str
    site_web: Sequence[str]
    booking_url: str
    go_url: str
    summary: str
    coming: Sequence[Pair]
    offers: Sequence[OfferRow]
    audience: Sequence[Fact]
    equipment: Sequence[Fact]
    helpers: Sequence[Fact]
    unknown: str
    week: Sequence[WeekDay]
    hours_notes: Sequence[str]
    closures: Sequence[str]
    origins: Sequence[OriginLine]
    programmes: Sequence[tuple[str, str]]
    contact: Contact
    quarter_url: str
    quarter_nom: str
    panels: Sequence[Panel]
    data: str
    # None without a position, or when the place receives nobody any more.
    map: DrawnMap | None
    door: Door


@shown_in_pictures
@login_not_required
@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """One place, whatever its state: an old paper must lead somewhere."""
    now = timezone.now()
    detail = place_detail(public_id, today=timezone.localdate(now))
    if detail.place.joined_to is not None:
        # Not for ever: whoever takes the link back gives this page its place again.
        return redirect("directory:place", detail.place.joined_to.public_id)
    page = _place_page(request, detail, now)
    if in_pictures(request) and page.state == "open":
        # A place that receives nobody says so in whole sentences.
        return with_doors(pictured_sheet(request, page, detail, now))
    return with_doors(render_page(request, page, "directory/place.html"))


def _place_page(request: HttpRequest, detail: PlaceDetail, now: datetime) -> PlacePage:
    card, place = detail.card, detail.place
    here = local_now(now, place.code_insee or place.code_postal)
    words, is_open = now_of(card, here)
    terms = all_terms()
    week, notes = week_of(card.hours, place.horaires, here.date())
    quarter = place.quarter_zone if place.quarter_zone_id else None
    shown = is_public(place)
    panels = fill(Slot.PLACE_PANELS, [place.pk])[place.pk]
    # One main action: what is booked here comes before the place's other service, which the panel
    # then names.
    booking_url = next((panel.leads for panel in panels if panel.leads), "")
    if not booking_url and place.prise_rdv.startswith(("http://", "https://")):
        booking_url = place.prise_rdv
    return PlacePage(
        public_id=place.public_id,
        nom=place.nom,
        state=place.state if shown or place.state != "open" else "withdrawn",
        closed_words=_closed(place.closed_on),
        moved_url=reverse("directory:place", args=[place.moved_to.public_id])
        if place.moved_to
        else "",
        instead=() if shown else _instead(place, now),
        address=", ".join(
            part
            for part in (
                place.adresse,
                place.complement_adresse,
                f"{place.code_postal} {place.commune}".strip(),
            )
            if part
        ),
        now=words,
        open_now=is_open and shown,
        overdue=overdue_line(place, here.date()) if shown else "",
        phone=place.telephone,
        site_web=place.site_web,
        booking_url=booking_url if shown else "",
        # Nobody is led to a door that is shut for good.
        go_url=_go(place.latitude, place.longitude, place.nom) if shown else "",
        summary=place.presentation_resume or place.presentation_detail[:280],
        coming=to_come(place),
        offers=offer_rows(detail, terms),
        audience=who_for(detail),
        equipment=[_usable(e, place) for e in card.equipment],
        helpers=helpers_facts(detail, terms),
        unknown=unknown_things(detail),
        week=week,
        hours_notes=notes,
        closures=[_closure(c.starts_on, c.ends_on, c.reason) for c in detail.closures],
        origins=origin_lines(detail, here.date()),
        programmes=[
            (p.nom, reverse("directory:programme", args=[p.slug])) for p in detail.programmes
        ],
        contact=contact_of(card),
        quarter_url=reverse("directory:zone", args=[quarter.slug]) if quarter else "",
        quarter_nom=quarter.nom if quarter else "",
        panels=panels,
        data=json.dumps(
            schema_org(detail, request.build_absolute_uri(request.path)), ensure_ascii=False
        ).replace("<", "\\u003c"),
        map=drawn_map(
            [listed_place(card, None, now=now, number=1, labels={})],
            path=request.path,
            asked=dict(request.GET.lists()),
            today=here.date(),
            alone=True,
        )
        if shown
        else None,
        # Kept for memory, a place that receives nobody shows no door.
        door=door_of(card) if shown else Door(""),
    )


def _go(latitude: float | None, longitude: float | None, nom: str) -> str:
    """Return the geo: link (RFC 5870) that opens the map application; "" without a position.

    `q` is not in the RFC: applications that know it put a pin with the name, the others pass it.
    """
    if latitude is None or longitude is None:
        return ""
    point = f"{latitude:.5f},{longitude:.5f}"
    return f"geo:{point}?q={quote(f'{point}({nom})', safe=',')}"


def _instead(place: "Place", now: datetime) -> Sequence[ListedPlace]:
    cards = place_cards(nearest_open(place), today=timezone.localdate(now))
    return listed_places(cards, {}, now=now)


def _usable(item: "CardEquipment | Equipment", place: "Place") -> Fact:
    fact = equipment_fact(item.kind, item.total, item.adapted)
    return Fact(fact.icon, helped_words(fact.words, item, place))


def _closed(on: date | None) -> str:
    return date_words(on) if on else ""


def _closure(starts: date, ends: date, reason: str) -> str:
    said = _("Fermé du %(from)s au %(to)s") % {"from": date_words(starts), "to": date_words(ends)}
    return f"{said} ({known_words(reason)})" if reason else said


@login_not_required
@require_safe
def old_alias(request: HttpRequest, source: str, key: str) -> HttpResponse:
    """Lead from a source's own number to the place's page."""
    # PostgreSQL refuses to be asked about NUL; no source has it in its numbers.
    place = None if "\x00" in key else find_place_by_alias(source, key)
    if place is None:
        raise PlaceUnknown(public_id=key)
    return redirect(reverse("directory:place", args=[place.public_id]), permanent=True)


@dataclass(frozen=True, slots=True)
class ZonePage:
    """All that directory/zone.html may use."""

    nom: str
    parent_nom: str
    parent_url: str
    population: str
    population_year: int | None
    n_places: int
    lines: Sequence[ListedPlace]
    contact_nom: str
    contact_telephone: str
    contact_horaires: str
    search_url: str
    siblings: Sequence[tuple[str, str]]
    panels: Sequence[Panel]
    more: int
    map: DrawnMap | None


MOST_LINES = 60


def _thousands(number: int | None) -> str:
    """Return "6 240", with a space that does not break; "" when nobody counted."""
    if number is None:
        return ""
    language = current()
    if not language.is_french:
        return number_in(language.cldr, number)
    return f"{number:,}".replace(",", "\u00a0")


@login_not_required
@require_safe
def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """One quarter or commune, at the short address that is printed: its places, who to ask."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = get_zone(slug)
    ids = places_of_zone(found.pk)
    cards = place_cards(ids[:MOST_LINES], today=today)
    choices = zones_to_search(today=today).choices
    siblings = [
        (c.nom, reverse("directory:zone", args=[c.slug]))
        for c in choices
        if c.kind == "quarter" and c.id != found.pk and found.kind != "commune"
    ][:24]
    lines = listed_places(cards, {}, now=now)
    page = ZonePage(
        nom=found.nom,
        parent_nom=found.parent.nom if found.parent else "",
        parent_url=reverse("directory:zone", args=[found.parent.slug]) if found.parent else "",
        population=_thousands(found.population),
        population_year=found.population_year,
        n_places=len(ids),
        lines=lines,
        contact_nom=found.contact_nom,
        contact_telephone=found.contact_telephone,
        contact_horaires=found.contact_horaires,
        search_url=f"{reverse('directory:results')}?ou={slug}",
        siblings=siblings,
        panels=fill(Slot.ZONE_PANELS, [found.pk])[found.pk],
        more=max(0, len(ids) - MOST_LINES),
        map=drawn_map(
            lines,
            path=request.path,
            asked=dict(request.GET.lists()),
            today=today,
            around=found.nom,
            zone_id=found.pk,
            interactive_path=f"{reverse('directory:map')}?{urlencode({'ou': slug})}",
        ),
    )
    return with_doors(render_page(request, page, "directory/zone.html"))


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """All that directory/programme.html may use."""

    nom: str
    description: str
    starts_on: date | None
    ends_on: date | None
    lines: Sequence[ListedPlace]
    others: Sequence[tuple[str, str]]
    map: DrawnMap | None


@login_not_required
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme and the places that take part in it."""
    now = timezone.now()
    found = get_programme(slug)
    cards = place_cards(places_of_programme(found), today=timezone.localdate(now))
    lines = listed_places(cards, {}, now=now)
    page = ProgrammePage(
        nom=found.nom,
        description=found.description,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        lines=lines,
        others=[
            (p.nom, reverse("directory:programme", args=[p.slug]))
            for p in programmes()
            if p.pk != found.pk
        ],
        map=drawn_map(
            lines,
            path=request.path,
            asked=dict(request.GET.lists()),
            today=timezone.localdate(now),
        ),
    )
    return with_doors(render_page(request, page, "directory/programme.html"))
