"""One page on which a professional without an account orients somebody in two minutes, and prints.

Nothing says who: needs, a quarter, what the place must offer. Sent by the page, shown again, kept
nowhere; only the need and its quarter are counted, and whether a place answers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.directory.errors import PlaceUnknown
from maillage.apps.directory.queries import (
    NEEDS,
    PlaceCard,
    ZoneChoice,
    Zones,
    get_place,
    is_public,
    need_by_code,
    place_cards,
    zones_to_search,
)
from maillage.apps.directory.queries.ages import AGE_BANDS
from maillage.apps.directory.queries.labels import INTENSITY_WORDS, LANGUAGE_WORDS
from maillage.apps.directory.queries.nearby import running_offers
from maillage.apps.orientation.actions.unmet import BY_RESIDENT, count_search, note_unmet
from maillage.apps.orientation.forms.orient import (
    KEY,
    MOST_ON_PAPER,
    NEED,
    OBSTACLES,
    PLACE,
    WALKS_MIN,
    WHEN_WORDS,
    ZONE,
    Read,
    read_asked,
)
from maillage.apps.orientation.queries.profiles import CARES, PUBLICS, Asked, profile_of_asked
from maillage.apps.orientation.queries.suggestions import (
    Found,
    closed_words,
    hours_lines,
    suggest,
    where_words,
)
from maillage.apps.orientation.queries.wording import ages_words, care_words
from maillage.apps.orientation.queries.words import OBSTACLES as OBSTACLE_WORDS
from maillage.apps.orientation.views.stepping import steps_back
from maillage.apps.orientation.views.suggesting import SuggestionsPanel, suggestions_panel
from maillage.web import words
from maillage.web.pages import render_page

# The numbers of a place and of its offer: nothing else is asked of the base.
NUMBERS = re.compile(r"[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{0,64})?")
# What a page draws so that it is counted once.
DRAWN = re.compile(r"[A-Za-z0-9-]{1,16}")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its code, its words, whether it was chosen."""

    value: str
    words: Any
    chosen: bool
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientPage:
    """All that orientation/suggestions/orient.html may use."""

    asked: Asked
    errors: dict[str, str]
    before: str
    today: str
    needs: Sequence[Option]
    zones: Sequence[ZoneChoice]
    zone: str
    obstacles: Sequence[Option]
    languages: Sequence[Option]
    cares: Sequence[Option]
    publics: Sequence[Option]
    ages: Sequence[Option]
    walks: Sequence[Option]
    accompanied: Sequence[Option]
    whens: Sequence[Option]
    steps: Sequence[Option]
    more_open: bool
    key: str
    found: SuggestionsPanel | None
    said: str
    noted: bool


@login_not_required
@steps_back
@require_http_methods(["GET", "HEAD", "POST"])
def orient(request: HttpRequest) -> HttpResponse:
    """Ask what is needed on one page, then say where to go, and why."""
    now = timezone.now()
    zones = zones_to_search(today=timezone.localdate(now))
    if request.method != "POST":
        # An address may name a need and a quarter, nothing more.
        read = read_asked(request.GET, zones=zones, today=timezone.localdate(now))
        page = _page(Read(Asked(need=read.asked.need, zone=read.asked.zone), {}, ""), zones, now)
        return render_page(request, page, "orientation/suggestions/orient.html")
    read = read_asked(request.POST, zones=zones, today=timezone.localdate(now))
    if read.errors:
        page = _page(read, zones, now)
        return render_page(request, page, "orientation/suggestions/orient.html", status=422)
    here = timezone.localtime(now).replace(tzinfo=None)
    found = suggest(profile_of_asked(read.asked, zones, now=here), now=now)
    key = _key(request)
    counted = bool(read.asked.need) and bool(key)
    if counted:
        count_search(
            key=key,
            need=read.asked.need,
            zone_id=_zone_id(read.asked.zone, zones),
            unmet=found.unmet,
            now=now,
            missing=found.missing,
        )
    page = _page(read, zones, now, found=found, key=key, noted=counted and found.unmet)
    return render_page(request, page, "orientation/suggestions/orient.html")


def _page(
    read: Read,
    zones: Zones,
    now: datetime,
    *,
    found: Found | None = None,
    key: str = "",
    noted: bool = False,
) -> OrientPage:
    asked = read.asked
    listed = zones.short_list()
    chosen = zones.named(asked.zone) if asked.zone else ()
    panel = None
    if found is not None:
        panel = suggestions_panel(found, need=asked.need, zone=asked.zone, told=noted)
    return OrientPage(
        asked=asked,
        errors=read.errors,
        before=read.before,
        today=timezone.localdate(now).isoformat(),
        needs=[Option(n.code, n.label, n.code == asked.need, n.icon) for n in NEEDS],
        zones=listed,
        zone=chosen[0].slug if chosen and listed else asked.zone,
        obstacles=[
            Option(o.value, said, o in asked.obstacles, OBSTACLE_WORDS[o].icon)
            for o, said in OBSTACLES.items()
        ],
        languages=_options(
            ((c, w) for c, w in LANGUAGE_WORDS.items() if c != "fr"), asked.language
        ),
        cares=[Option(care, care_words(care), care in asked.care) for care in CARES],
        publics=_options(((p, p) for p in PUBLICS), asked.public),
        ages=_options(((code, words) for code, words, *_years in AGE_BANDS), asked.age),
        walks=_walks(asked.reach_min),
        accompanied=_walks(asked.accompanied_reach_min),
        whens=_options(WHEN_WORDS.items(), asked.when),
        steps=_options(INTENSITY_WORDS.items(), asked.intensity),
        more_open=_more_said(asked),
        key=key or get_random_string(12),
        found=panel,
        said=_said(asked, chosen),
        noted=noted,
    )


def _options(pairs: Iterable[tuple[str, Any]], chosen: str) -> list[Option]:
    return [Option(value, label, value == chosen) for value, label in pairs]


def _walks(chosen: int | None) -> list[Option]:
    return [Option(str(n), _("{n} minutes").format(n=n), n == chosen) for n in WALKS_MIN]


def _more_said(asked: Asked) -> bool:
    """Tell whether something was said under "Plus de précisions", which is then open."""
    return bool(
        asked.care
        or asked.public
        or asked.age
        or asked.when
        or asked.intensity
        or asked.complex
        or asked.accompanied_reach_min
    )


def _said(asked: Asked, chosen: Sequence[ZoneChoice]) -> str:
    """Return what was asked, as the title of what was found."""
    need = need_by_code().get(asked.need)
    said = str(need.label) if need else _("Où aller")
    return f"{said}, {chosen[0].nom}" if chosen else said


def _key(request: HttpRequest) -> str:
    """Return what the page drew, "" for anything that no page draws."""
    key = request.POST.get(KEY, "")
    return key if DRAWN.fullmatch(key) else ""


def _zone_id(typed: str, zones: Zones) -> int | None:
    found = zones.named(typed) if typed else ()
    return found[0].id if found else None


# ---------------------------------------------------------------- on a paper


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """A place as it is printed, large."""

    nom: str
    title: str
    ages: str
    where: str
    phone: str
    contact: str
    hours: Sequence[str]
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """All that orientation/suggestions/paper.html may use."""

    places: Sequence[PaperPlace]
    wish: str
    printed: str
    too_many: bool


@login_not_required
@require_safe
def places_slip(request: HttpRequest) -> HttpResponse:
    """Show up to three places on one paper, in large print (ledger LIA-06).

    Each is asked by its number, and that of the offer for which one goes there: "place.offer".
    """
    asked = list(dict.fromkeys(n for n in request.GET.getlist(PLACE) if NUMBERS.fullmatch(n)))
    pairs = [number.partition(".")[::2] for number in asked[:MOST_ON_PAPER]]
    offers = {
        offer.public_id: offer
        for listed in running_offers([place for place, _offer in pairs]).values()
        for offer in listed
    }
    today = timezone.localdate()
    keys = {place: key for place, _o in pairs if (key := _public_key(place)) is not None}
    cards = {card.place.pk: card for card in place_cards(list(keys.values()), today=today)}
    need = need_by_code().get(request.GET.get(NEED, ""))
    page = PaperPage(
        places=[
            _paper_place(cards[keys[place]], offers.get(offer), today)
            for place, offer in pairs
            if place in keys and keys[place] in cards
        ],
        wish=str(need.label) if need else "",
        printed=words.date_words(today),
        too_many=len(asked) > MOST_ON_PAPER,
    )
    status = 200 if page.places else 404
    return render_page(request, page, "orientation/suggestions/paper.html", status=status)


def _public_key(number: str) -> int | None:
    try:
        place = get_place(number)
    except PlaceUnknown:
        return None
    return place.pk if is_public(place) else None


def _paper_place(card: PlaceCard, offer: Any, today: date) -> PaperPlace:
    place = card.place
    if offer is not None and offer.place_id != place.pk:
        offer = None
    return PaperPlace(
        nom=place.nom,
        title=offer.title if offer is not None else "",
        ages=_ages(offer),
        where=where_words(card),
        phone=(offer.contact_telephone if offer is not None else "")
        or place.contact_telephone
        or place.telephone,
        contact=(offer.contact_nom if offer is not None else "") or place.contact_nom,
        hours=hours_lines(card, offer),
        closed=closed_words(card, today),
    )


def _ages(offer: Any) -> str:
    """Return for what ages an offer is, "" when it does not say."""
    if offer is None or (offer.age_min is None and offer.age_max is None):
        return ""
    return ages_words(*("" if age is None else str(age) for age in (offer.age_min, offer.age_max)))


# ---------------------------------------------------------------- what is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage:
    """All that orientation/suggestions/missing.html may use."""

    need: str
    need_code: str
    zone_nom: str
    zone: str
    key: str
    done: bool


@login_not_required
@steps_back
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest) -> HttpResponse:
    """Let anybody tell the city that nothing answers a need: the need and the quarter, no more."""
    now = timezone.now()
    zones = zones_to_search(today=timezone.localdate(now))
    sent = request.POST if request.method == "POST" else request.GET
    need = need_by_code().get(sent.get(NEED, ""))
    typed = sent.get(ZONE, "").strip()[:80]
    found = zones.named(typed) if typed else ()
    key = _key(request)
    done = request.method == "POST" and need is not None and bool(key)
    if done and need is not None:
        note_unmet(
            key=key,
            need=need.code,
            zone_id=found[0].id if found else None,
            now=now,
            said_by=BY_RESIDENT,
        )
    page = MissingPage(
        need=str(need.label) if need else "",
        need_code=need.code if need else "",
        zone_nom=found[0].nom if found else "",
        zone=typed if found else "",
        key=key or get_random_string(12),
        done=done,
    )
    status = 200 if need is not None else 404
    return render_page(request, page, "orientation/suggestions/missing.html", status=status)
