"""A source that lost all days but Saturday: no hole of weekdays is made of it."""

import pytest
from django.urls import reverse

from maillage.apps.directory.queries.answers import public_offer
from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.observatory.queries.gaps import Cover, When, gap_matrix
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    SOUTH,
    STEP,
    TODAY,
    TOOLS,
    WEST,
    block,
    make_grid,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A quarter of 4 x 6 cells, with ten places of one source in its middle."""
    make_grid()
    load_zones([statement("quarter", "ville", block(0, 0, 4, 6), ("commune", "59999"))])
    forget()


def places(hours, source="assembleurs"):
    middle = {"latitude": SOUTH + 2 * STEP, "longitude": WEST + 3 * STEP}
    for text in hours:
        place = make_place(horaires=text, source=source, **middle)
        make_offer(place, services=TOOLS)


def learning():
    matrix = gap_matrix("quarter", today=TODAY, minutes=20)
    return matrix, next(one for one in matrix.rows[0].cells if one.need.code == "apprendre")


def test_saturdays_alone_are_a_file_that_lost_days_not_a_hole(town):
    places(["Sa 09:00-12:00"] * 10)
    matrix, cell = learning()
    assert cell.by_when[When.SATURDAY].cover is Cover.COVERED
    assert cell.by_when[When.AFTER_WORK].cover is Cover.UNKNOWN
    assert [(one.source, one.weekday, one.n_places) for one in matrix.cut] == [
        ("assembleurs", 5, 10)
    ]


def test_a_place_that_is_open_on_saturdays_alone_is_believed(town):
    places(["Sa 09:00-12:00"] * 5)
    matrix, cell = learning()
    assert cell.by_when[When.AFTER_WORK].cover is Cover.GAP
    assert list(matrix.cut) == []


def test_another_source_keeps_its_hours(town):
    places(["Sa 09:00-12:00"] * 10)
    places(["We 14:00-17:00"], source="mairie")
    hours = {one.hours.text for one in public_offer().entries if one.hours.understood}
    assert hours == {"We 14:00-17:00", "Mo,Tu,We,Th,Fr,Su unknown; Sa 09:00-12:00"}


def test_the_pages_say_it(client, town):
    places(["Sa 09:00-12:00"] * 10)
    client.force_login(make_user("elected"))
    for page in (
        reverse("observatory:gaps"), reverse("observatory:steering"),
        f"{reverse('observatory:access')}?besoin=apprendre&genre=quarter&moment=lundi+10+h",
    ):  # fmt: skip
        text = said(read(client.get(page)).main)
        assert "10 lieux venus de « assembleurs » n’ont d’horaires que le samedi" in text, page


def test_no_hours_are_not_nought_hours(client, town):
    places(["Sa 09:00-12:00"] * 10)
    client.force_login(make_user("elected"))
    answer = client.get(reverse("observatory:steering"), {"genre": "quarter"})
    assert "non dit (10 lieux sans horaires)" in said(read(answer).main)
    rows = client.get(reverse("observatory:steering_file", args=["csv"]), {"genre": "quarter"})
    line = rows.getvalue().decode("utf-8-sig").splitlines()[1].split(";")
    assert line[6:8] == ["", "10"]
