"""Numbered points: each a link, several in one where they would cover one another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from xml.sax.saxutils import escape, quoteattr

from maillage.core.drawing.frame import M_PER_DEGREE, NARROWEST_M, Frame, frame_of

# Two markers nearer than this (units) are drawn as one that bears their numbers.
APART = 52
RADIUS = 14
# How many names a marker of several says before it counts the others.
_NAMED = 6
# Nearer to one another than this (metres), no window tells two points apart.
_SAME_DOOR_M = NARROWEST_M * APART / 400


@dataclass(frozen=True, slots=True)
class Marker:
    """A point: its number in the list, its name, where it leads; `to_check` draws it dashed.

    number "" is the point that a person sets, a cross in a ring, or, with `person`, where the
    person stands, a double ring. `list_href` is its line in the list: where a marker of several
    leads when no window tells them apart.
    """

    latitude: float
    longitude: float
    number: str = ""
    name: str = ""
    href: str = ""
    to_check: bool = False
    person: bool = False
    list_href: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Markers drawn as one, at (x, y) units."""

    x: float
    y: float
    markers: tuple[Marker, ...]

    @property
    def label(self) -> str:
        """What is written on it: "3", "2–5" when numbers follow one another, "2, 7", "2, 7…"."""
        told = [m.number for m in self.markers]
        if len(told) == 1:
            return told[0]
        numbers = [int(number) for number in told if number.isdecimal()]
        follow = len(numbers) == len(told) and all(b == a + 1 for a, b in pairwise(numbers))
        if follow:
            return f"{told[0]}–{told[-1]}"
        return f"{told[0]}, {told[1]}{'…' if len(told) > 2 else ''}"

    @property
    def half(self) -> int:
        """Half the width of what is drawn, units: a disc, or a lozenge for several numbers."""
        return RADIUS if len(self.label) < 3 else 5 + 4 * len(self.label)


def grouped(points: Sequence[Marker], frame: Frame) -> list[Group]:
    """Return what is drawn: numbered points in their order, those outside the window left out.

    No two groups are nearer than APART, and each is drawn where its first point is: that of the
    smallest number, the one people look for.
    """
    placed: list[tuple[float, float, list[Marker]]] = []
    for point in points:
        x, y = frame.xy(point.latitude, point.longitude)
        if not (0 <= x <= frame.width and 0 <= y <= frame.height):
            continue
        near = None
        if point.number:
            near = next(
                (
                    group
                    for gx, gy, group in placed
                    if group[0].number and (gx - x) ** 2 + (gy - y) ** 2 < APART**2
                ),
                None,
            )
        if near is not None:
            near.append(point)
        else:
            placed.append((x, y, [point]))
    return [Group(x, y, tuple(markers)) for x, y, markers in placed]


def marker_svg(
    group: Group, frame: Frame, *, others: str, closer: Callable[[Frame], str] | None
) -> str:
    """Return one marker. `others` is the sentence for those that are not named, with "%d"."""
    first = group.markers[0]
    at = f'transform="translate({group.x:.0f} {group.y:.0f})"'
    if not first.number:
        return _sign(first, at)
    check = " check" if all(m.to_check for m in group.markers) else ""
    look = (
        'fill="#fff" stroke="#8a4b00" stroke-width="2.5" stroke-dasharray="6.3 4.2"'
        if check
        else 'fill="#12333a" stroke="#fff" stroke-width="2.5"'
    )
    ink = "#12333a" if check else "#fff"
    label = group.label
    if group.half == RADIUS:
        disc = f'<circle class="pin{check}" r="{RADIUS}" {look}/>'
    else:
        # A disc for several numbers would cover its neighbours: a lozenge of the same height.
        disc = (
            f'<rect class="pin{check}" x="-{group.half}" y="-{RADIUS}" width="{2 * group.half}" '
            f'height="{2 * RADIUS}" rx="{RADIUS}" {look}/>'
        )
    size = 15 if len(label) < 5 else 12
    drawn = (
        f'<circle class="hit" r="26" fill="#fff" fill-opacity="0"/>{disc}'
        f'<text class="pin-n{check}" y="5" text-anchor="middle" font-size="{size}" '
        f'font-weight="700" fill="{ink}">{escape(label)}</text>'
    )
    name, href = _name(group, others), _href(group, frame, closer)
    if not href:
        return f"<g {at}><title>{escape(name)}</title>{drawn}</g>"
    return f"<a href={quoteattr(href)} aria-label={quoteattr(name)} {at}>{drawn}</a>"


def _sign(point: Marker, at: str) -> str:
    name = f"<title>{escape(point.name)}</title>" if point.name else ""
    if point.person:
        return (
            f'<g {at}>{name}<circle class="me" r="9" fill="none" stroke="#8a4b00" '
            'stroke-width="3"/><circle class="me-dot" r="3.5" fill="#8a4b00"/></g>'
        )
    return (
        f'<g class="m-set" {at} fill="none" stroke="#8a4b00" stroke-width="3">{name}'
        '<circle r="9" fill="#fff" fill-opacity=".6"/>'
        '<path d="M-14 0h10M4 0h10M0-14v10M0 4v10"/></g>'
    )


def _name(group: Group, others: str) -> str:
    said = [f"{m.number}. {m.name}" for m in group.markers[:_NAMED]]
    left = len(group.markers) - len(said)
    return "; ".join([*said, others % left] if left else said)


def _href(group: Group, frame: Frame, closer: Callable[[Frame], str] | None) -> str:
    first = group.markers[0]
    if len(group.markers) == 1:
        return first.href
    if closer is not None and _spread_m(group) > _SAME_DOOR_M:
        window = frame_of(
            [(m.latitude, m.longitude) for m in group.markers],
            width=frame.width,
            height=frame.height,
            margin=0.2,
            at_least_m=NARROWEST_M,
        )
        if window is not None and window.width_m < frame.width_m:
            return closer(window)
    return first.list_href or first.href


def _spread_m(group: Group) -> float:
    """Metres between the points of a group that are farthest apart, along one axis."""
    latitudes = [m.latitude for m in group.markers]
    longitudes = [m.longitude for m in group.markers]
    high_m = (max(latitudes) - min(latitudes)) * M_PER_DEGREE
    wide_m = (max(longitudes) - min(longitudes)) * M_PER_DEGREE * cos(radians(latitudes[0]))
    return max(high_m, wide_m)
