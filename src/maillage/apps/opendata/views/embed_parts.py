"""A place as a line of a frame, and the map of these lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.directory.queries import PlaceCard
from maillage.apps.directory.queries.plan import ground, zone_frame
from maillage.core.drawing import Marker, Texts, frame_of, map_svg
from maillage.core.hours import State, time_zone_of
from maillage.web import words

WIDTH, HEIGHT = 400, 300
AT_LEAST_M = 900.0
# As on the results page: older than this is "to check".
FRESH_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLine:
    """One place: words ready to print."""

    number: int
    nom: str
    url: str
    where: str
    now: str
    open_now: bool
    phone: str
    to_check: bool
    age: str
    latitude: float | None
    longitude: float | None


def frame_lines(cards: Sequence[PlaceCard], *, now: datetime) -> list[FrameLine]:
    """Return the lines of a frame, numbered; `now` is an aware moment.

    No distance: who reads another site does not know from where it would be counted.
    """
    return [_line(card, now, number) for number, card in enumerate(cards, start=1)]


def _line(card: PlaceCard, now: datetime, number: int) -> FrameLine:
    place = card.place
    code = place.code_insee or place.code_postal
    zone = time_zone_of(code) if code else settings.TIME_ZONE
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    said, is_open = _now(card, here)
    on = place.verified_on or place.date_maj
    fresh = on is not None and (here.date() - on).days <= FRESH_DAYS
    quarter = place.quarter_zone.nom if place.quarter_zone_id and place.quarter_zone else ""
    where = ", ".join(dict.fromkeys(w for w in (place.adresse, quarter, place.commune) if w))
    return FrameLine(
        number=number,
        nom=place.nom,
        url=reverse("directory:place", args=[place.public_id]),
        where=where,
        now=said,
        open_now=is_open,
        phone=place.telephone or place.contact_telephone,
        to_check=not fresh,
        age="" if fresh else _("Informations anciennes. Appelez avant de venir."),
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _now(card: PlaceCard, here: datetime) -> tuple[str, bool]:
    closure = card.closure
    if closure is not None and closure.starts_on <= here.date() <= closure.ends_on:
        return _("Fermé jusqu’au %(day)s") % {"day": words.date_words(closure.ends_on)}, False
    if card.hours is None:
        return _("Horaires : nous ne savons pas"), False
    return card.hours.today_in_words(here), card.hours.state(here) is State.OPEN


def frame_map(
    lines: Sequence[FrameLine], *, title: str, zone_id: int | None, today: date, version: int
) -> SafeString | None:
    """Return the drawing of the lines, None when none of them has a position.

    Each number leads to its line below: nothing leaves the frame without a link that says so.
    """
    placed = [
        (line, line.latitude, line.longitude)
        for line in lines
        if line.latitude is not None and line.longitude is not None
    ]
    corners = [(latitude, longitude) for _line, latitude, longitude in placed]
    outline = zone_frame(zone_id, today=today, version=version) if zone_id is not None else None
    if outline is not None and corners:
        south, west, north, east = outline.box()
        corners += [(south, west), (north, east)]
    frame = frame_of(corners, width=WIDTH, height=HEIGHT, margin=0.1, at_least_m=AT_LEAST_M)
    if frame is None:
        return None
    zones, streets = ground(frame, today=today, version=version)
    markers = [
        Marker(
            latitude,
            longitude,
            str(line.number),
            line.nom,
            f"#l{line.number}",
            to_check=line.to_check,
            list_href=f"#l{line.number}",
        )
        for line, latitude, longitude in placed
    ]
    described = ngettext(
        "Plan, le nord en haut : %(n)s lieu de la liste, avec son numéro.",
        "Plan, le nord en haut : %(n)s lieux de la liste, avec leurs numéros.",
        len(markers),
    )
    texts = Texts(
        title=title, description=described % {"n": len(markers)}, others=_("et %d autres")
    )
    return SafeString(map_svg(zones, streets, markers, frame=frame, texts=texts))
