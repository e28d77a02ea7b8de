"""Pages of residents: results, one place, one quarter, one programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.forms.search import (
    FIRST_CHOICES,
    FIXED_CHOICES,
    Choice,
    SearchForm,
    need_question,
)
from maillage.apps.directory.queries import (
    ZoneChoice,
    Zones,
    base_version,
    kept_programmes,
    kept_terms,
    place_cards,
    schemes_named,
    search_places,
    zones_to_search,
)
from maillage.apps.directory.views.cards import ListedPlace, listed_places, with_lines
from maillage.apps.directory.views.doors import with_doors
from maillage.apps.directory.views.drawn_map import PARAMETER, DrawnMap, drawn_map
from maillage.apps.directory.views.pictured import pictured_results
from maillage.core.search import FacetCount, Results
from maillage.web.languages import known_words
from maillage.web.pages import render_page
from maillage.web.pictures import in_pictures, shown_in_pictures
from maillage.web.slots import Panel, Slot, fill
from maillage.web.templatetags.maillage import icon
from maillage.web.words import listed

PER_PAGE = 20
RELAXED_WORDS = {
    "open_at": gettext_noop("à ce moment-là"),
    "within_m": gettext_noop("à cette distance"),
    "programme": gettext_noop("dans ce programme"),
    "zone": gettext_noop("à cet endroit"),
    "access": gettext_noop("de cette façon"),
    "language": gettext_noop("dans cette langue"),
    "public": gettext_noop("pour ce public"),
    "care": gettext_noop("avec cet accueil"),
    "adaptation": gettext_noop("avec cette aide adaptée"),
    "cost": gettext_noop("à ce prix"),
}
WIDENED_WORDS = {
    "open_at": gettext_noop("tous les jours et à toute heure"),
    "within_m": gettext_noop("plus loin"),
    "programme": gettext_noop("dans tous les programmes"),
    "zone": gettext_noop("dans tout le territoire"),
    "access": gettext_noop("avec ou sans rendez-vous"),
    "language": gettext_noop("dans toutes les langues"),
    "public": gettext_noop("pour tous les publics"),
    "care": gettext_noop("sans accueil particulier"),
    "adaptation": gettext_noop("avec ou sans aide adaptée"),
    "cost": gettext_noop("à tous les prix"),
}


@dataclass(frozen=True, slots=True)
class TickBox:
    """A choice with how many places it would leave."""

    choice: Choice
    checked: bool
    yes: int
    unknown: int
    # "3 lieux" or "4 oui, 2 inconnus"; "" when nothing was counted.
    words: str


@dataclass(frozen=True, slots=True)
class SelectBox:
    """A list to choose from, with its options already written."""

    name: str
    label: object
    options: SafeString
    errors: Sequence[str]


@dataclass(frozen=True, slots=True)
class TickGroup:
    """A question and its boxes."""

    title: object
    boxes: SafeString
    opened: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """All that directory/results.html may use: a territory that rewrites it can rely on these."""

    form: SearchForm
    title: object
    n_certain: int
    n_unknown: int
    certain: Sequence[ListedPlace]
    unknown: Sequence[ListedPlace]
    shows_unknown: bool
    first_page: bool
    around: str
    by_distance: bool
    relaxed_without: str
    relaxed_with: str
    strict_url: str
    next_url: str
    first_url: str
    unknown_url: str
    share_url: str
    boxes: SafeString
    groups: Sequence[TickGroup]
    selects: Mapping[str, SelectBox]
    # Full names of what an acronym of the question may mean, each with its own search.
    schemes: Sequence[tuple[str, str, str]]
    quarters: Sequence[tuple[str, str]]
    has_programmes: bool
    counted: bool
    near_words: str
    near_url: str
    everywhere_url: str
    asks_where: bool
    from_here: bool
    without_here_url: str
    several_towns: bool
    choices: Sequence[ZoneChoice]
    asked_pairs: Sequence[tuple[str, str]]
    # None when no place of the list has a position.
    map: DrawnMap | None
    search_url: str
    base: str = "web/base.html"
    professional: bool = False
    residents_url: str = ""
    # The search without the part of the map that it is limited to; "" when it is not.
    unframed_url: str = ""
    # What upper applications do with the whole list.
    acts: Sequence[Panel] = ()


@shown_in_pictures
@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The search and its results, one address, with or without JavaScript."""
    page = results_page(request)
    if in_pictures(request):
        return with_doors(pictured_results(request, page))
    shown = render_page(request, page, "directory/results.html", "directory/_swapped.html")
    return with_doors(shown)


def results_page(request: HttpRequest) -> ResultsPage:
    """Return what the page of a search says, at the address that was asked."""
    now = timezone.now()
    here = timezone.localtime(now).replace(tzinfo=None)
    version = base_version()
    zones = zones_to_search(today=here.date(), version=version)
    form = SearchForm(
        request.GET,
        zones=zones,
        programmes=kept_programmes(version),
        labels=kept_terms(version),
    )
    found = None
    if form.is_valid():
        found = search_places(form.search(now=here, limit=PER_PAGE), now=here, version=version)
    return page_of(request, form, found, now=now, here=here, zones=zones, version=version)


def page_of(
    request: HttpRequest,
    form: SearchForm,
    found: Results | None,
    *,
    now: datetime,
    here: datetime,
    zones: Zones,
    version: int,
) -> ResultsPage:
    """Return what a page says of a search that was made; `found` is None when it was refused."""
    hits = found.hits if found else ()
    first = _first_number(request)
    cards = place_cards([hit.place_id for hit in hits], today=here.date())
    by_place = {hit.place_id: hit for hit in hits}
    lines = with_lines(listed_places(cards, by_place, now=now, first=first))
    certain_ids = {hit.place_id for hit in hits if hit.certain}
    n_certain_here = sum(1 for card in cards if card.place.pk in certain_ids)
    boxes, groups = _boxes(form, found)
    path, asked = request.path, request.GET.copy()
    shown = {k: v for k, v in asked.lists() if any(v)}
    for name in ("suite", "n", PARAMETER):
        asked.pop(name, None)
    plain = {k: v for k, v in asked.lists() if any(v)}
    near = bool(found and found.answered.near)
    choices = zones.short_list()
    position = form.cleaned_data.get("latitude") is not None if form.is_valid() else False
    return ResultsPage(
        form=form,
        title=need_question(form.data.get("besoin", ""), form.data.get("q", "")[:80]),
        n_certain=found.n_certain if found else 0,
        n_unknown=found.n_unknown if found else 0,
        certain=lines[:n_certain_here],
        unknown=lines[n_certain_here:],
        shows_unknown=bool(found and found.answered.include_unknown),
        first_page="suite" not in request.GET,
        around=_around(form, position),
        by_distance=near,
        relaxed_without=_relaxed(found, RELAXED_WORDS),
        relaxed_with=_relaxed(found, WIDENED_WORDS),
        strict_url=_url(path, plain, strict="1"),
        next_url=_url(path, plain, suite=found.next.encode(), n=str(first + len(lines)))
        if found and found.next
        else "",
        first_url=_url(path, plain),
        unknown_url=_url(path, plain, inconnus="1"),
        share_url=request.build_absolute_uri(_url(path, plain)),
        boxes=boxes,
        groups=groups,
        selects={name: _select(form, name) for name in SELECTS},
        schemes=[
            (scheme.label, scheme.description, _url(path, plain, q=scheme.label))
            for scheme in schemes_named(form.data.get("q", ""))
        ],
        quarters=[(c.words, _url(path, plain, ou=c.words)) for c in form.ambiguous],
        has_programmes=len(form.fields["programme"].choices) > 1,  # type: ignore[attr-defined]
        counted=found is not None,
        near_words=form.near.words if form.near else "",
        near_url=_url(path, plain, ou=form.near.words) if form.near else "",
        everywhere_url=_url(path, {k: v for k, v in plain.items() if k != "ou"}),
        asks_where=form.is_valid() and not near and form.zone is None,
        from_here=position,
        without_here_url=_url(
            path, {k: v for k, v in plain.items() if k not in ("latitude", "longitude")}
        ),
        several_towns=len({c.parent_nom for c in choices if c.parent_nom}) > 1,
        choices=choices,
        asked_pairs=[(k, v) for k, values in plain.items() if k != "ou" for v in values],
        map=drawn_map(
            lines,
            path=path,
            asked=shown,
            today=here.date(),
            around=_around(form, position),
            # The list may be a corner of the quarter: what is listed fills the map.
            zone_id=form.zone.id if form.zone and not lines else None,
            person=(form.cleaned_data["latitude"], form.cleaned_data["longitude"])
            if position
            else None,
            search_path=path,
            interactive_path=reverse("directory:map"),
            version=version,
        ),
        search_url=path,
        unframed_url=_url(path, {k: v for k, v in plain.items() if k != "cadre"})
        if form.is_valid() and form.cleaned_data.get("cadre") is not None
        else "",
        acts=_acts(lines),
    )


def _acts(lines: Sequence[ListedPlace]) -> Sequence[Panel]:
    key = ",".join(line.public_id for line in lines)
    return fill(Slot.LIST_ACTS, [key])[key] if key else ()


def _first_number(request: HttpRequest) -> int:
    """Return the number of the first line of this page: numbers go on from page to page."""
    given = request.GET.get("n", "")
    return min(int(given), 1_000_000) if given.isdecimal() and len(given) < 8 else 1


def _url(path: str, asked: Mapping[str, list[Any]], **changed: str) -> str:
    query = dict(asked) | {name: [value] for name, value in changed.items()}
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def _around(form: SearchForm, position: bool) -> str:
    said = known_words(form.zone.words) if form.zone is not None else ""
    if not said and position:
        said = _("près de vous")
    if form.is_valid() and form.cleaned_data.get("cadre") is not None:
        framed = _("dans la partie de la carte choisie")
        said = f"{said}, {framed}" if said else framed
    return said


def _relaxed(found: Results | None, sentences: Mapping[str, str]) -> str:
    if not found or not found.relaxed:
        return ""
    said = dict.fromkeys(sentences.get(r.dimension, r.dimension) for r in found.relaxed)
    return listed([_(one) for one in said])


def _boxes(form: SearchForm, found: Results | None) -> tuple[SafeString, list[TickGroup]]:
    features = [c.feature for c in FIRST_CHOICES]
    features += [c.feature for _title, choices in form.more_choices for c in choices]
    counts = found.facets({f.partition(":")[0] for f in features}) if found else {}
    none = FacetCount(yes=0, unknown=0)

    def box(choice: Choice) -> TickBox:
        count = counts.get(choice.feature, none)
        words = _count_words(count) if found else ""
        return TickBox(choice, choice.feature in form.features, count.yes, count.unknown, words)

    groups = []
    for title, choices in form.more_choices:
        boxes = [box(choice) for choice in choices]
        # A question to which nothing in the base answers is not asked.
        boxes = [b for b in boxes if b.yes or b.unknown or b.checked]
        if boxes:
            groups.append(TickGroup(title, _tick_boxes(boxes), any(b.checked for b in boxes)))
    return _tick_boxes([box(choice) for choice in FIRST_CHOICES]), groups


def _count_words(count: FacetCount) -> str:
    if count.unknown:
        said = ngettext("%(yes)s oui, %(n)s inconnu", "%(yes)s oui, %(n)s inconnus", count.unknown)
        return said % {"yes": count.yes, "n": count.unknown}
    return ngettext("%(n)s lieu", "%(n)s lieux", count.yes) % {"n": count.yes}


SELECTS = ("besoin", "rayon", "jour", "moment", "langue", "programme")


def _select(form: SearchForm, name: str) -> SelectBox:
    """Return a list with its options written at once: a widget renders a template for each."""
    field = form.fields[name]
    choices = tuple(field.choices) if name == "programme" else ()  # type: ignore[attr-defined]
    options = _options(name, str(form.data.get(name) or ""), choices, get_language() or "")
    return SelectBox(name, field.label, options, [str(e) for e in form.errors.get(name, ())])


@lru_cache(maxsize=500)
def _options(
    name: str, chosen: str, choices: tuple[tuple[object, object], ...], language: str
) -> SafeString:
    """Return the options of a list in one language; the choices of most never change."""
    del language  # part of the key: labels are translated when they are written
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, SafeString(" selected") if str(value) == chosen else "", label)
            for value, label in choices or FIXED_CHOICES[name]
        ),
    )


def _tick_boxes(boxes: Sequence[TickBox]) -> SafeString:
    """Return boxes to tick, written at once."""
    language = get_language() or ""
    return format_html_join(
        "\n",
        '<label class="choice"><input type="checkbox" name="avec" value="{}"{}>{} '
        "<span>{}{}</span></label>",
        (
            (
                box.choice.feature,
                SafeString(" checked") if box.checked else "",
                *_choice_words(box.choice, language),
                format_html(' <span class="hint">{}</span>', box.words) if box.words else "",
            )
            for box in boxes
        ),
    )


@lru_cache(maxsize=500)
def _choice_words(choice: Choice, language: str) -> tuple[SafeString | str, str]:
    del language
    # A word that a steward added is not lazy: it is what was typed.
    label = known_words(choice.label) if isinstance(choice.label, str) else str(choice.label)
    return (icon(choice.icon) if choice.icon else "", label)
