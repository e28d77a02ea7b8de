"""One page on which a professional without an account orients somebody in two minutes, and prints.

Nothing says who: needs, a quarter, what the place must offer. Sent by the page, shown again, kept
nowhere; only the need and its quarter are counted, and whether a place answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries import (
    NEEDS,
    ZoneChoice,
    Zones,
    need_by_code,
    zones_to_search,
)
from maillage.apps.directory.queries.ages import AGE_BANDS
from maillage.apps.directory.queries.labels import INTENSITY_WORDS, LANGUAGE_WORDS
from maillage.apps.orientation.actions.unmet import count_search
from maillage.apps.orientation.forms.orient import (
    OBSTACLES,
    WALKS_MIN,
    WHEN_WORDS,
    Read,
    drawn_key,
    read_asked,
)
from maillage.apps.orientation.queries.profiles import CARES, PUBLICS, Asked, profile_of_asked
from maillage.apps.orientation.queries.suggestions import Found, suggest
from maillage.apps.orientation.queries.wording import care_words
from maillage.apps.orientation.queries.words import OBSTACLES as OBSTACLE_WORDS
from maillage.apps.orientation.views.stepping import steps_back
from maillage.apps.orientation.views.suggesting import SuggestionsPanel, suggestions_panel
from maillage.web.languages import known_words
from maillage.web.pages import render_page
from maillage.web.words import series


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
    key = drawn_key(request.POST)
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
        publics=_options(((p, known_words(p)) for p in PUBLICS), asked.public),
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
    return [
        Option(str(n), ngettext("{n} minute", "{n} minutes", n).format(n=n), n == chosen)
        for n in WALKS_MIN
    ]


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
    return series([said, known_words(chosen[0].nom)]) if chosen else said


def _zone_id(typed: str, zones: Zones) -> int | None:
    found = zones.named(typed) if typed else ()
    return found[0].id if found else None
