"""The map that needs no script: what a list shows, drawn, with links to move and to look closer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.directory.queries.plan import ground, priority_ended_on, zone_frame
from maillage.apps.directory.views.cards import ListedPlace
from maillage.core.drawing import Frame, Marker, Texts, frame_of, map_svg
from maillage.core.drawing import Zone as DrawnZone
from maillage.web.cldr import number_in
from maillage.web.languages import current, known_words
from maillage.web.words import date_words, series

WIDTH, HEIGHT = 400, 340
# A list whose points are in one street is shown with the streets around.
AT_LEAST_M = 900.0
# The parameter of an address that holds the window: "50.63112,3.07221,1200".
PARAMETER = "plan"
_FRAME = re.compile(r"(-?\d{1,2}(?:\.\d{1,8})?),(-?\d{1,3}(?:\.\d{1,8})?),(\d{1,6})")
# Names said for those who do not see the drawing; more would be noise.
_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A link that moves the window."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """All that directory/_map.html may use."""

    svg: SafeString
    legend: str
    moves: Sequence[Step]
    here_url: str
    interactive_url: str


def frame_asked(text: str) -> tuple[float, float, float] | None:
    """Return (latitude, longitude, width in metres) of an address, None when it is no window.

    >>> frame_asked("50.6311,3.0722,1200"), frame_asked("91,3,1200"), frame_asked("ici")
    ((50.6311, 3.0722, 1200.0), None, None)
    """
    found = _FRAME.fullmatch(text)
    if found is None:
        return None
    latitude, longitude, width_m = (float(number) for number in found.groups())
    if not (-85 <= latitude <= 85 and -180 <= longitude <= 180):
        return None
    return latitude, longitude, width_m


def drawn_map(
    lines: Sequence[ListedPlace],
    *,
    path: str,
    asked: Mapping[str, Sequence[str]],
    today: date,
    around: str = "",
    zone_id: int | None = None,
    person: tuple[float, float] | None = None,
    search_path: str = "",
    interactive_path: str = "",
    alone: bool = False,
    version: int | None = None,
) -> DrawnMap | None:
    """Return the map of a list; None when nothing of it can be placed.

    lines : their numbers are those of the markers; a place without position is counted, not drawn
    path, asked : address of the page and its parameters, repeated in each link
    zone_id : an outline to show whole; person : where the person stands
    alone : the page of one place: its marker leads nowhere and has no number
    interactive_path : the map with a script, "" when this page has none
    search_path : where one may search around the middle of the window, "" when one may not
    """
    points = [
        (line.latitude, line.longitude)
        for line in lines
        if line.latitude is not None and line.longitude is not None
    ]
    first = _first_frame(points, person, zone_id, today=today, version=version)
    if first is None:
        return None
    moved = frame_asked(next(iter(asked.get(PARAMETER, ())), ""))
    frame = first
    if moved is not None:
        frame = first.around(*moved[:2]).nearer(first.width_m / max(1.0, moved[2]))
    plain = {name: list(values) for name, values in asked.items() if name != PARAMETER}

    def url_of(window: Frame | None) -> str:
        query: dict[str, Any] = dict(plain)
        if window is not None:
            query[PARAMETER] = text_of(window)
        return f"{path}?{urlencode(query, doseq=True)}#carte" if query else f"{path}#carte"

    zones, streets = ground(frame, today=today, version=version)
    markers = [
        Marker(
            line.latitude,
            line.longitude,
            "•" if alone else str(line.number),
            line.nom,
            "" if alone else line.url,
            to_check=line.to_check or bool(line.unknown),
            list_href="" if alone else f"#l{line.number}",
        )
        for line in lines
        if line.latitude is not None and line.longitude is not None
    ]
    if person is not None:
        markers.append(Marker(*person, name=_("Vous êtes ici"), person=True))
    n_seen = sum(frame.shows(*point) for point in points)
    svg = map_svg(
        zones,
        streets,
        markers,
        frame=frame,
        texts=Texts(
            title=_("Carte : %(nom)s") % {"nom": known_words(lines[0].nom)}
            if alone
            else _title(len(points), around),
            description=_described(zones, frame, n_seen, alone=alone),
            others=_("et %d autres"),
        ),
        closer=url_of,
    )
    steps = [
        Step(_("+ Plus près"), url_of(frame.nearer(2))),
        Step(_("– Plus loin"), url_of(frame.nearer(0.5))),
        Step(_("↑ Nord"), url_of(frame.moved(0, 0.5))),
        Step(_("↓ Sud"), url_of(frame.moved(0, -0.5))),
        Step(_("← Ouest"), url_of(frame.moved(-0.5, 0))),
        Step(_("→ Est"), url_of(frame.moved(0.5, 0))),
    ]
    if moved is not None:
        steps.append(Step(_("Tout voir"), url_of(None)))
    return DrawnMap(
        svg=SafeString(svg),
        legend=_legend(
            () if alone else lines,
            zones,
            frame,
            n_seen=n_seen,
            n_placed=len(points),
            person=person,
            priority_ended=priority_ended_on(today=today, version=version),
        ),
        moves=steps,
        here_url=_here_url(search_path, plain, frame) if search_path and moved else "",
        interactive_url=_interactive(interactive_path, plain),
    )


def text_of(frame: Frame) -> str:
    """Return a window as an address holds it: to about a metre."""
    return f"{frame.latitude:.5f},{frame.longitude:.5f},{frame.width_m:.0f}"


def _first_frame(
    points: Sequence[tuple[float, float]],
    person: tuple[float, float] | None,
    zone_id: int | None,
    *,
    today: date,
    version: int | None,
) -> Frame | None:
    corners = list(points)
    if zone_id is not None:
        outline = zone_frame(zone_id, today=today, version=version)
        if outline is not None:
            south, west, north, east = outline.box()
            # The window of an outline already has its margin.
            inset = 0.08
            high, wide = (north - south) * inset, (east - west) * inset
            corners += [(south + high, west + wide), (north - high, east - wide)]
    if person is not None and points:
        corners.append(person)
    return frame_of(corners, width=WIDTH, height=HEIGHT, margin=0.1, at_least_m=AT_LEAST_M)


def _title(n: int, around: str) -> str:
    said = ngettext("Carte : %(n)s lieu", "Carte : %(n)s lieux", n) % {"n": n}
    return f"{said}, {around}" if around else said


def _described(zones: Sequence[DrawnZone], frame: Frame, n_seen: int, *, alone: bool) -> str:
    """Return in words what the drawing shows, for those who do not see it."""
    wide_km = frame.width_m / 1000
    wide = number_in(current().cldr, round(wide_km, 1 if wide_km < 10 else None))
    said = [_("Plan de %(km)s km de large, le nord en haut.") % {"km": wide}]
    if not alone:
        said.append(
            ngettext(
                "%(n)s lieu de la liste, avec son numéro.",
                "%(n)s lieux de la liste, avec leurs numéros.",
                n_seen,
            )
            % {"n": n_seen}
        )
    names = [zone.name for zone in zones if zone.kind != "commune"] or [z.name for z in zones]
    if names:
        shown = series([known_words(name) for name in dict.fromkeys(names)][:_MOST_NAMES])
        said.append(_("On y voit : %(names)s.") % {"names": shown})
    return " ".join(said)


def _legend(
    lines: Sequence[ListedPlace],
    zones: Sequence[DrawnZone],
    frame: Frame,
    *,
    n_seen: int,
    n_placed: int,
    person: tuple[float, float] | None,
    priority_ended: date | None,
) -> str:
    said = []
    if lines:
        said.append(_("Les numéros sont ceux de la liste."))
    if person is not None and frame.shows(*person):
        said.append(_("Le double rond marque l’endroit où vous êtes."))
    kinds = {zone.kind for zone in zones}
    if "priority" in kinds:
        said.append(
            _("Trait tireté : quartier prioritaire, liste qui a pris fin le %(on)s.")
            % {"on": date_words(priority_ended)}
            if priority_ended
            else _("Trait tireté : quartier prioritaire.")
        )
    if any(line.to_check or line.unknown for line in lines):
        said.append(_("Numéro sur fond clair : lieu à vérifier."))
    outside = n_placed - n_seen if lines else 0
    if outside:
        said.append(
            ngettext(
                "%(n)s lieu de la liste est hors de ce cadre.",
                "%(n)s lieux de la liste sont hors de ce cadre.",
                outside,
            )
            % {"n": outside}
        )
    lost = len(lines) - n_placed if lines else 0
    if lost:
        said.append(
            ngettext(
                "%(n)s lieu n’est pas sur la carte : nous ne savons pas où est sa porte.",
                "%(n)s lieux ne sont pas sur la carte : nous ne savons pas où est leur porte.",
                lost,
            )
            % {"n": lost}
        )
    return " ".join(said)


def _interactive(path: str, plain: Mapping[str, Sequence[str]]) -> str:
    """Return the same search on the interactive map; the window and the page do not follow."""
    query = {k: v for k, v in plain.items() if k not in ("suite", "n")}
    return f"{path}?{urlencode(query, doseq=True)}" if path and query else path


def _here_url(search_path: str, plain: Mapping[str, Sequence[str]], frame: Frame) -> str:
    """Return the same search around the middle of the window."""
    dropped = {"ou", "latitude", "longitude", "rayon", "suite", "n"}
    query: dict[str, Any] = {k: v for k, v in plain.items() if k not in dropped}
    query |= {"latitude": f"{frame.latitude:.3f}", "longitude": f"{frame.longitude:.3f}"}
    return f"{search_path}?{urlencode(query, doseq=True)}"
