"""The ground of Clairmaille: quarters, streets, IRIS, 200 m grid, as one GeoJSON file.

Five quarters were drawn by hand (sources/territories); the river runs between them. Streets are
drawn by hand where the first delivery names them, else made from the seed: a ring around the old
centre, rows of workers' houses, curved alleys of the estates.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, hypot, pi, radians, sin
from typing import Any

from maillage.sources.clairmaille.axes import (
    CANAL,
    HOUSES,
    MAIN,
    PRIORITY,
    RAILWAY,
    RIVER,
    STREETS,
)
from maillage.sources.clairmaille.dice import Dice
from maillage.sources.clairmaille.names import OF_QUARTER, SHARED
from maillage.sources.clairmaille.plane import (
    XY,
    LonLat,
    along,
    area_m2,
    half,
    inside,
    length_m,
    share_of,
    to_lonlat,
    to_xy,
)

COMMUNE = "59999"
YEAR = 2023
CELL_M = 200
MARKET = to_xy(3.2019, 50.3005)
HOUSE_M = 7.0  # of street for one house number

# How the streets of a quarter run: degrees from the east, metres between rows, between crossings.
PATTERN = {
    "Les Tisserands": (14, 95, 210),
    "Haut-Champ": (-24, 190, 230),
    "Les Courtils": (31, 140, 250),
    "La Filature": (-38, 105, 190),
}
# Inhabitants of a cell against another one of the same size.
DENSITY = {"Les Tisserands": 1.0, "Haut-Champ": 0.7, "Les Courtils": 0.8, "La Filature": 0.9}
ESTATE = 2.6
IRIS_SIZE = 2_400  # inhabitants, about: the rule of Insee is 1,800 to 5,000


@dataclass(frozen=True, slots=True)
class Street:
    """A line of the town in metres, and the house numbers of its ends."""

    kind: str
    nom: str
    line: tuple[XY, ...]
    numbers: tuple[int, int] | None


@cache
def base() -> list[dict[str, Any]]:
    """Return the features drawn by hand: the commune, then its five quarters."""
    text = files("maillage.sources").joinpath("territories/clairmaille.geojson").read_text("utf-8")
    features: list[dict[str, Any]] = json.loads(text)["features"]
    return features


@cache
def quarters() -> dict[str, tuple[XY, ...]]:
    """Return the outline of each quarter, in metres, closed."""
    return {
        feature["properties"]["nom"]: tuple(
            to_xy(*point) for point in feature["geometry"]["coordinates"][0]
        )
        for feature in base()
        if feature["properties"]["kind"] == "quarter"
    }


def quarter_of(point: XY) -> str:
    """Return the quarter that holds a point, "" outside the town."""
    return next((nom for nom, ring in quarters().items() if inside(ring, point)), "")


# ---------------------------------------------------------------- streets


@cache
def streets() -> tuple[Street, ...]:
    """Return every line of the town, those drawn by hand first; each name is one street."""
    made = [
        Street("water", "La Maille", tuple(to_xy(*p) for p in RIVER), None),
        Street("water", "Canal de la Maille", tuple(to_xy(*p) for p in CANAL), None),
        Street("rail", "Ligne de Clairmaille", tuple(to_xy(*p) for p in RAILWAY), None),
    ]
    for kind, drawn in (("main", MAIN), ("street", STREETS)):
        for nom, points in drawn.items():
            line = tuple(to_xy(*point) for point in points)
            made.append(Street(kind, nom, line, _numbers(nom, line)))
    spare = Dice("names").order(SHARED)
    for quarter in quarters():
        names = [*OF_QUARTER[quarter]]
        dice = Dice("streets", quarter)
        lines = _rings(dice) if quarter == "Centre" else _rows(quarter, dice)
        for line in lines:
            if not names and not spare:
                break
            nom = names.pop(0) if names else spare.pop(0)
            path = nom.split()[0] in {"sentier", "ruelle", "passerelle", "passage"}
            made.append(Street("path" if path else "street", nom, line, _numbers(nom, line)))
    return tuple(made)


def _numbers(nom: str, line: Sequence[XY]) -> tuple[int, int]:
    """Return the first and the last house number, which known houses of the street decide."""
    for street, number, point in HOUSES:
        if street == nom:
            share, _ = share_of(line, to_xy(*point))
            if share > 0.05:
                return (1, max(number + 1, round(1 + (number - 1) / share)))
    return (1, max(9, 2 * round(length_m(line) / (2 * HOUSE_M)) + 1))


def _rows(quarter: str, dice: Dice) -> list[tuple[XY, ...]]:
    """Return parallel streets of a quarter, then what links them: names may run out."""
    angle, between_rows, between_links = PATTERN[quarter]
    ring = quarters()[quarter]
    east = (cos(radians(angle)), sin(radians(angle)))
    north = (-east[1], east[0])
    depths = [p[0] * north[0] + p[1] * north[1] for p in ring]
    rows, links = [], []
    depth = min(depths) + between_rows * 0.6
    while depth < max(depths):
        up = depth + between_rows * dice.between(0.9, 1.12)
        start_at = dice.between(0, between_links)
        for start, end in _chord(ring, east, north, depth):
            for a, b in _pieces(start, end, dice):
                rows.append(_bent(a, b, east, north, depth, dice))
            link = start + start_at
            while link < end - 30:
                foot = _at(east, north, link, depth)
                top = _at(east, north, link + dice.between(-12, 12), up)
                if inside(ring, foot) and inside(ring, top) and dice.share() < 0.9:
                    links.append((foot, top))
                link += between_links * dice.between(0.8, 1.3)
        depth = up
    return [*dice.order(rows), *dice.order(links)]


def _at(east: XY, north: XY, u: float, v: float) -> XY:
    return (u * east[0] + v * north[0], u * east[1] + v * north[1])


def _chord(ring: Sequence[XY], east: XY, north: XY, depth: float) -> Iterator[tuple[float, float]]:
    """Yield where a straight line enters and leaves a ring, a few metres inside."""
    cuts = []
    for a, b in pairwise(ring):
        before, after = (p[0] * north[0] + p[1] * north[1] - depth for p in (a, b))
        if (before >= 0) != (after >= 0):
            part = before / (before - after)
            x, y = a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
            cuts.append(x * east[0] + y * east[1])
    cuts.sort()
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if end - start > 120:
            yield start + 25, end - 25


def _pieces(start: float, end: float, dice: Dice) -> Iterator[tuple[float, float]]:
    """Cut a long row into streets of 250 to 600 metres."""
    while end - start > 700:
        cut = start + dice.between(280, 560)
        yield start, cut
        start = cut + (40 if dice.share() < 0.3 else 0)
    yield start, end


def _bent(a: float, b: float, east: XY, north: XY, depth: float, dice: Dice) -> tuple[XY, ...]:
    """Return a street that is not quite straight, as streets are."""
    bend = dice.between(-14, 14)
    steps = max(2, round((b - a) / 130))
    return tuple(
        _at(east, north, a + (b - a) * i / steps, depth + bend * sin(pi * i / steps))
        for i in range(steps + 1)
    )


def _rings(dice: Dice) -> list[tuple[XY, ...]]:
    """Return the lanes of the old centre: broken rings around the market, and rays."""
    ring = quarters()["Centre"]
    rays = [2 * pi * (i + dice.between(-0.2, 0.2)) / 9 for i in range(9)]
    lanes = []
    for radius in (120, 215, 320, 430):
        for first, last in pairwise([*rays, rays[0] + 2 * pi]):
            arc = [
                _around(first + (last - first) * i / 3, radius * dice.between(0.93, 1.07))
                for i in range(4)
            ]
            if all(inside(ring, p) for p in arc) and dice.share() < 0.62:
                lanes.append(tuple(arc))
    for ray in rays:
        line = [_around(ray + dice.between(-0.05, 0.05), r) for r in (60, 160, 260, 360, 470)]
        kept = [point for point in line if inside(ring, point)]
        if len(kept) > 2:
            lanes.append(tuple(kept))
    return dice.order(lanes)


def _around(angle: float, radius: float) -> XY:
    return (MARKET[0] + radius * cos(angle), MARKET[1] + radius * sin(angle))


def house(street: str, number: int) -> LonLat:
    """Return [longitude, latitude] of a house, on its side of the street.

    Raises KeyError for a street that the town does not have.
    """
    found = _by_name()[street]
    first, last = found.numbers or (1, 2)
    share = min(1.0, max(0.0, (number - first) / (last - first)))
    x, y = along(found.line, share)
    ax, ay = along(found.line, max(0.0, share - 0.02))
    bx, by = along(found.line, min(1.0, share + 0.02))
    step = hypot(bx - ax, by - ay) or 1.0
    side = 9.0 if number % 2 else -9.0  # odd numbers on the left, as in France
    return to_lonlat((x - side * (by - ay) / step, y + side * (bx - ax) / step))


@cache
def _by_name() -> dict[str, Street]:
    return {street.nom: street for street in streets() if street.numbers}


# ---------------------------------------------------------------- people of the cells and IRIS


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the grid: its south-western corner in metres, who lives there."""

    x: int
    y: int
    quarter: str
    population: int

    @property
    def code(self) -> str:
        """Its name, made as those of Insee, in the plane of the town."""
        return f"CLM-RES200m-N{10_000 + self.y}-E{10_000 + self.x}"

    @property
    def middle(self) -> XY:
        """The centre of the square."""
        return (self.x + CELL_M / 2, self.y + CELL_M / 2)


@cache
def cells() -> tuple[Cell, ...]:
    """Return the inhabited squares, whose people add up to those of each quarter."""
    dice = Dice("cells")
    weights: dict[str, list[tuple[int, int, float]]] = {nom: [] for nom in quarters()}
    estates = [[to_xy(*p) for p in ring] for _, ring in PRIORITY.values()]
    for y in range(-2_000, 2_000, CELL_M):
        for x in range(-2_000, 2_000, CELL_M):
            middle = (x + CELL_M / 2, y + CELL_M / 2)
            quarter = quarter_of(middle)
            if not quarter:
                continue
            weight = DENSITY.get(quarter, 1.3) * dice.between(0.55, 1.45)
            if any(inside(ring, middle) for ring in estates):
                weight *= ESTATE
            if share_of([to_xy(*p) for p in RIVER], middle)[1] < 90:
                weight *= 0.25  # banks and meadows
            weights[quarter].append((x, y, weight))
    people = {f["properties"]["nom"]: f["properties"].get("population") for f in base()}
    return tuple(
        Cell(x, y, quarter, count)
        for quarter, rows in weights.items()
        for (x, y, _), count in zip(
            rows, shared_out(people[quarter] or 0, [w for *_, w in rows]), strict=True
        )
    )


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers in these proportions that add up to the total (largest remainders)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_rest[: total - sum(counts)]:
        counts[i] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Iris:
    """A part of a quarter of about two thousand people."""

    code: str
    nom: str
    quarter: str
    ring: tuple[XY, ...]
    population: int


@cache
def iris() -> tuple[Iris, ...]:
    """Return the IRIS: each quarter cut across its length, its people those of its cells."""
    made: list[tuple[str, str, tuple[XY, ...]]] = []
    for quarter, ring in quarters().items():
        own = [cell for cell in cells() if cell.quarter == quarter]
        n_parts = max(1, round(sum(c.population for c in own) / IRIS_SIZE))
        for part in _cut(list(ring), n_parts):
            number = len(made) + 1
            made.append((f"{COMMUNE}{number:04}", quarter, tuple(part)))
    people = dict.fromkeys((code for code, *_ in made), 0)
    for cell in cells():
        own_parts = [(code, ring) for code, quarter, ring in made if quarter == cell.quarter]
        code = next((c for c, ring in own_parts if inside(ring, cell.middle)), own_parts[0][0])
        people[code] += cell.population
    ranks: dict[str, int] = {}
    named = []
    for code, quarter, ring in made:
        ranks[quarter] = ranks.get(quarter, 0) + 1
        named.append(Iris(code, f"{quarter} {ranks[quarter]}", quarter, ring, people[code]))
    return tuple(named)


def _cut(ring: list[XY], n_parts: int) -> Iterator[list[XY]]:
    """Cut a ring into parts of like areas, across the longer side."""
    if n_parts == 1:
        yield ring
        return
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    normal = (1.0, 0.0) if max(xs) - min(xs) > max(ys) - min(ys) else (0.0, 1.0)
    low, high = (min(xs), max(xs)) if normal[0] else (min(ys), max(ys))
    wanted = area_m2(ring) * (n_parts // 2) / n_parts
    for _ in range(40):  # halves the interval: forty times is far under a millimetre
        middle = (low + high) / 2
        through = (middle, 0.0) if normal[0] else (0.0, middle)
        before = half(ring, through, (-normal[0], -normal[1]))
        low, high = (middle, high) if area_m2(before) < wanted else (low, middle)
    yield from _cut(before, n_parts // 2)
    yield from _cut(half(ring, through, normal), n_parts - n_parts // 2)
