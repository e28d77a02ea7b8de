"""Real schedules of open files: how much is understood, and that nothing is promised wrongly."""

import gzip
import json
from datetime import date, datetime, timedelta

from opening_hours import OpeningHours
from tests.shared_data import shared_data

from maillage.core.hours import parse


def regional() -> list[str]:
    with gzip.open(shared_data("lieux/hauts-de-france-portrea-2022.geojson.gz"), "rt") as file:
        features = json.load(file)["features"]
    return sorted({f["properties"]["horaires"] for f in features if f["properties"]["horaires"]})


def advisers() -> list[str]:
    with gzip.open(shared_data("lieux/brut/conseiller-numerique-2022-12.json.gz"), "rt") as file:
        return sorted({row["horaires"] for row in json.load(file) if row.get("horaires")})


def test_nearly_all_schedules_of_the_regional_file_are_understood():
    texts = regional()
    lost = [text for text in texts if not parse(text).understood]
    print(f"{len(texts)} schedules, not understood: {lost}")
    assert len(texts) > 50
    assert len(lost) / len(texts) < 0.06


def test_what_is_understood_opens_exactly_as_the_library_says_on_ordinary_days():
    texts = [text for text in (*regional(), *advisers()) if parse(text).osm == text]
    assert len(texts) > 1500
    for text in texts[::5]:
        if ", " in text:
            continue  # the library reads the space after a comma as another rule
        hours = parse(text, school_zone="B")
        there = OpeningHours(text, auto_country=False, auto_timezone=False)
        for ahead in range(7):
            day = date(2026, 11, 16) + timedelta(days=ahead)
            for minute in range(0, 1440, 45):
                at = _moment(day, minute)
                assert hours.is_open(at) == there.is_open(at), (text, at)


def _moment(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60)  # noqa: DTZ001
