"""The places of the interactive map: tiles built by the server, beside one file of all of them.

Run: python -m benchmarks.map [--quick]        One JSON line by measure.
A view is what a screen of 1280 by 900 pixels asks for: 12 tiles of 512 pixels. Bytes are gzipped.
"""

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.search import resident_mb
from benchmarks.search_data import MONDAY, OFFERS_PER_PLACE, Region, entries, region
from maillage.core.geo import world_of
from maillage.core.search import Index, Located, Query, Wanted

ZOOMS = (5, 7, 9, 11, 13, 15, 17)
FILTERED = Query(wanted=(Wanted(dimension="service", any_of=("service:2",)),), relax=False)
ALL = Query()


def say(**measure: Any) -> None:
    """Print one measure."""
    print(json.dumps({"benchmark": "map", **measure}, ensure_ascii=False), flush=True)


def timed(act: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Return the shortest of some runs in milliseconds, and what the last one gave."""
    took = []
    answer = None
    for _ in range(times):
        started = time.perf_counter()
        answer = act()
        took.append(time.perf_counter() - started)
    return round(min(took) * 1000, 1), answer


def as_geojson(located: Located) -> bytes:
    """Return all the places as one compact GeoJSON: what the browser would gather itself."""
    points = located.in_tile(0, 0, 0)
    longitudes = points.world_x / 2**32 * 360 - 180
    latitudes = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * points.world_y / 2**32))))
    rows = zip(
        points.place_ids.tolist(),
        np.round(longitudes, 5).tolist(),
        np.round(latitudes, 5).tolist(),
        strict=True,
    )
    features = [
        {
            "type": "Feature",
            "id": pk,
            "properties": {},
            "geometry": {"type": "Point", "coordinates": [x, y]},
        }
        for pk, x, y in rows
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":")).encode()


def view_of(data: Region, z: int) -> list[tuple[int, int, int]]:
    """Return the 12 tiles around the place that has most neighbours: the densest town."""
    known = ~np.isnan(data.latitudes)
    world_x, world_y = world_of(data.latitudes[known], data.longitudes[known])
    cell = (world_x >> 18) << 20 | (world_y >> 18)
    values, counts = np.unique(cell, return_counts=True)
    densest = int(values[counts.argmax()])
    x, y = (densest >> 20) << 18 >> (32 - z), (densest & 0xFFFFF) << 18 >> (32 - z)
    n = 1 << z
    return [(z, (x + i) % n, min(max(y + j, 0), n - 1)) for i in (-2, -1, 0, 1) for j in (-1, 0, 1)]


def measure(n_places: int) -> None:
    """Measure one size of base."""
    from maillage.apps.directory.queries.tiles import place_tile

    data = region(int(n_places * OFFERS_PER_PLACE))
    index = Index.build(entries(data))
    case = {"places": index.n_places}
    first_ms, located = timed(lambda: index.located(ALL, now=MONDAY, without_page=True))
    say(**case, measure="search of all", ms=first_ms)
    positions = [part.segment.world for part in located.parts]
    size = sum(x.nbytes + y.nbytes for x, y in positions)
    bits = sum(part.places.nbytes + part.certain.nbytes for part in located.parts)
    say(
        **case,
        measure="memory of the positions, and of a search that is kept",
        mb=round(size / 1e6, 1),
        search_mb=round(bits / 1e6, 2),
        process_mb=round(resident_mb(), 0),
    )
    filtered_ms, filtered = timed(lambda: index.located(FILTERED, now=MONDAY, without_page=True))
    say(**case, measure="search with a filter", ms=filtered_ms, located=filtered.n_located)
    whole_ms, whole = timed(lambda: as_geojson(located), 1)
    packed_ms, packed = timed(partial(gzip.compress, whole, 5), 1)
    say(
        **case,
        measure="one GeoJSON of all",
        ms=round(whole_ms + packed_ms, 1),
        bytes=len(packed),
        bytes_raw=len(whole),
    )
    for name, found in (("all", located), ("filtered", filtered)):
        for z in ZOOMS:
            times, sizes = [], []
            for tile in dict.fromkeys(view_of(data, z)):
                ms, content = timed(partial(place_tile, found, *tile), 3)
                times.append(ms)
                sizes.append(len(gzip.compress(content, 5)))
            say(
                **case,
                measure=f"a view, {name}, zoom {z}",
                tiles=len(times),
                ms=round(sum(times), 1),
                worst_tile_ms=max(times),
                bytes=sum(sizes),
            )


def main() -> None:
    """Measure 25 000 places, then a million."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="5 000 places")
    parser.add_argument("--places", type=int, nargs="*", help="other numbers of places")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    os.environ.setdefault("MAILLAGE_DEMO", "oui")
    import django

    django.setup()
    for n_places in arguments.places or ([5_000] if arguments.quick else [25_000, 1_000_000]):
        measure(n_places)


if __name__ == "__main__":
    main()
