"""The map without a script: 200 places over a metropolis of 120 outlines; weight of a journey.

Run: python -m benchmarks.drawing [--points 900]        One JSON line by measure.
Outlines are invented: jagged rings with as many points as those of a land register.
"""

import argparse
import gzip
import json
import random
import time
from math import cos, radians, sin, tau
from typing import Any

from maillage.core.drawing import Frame, Marker, Texts, Zone, coarser, frame_of, map_svg, rings_of

MIDDLE = (50.63, 3.06)
TEXTS = Texts("Carte : 200 lieux", "Plan d’une métropole inventée.")


def say(**measure: Any) -> None:
    """Print one measure."""
    print(json.dumps(measure, ensure_ascii=False), flush=True)


def metropolis(points: int) -> list[Zone]:
    """Return 95 communes and 26 priority neighbourhoods, none of which exists."""
    dice = random.Random(59)
    zones = []
    for n in range(121):
        kind, size_km = ("commune", 2.6) if n < 95 else ("priority", 0.8)
        row, column = divmod(n % 95, 10)
        at = (MIDDLE[0] + (row - 4.5) * 0.032, MIDDLE[1] + (column - 4.5) * 0.05)
        ring = []
        for i in range(points):
            away = size_km * (0.8 + 0.15 * sin(5 * tau * i / points) + dice.uniform(-0.006, 0.006))
            turn = tau * i / points
            ring.append(
                [
                    at[1] + away * cos(turn) / (111.2 * cos(radians(at[0]))),
                    at[0] + away * sin(turn) / 111.2,
                ]
            )
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        zones.append(Zone(f"Zone {n}", geometry, kind, at))  # type: ignore[arg-type]
    return zones


def best_ms(act: Any, times: int = 15) -> float:
    """Return the shortest of some runs, in milliseconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        took.append(time.perf_counter() - started)
    return round(min(took) * 1000, 1)


def drawing(points: int) -> None:
    """Measure drawings at three widths: outlines as they are, then as the site keeps them."""
    dice = random.Random(3)
    places = [
        (MIDDLE[0] + dice.gauss(0, 0.04), MIDDLE[1] + dice.gauss(0, 0.06)) for _ in range(200)
    ]
    markers = [
        Marker(*place, str(n), f"Lieu d’accueil {n}", f"/lieux/a{n:09}/", list_href=f"#l{n}")
        for n, place in enumerate(places, start=1)
    ]
    zones = metropolis(points)
    whole = frame_of(places, width=400, height=340)
    assert whole is not None
    for frame in (whole, Frame(*MIDDLE, 8_000, 400, 340), Frame(*MIDDLE, 1_500, 400, 340)):
        kept = [
            Zone(
                zone.name,
                coarser(rings_of(zone.geometry), frame.m_per_unit / 2),
                zone.kind,
                zone.label_at,
                thinned=True,
            )
            for zone in zones
        ]

        def draw(some: list[Zone], window: Frame = frame) -> str:
            return map_svg(
                some, [], markers, frame=window, texts=TEXTS, closer=lambda f: f"?plan={f.width_m}"
            )

        svg = draw(kept)
        say(
            measure="drawing of 200 places, 121 outlines",
            points_by_outline=points,
            width_m=round(frame.width_m),
            first_time_ms=best_ms(lambda draw=draw: draw(zones), 3),
            ms=best_ms(lambda draw=draw, kept=kept: draw(kept)),
            bytes_gz=len(gzip.compress(svg.encode(), 6)),
        )


def main() -> None:
    """Run every measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=900, help="points of an outline")
    drawing(parser.parse_args().points)


if __name__ == "__main__":
    main()
