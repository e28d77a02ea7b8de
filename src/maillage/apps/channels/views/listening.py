"""Places and quarters to listen to: the page, and its sounds. No account, no script needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.channels.errors import NothingToPrint
from maillage.apps.channels.queries.facts import facts_of_places
from maillage.apps.channels.queries.listening import (
    Line,
    Part,
    all_lines,
    pieces_to_say,
    place_parts,
    zone_parts,
)
from maillage.apps.channels.queries.recordings import Kept, heard, heard_of, path_of
from maillage.apps.channels.queries.voices import mark_of, sound_of, voice_of
from maillage.apps.directory.queries import places_of_zone
from maillage.apps.territories.queries import get_zone
from maillage.core.speech import SOUNDS
from maillage.web.languages import current
from maillage.web.pages import render_page
from maillage.web.ranges import file_answer
from maillage.web.speaking import PARAMETER

PART = "partie"


@dataclass(frozen=True, slots=True)
class Told:
    """A recording: where its sound is, its words, its day, and whether things changed since."""

    url: str
    kind: str
    transcript: Sequence[str]
    on: date
    changed: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """A part of the page: its title, what is said, a person's recording, a sound of the server."""

    key: str
    heading: Line | None
    lines: Sequence[Line]
    told: Told | None
    sound_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenPage:
    """All that channels/listen.html may use."""

    nom: str
    back_url: str
    parts: Sequence[Heard]
    # A sound of all the parts, "" when the server has no voice for this language.
    sound_url: str
    told: bool


@login_not_required
@require_safe
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Listen to a place: where, when, at which number, and each thing that is done there."""
    nom, parts = _place_parts(public_id)
    told = heard_of(public_id, current().code, now=timezone.now())
    base = reverse("channels:listen_place_sound", args=[public_id])
    page = _page(nom, reverse("directory:place", args=[public_id]), parts, base, told)
    return render_page(request, page, "channels/listen.html")


@login_not_required
@require_safe
def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """Listen to a quarter: the places where somebody helps."""
    nom, parts = _zone_parts(slug)
    base = reverse("channels:listen_zone_sound", args=[slug])
    page = _page(nom, reverse("directory:zone", args=[slug]), parts, base, {})
    return render_page(request, page, "channels/listen.html")


def _place_parts(public_id: str) -> tuple[str, list[Part]]:
    # A quarter of those who come scanned a paper: a place that closed has a page that says it.
    found = facts_of_places([public_id], now=timezone.now())
    if not found:
        raise NothingToPrint
    return found[0].nom, place_parts(found[0])


def _zone_parts(slug: str) -> tuple[str, list[Part]]:
    found = get_zone(slug)
    places = facts_of_places(places_of_zone(found.pk), now=timezone.now())
    return found.nom, zone_parts(found.nom, places)


def _page(
    nom: str, back: str, parts: Sequence[Part], base: str, told: dict[str, Kept]
) -> ListenPage:
    code = current().code
    voice = bool(voice_of(code))

    def sound(number: int | None = None) -> str:
        asked: list[tuple[str, Any]] = [(PARAMETER, code)]
        asked += [(PART, number)] if number is not None else []
        return f"{base}?{urlencode(asked)}" if voice else ""

    return ListenPage(
        nom=nom,
        back_url=back,
        parts=[
            Heard(
                key=f"p{number}",
                heading=part.heading,
                lines=part.lines,
                told=_told(told.get(part.offer)),
                sound_url=sound(number),
            )
            for number, part in enumerate(parts)
        ],
        sound_url=sound() if len(parts) > 1 else "",
        told=bool(told),
    )


def _told(kept: Kept | None) -> Told | None:
    if kept is None:
        return None
    row = kept.row
    return Told(
        url=reverse("channels:recording", args=[row.pk]),
        kind=SOUNDS[row.kind],
        transcript=[line for line in row.transcript.splitlines() if line.strip()],
        on=row.recorded_on,
        changed=kept.to_redo,
    )


# ---------------------------------------------------------------- the sounds


@login_not_required
@require_safe
def place_sound(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A place read by the voice of the server, or one part of it."""
    return _sound(request, _place_parts(public_id)[1])


@login_not_required
@require_safe
def zone_sound(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A quarter read by the voice of the server, or one place of it."""
    return _sound(request, _zone_parts(slug)[1])


def _sound(request: HttpRequest, parts: Sequence[Part]) -> HttpResponseBase:
    asked = request.GET.get(PART, "")
    if asked.isdecimal() and len(asked) < 5:
        parts = parts[int(asked) : int(asked) + 1]
    pieces = pieces_to_say(all_lines(parts))
    file = sound_of(pieces)
    return file_answer(request, file, kind=SOUNDS["mp3"], etag=f'"{mark_of(pieces)[:24]}"')


@login_not_required
@require_safe
def recording(request: HttpRequest, number: int) -> HttpResponseBase:
    """A place told by a person."""
    row = heard(number)
    # Taken off, it is to be silent everywhere soon.
    return file_answer(
        request, path_of(row), kind=SOUNDS[row.kind], etag=f'"{row.sha256[:24]}"', max_age=300
    )
