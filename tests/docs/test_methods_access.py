"""The worked examples of docs/methods.md, part "L’accès", computed again."""

import re
from math import inf

import pytest

from maillage.core.access import (
    REDUCED_MOBILITY,
    STANDARD,
    UNHURRIED,
    Points,
    Trips,
    enhanced_two_step,
    nearest,
    two_step,
    weekly_supply,
    within_threshold,
)
from maillage.core.geo import EARTH_RADIUS_M
from tools.stamps import ROOT

UNIT = "heures-places par semaine"
PEOPLE, SUPPLY = [100, 200, 50], [60, 40]


@pytest.fixture(scope="module")
def sections():
    """Heading → its text, on one line, with plain spaces."""
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    (own,) = [part for part in re.split(r"^## ", text, flags=re.M) if part.startswith("L’accès")]
    found = re.split(r"^### ", own, flags=re.M)[1:]
    return {
        each.partition("\n")[0]: " ".join(each.partition("\n")[2].replace(">", " ").split())
        for each in found
    }


def section(sections, start):
    (text,) = [text for heading, text in sections.items() if heading.startswith(start)]
    return text


def said(number, digits=2, unit=""):
    """Return a number as the page writes it, in bold."""
    return f"**{round(float(number), digits):g}{unit}**".replace(".", ",")


def test_the_minutes_on_foot(sections):
    text = section(sections, "Les minutes")
    north = 600 / EARTH_RADIUS_M * 180 / 3.141592653589793
    found = nearest(Points.of([0], [0]), Points.of([north], [0]))
    assert said(found.minutes[0], 1) in text
    for walker in (UNHURRIED, STANDARD, REDUCED_MOBILITY):
        assert f"{walker.speed_km_h:g} km/h".replace(".", ",") in text


def test_the_hours_times_the_places(sections):
    text = section(sections, "L’aide offerte")
    found = weekly_supply([20, 30, float("nan")], [2, 4, 3], ["médiathèque"] * 3)
    assert said(found.known.sum()) in text
    assert said(found.completed.sum()) in text
    assert found.unknown_share == pytest.approx(1 / 3)


def test_the_part_of_each(sections):
    text = section(sections, "L’aide par habitant")
    trips = Trips.of([0, 1, 1], [0, 0, 1], [5, 15, 5], n_areas=3, n_places=2)
    found = two_step(PEOPLE, SUPPLY, trips, minutes=15, unit=UNIT)
    for number in found.per_person:
        assert said(number) in text
    assert found.demand_out_of_reach == 50
    assert "50 habitants sans aucun lieu" in text
    assert said(found.supply_received) in text
    assert found.supply_received == pytest.approx(sum(SUPPLY))


def test_farther_counts_less(sections):
    text = section(sections, "Quatre variantes")
    trips = Trips.of([0, 1, 1], [0, 0, 1], [5, 15, 5], n_areas=3, n_places=2)
    found = enhanced_two_step(PEOPLE, SUPPLY, trips, unit=UNIT)
    assert said(found.per_person[0]) in text
    assert said(found.per_person[1]) in text


def test_the_quarter_and_the_rest(sections):
    text = section(sections, "À moins de dix minutes")
    found = within_threshold([4, 12, inf], [100, 50, 50], [40, 0, 10])
    assert said(found.group.value * 100, 0, " %") in text
    assert said(found.rest.value * 100, 0, " %") in text
    assert said(found.difference * 100, 0, " points") in text
    assert said(found.interval.low * 100, 0) in text
    assert said(found.interval.high * 100, 0) in text
    assert (found.group.n_within, found.group.n_people) == (40, 50)
    assert (found.rest.n_within, found.rest.n_people) == (60, 150)
