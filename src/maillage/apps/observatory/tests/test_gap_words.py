"""Where a word of the matrix of gaps turns into another: half of the people, a moment, no hours."""

from datetime import date

import pytest
from django.utils import timezone

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.gaps import Cover, Reach, When, gap_matrix
from maillage.apps.observatory.queries.hole_words import holes_words
from maillage.apps.observatory.queries.holes import holes
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import TODAY, TOOLS, Zone, at, make_zone
from maillage.core.access import moment_of

pytestmark = pytest.mark.django_db
ADDRESS = "/pro/observatoire/manques/"


def words(client):
    client.force_login(make_user())
    page = said(read(client.get(ADDRESS, {"genre": "quarter"})).main)
    return page.replace("\u00a0", " ").replace("\u202f", " ")


def matrix(**asked):
    return gap_matrix("quarter", today=TODAY, **asked)


@pytest.mark.parametrize(
    ("share", "n", "maybe", "word"),
    [
        (50.0, 1, 0, Cover.COVERED), (49.9, 1, 0, Cover.SOME), (0.0, 1, 0, Cover.GAP),
        (0.0, 1, 1, Cover.UNKNOWN), (0.0, 0, 0, Cover.GAP),
    ],
)  # fmt: skip
def test_half_of_the_people_are_not_only_some(share, n, maybe, word):
    assert Reach(share, n, maybe).cover is word


def test_at_a_moment_only_that_moment_is_missing(two_quarters):
    for column in (1, 4):
        make_offer(make_place(**at(1, column), horaires="Tu 17:00-19:00"), services=TOOLS)

    def missing(**asked):
        return {one.when for one in holes(matrix(**asked)) if one.need.code == "apprendre"}

    assert missing(moment=moment_of("mardi 18 h")) == set()
    assert missing(moment=moment_of("jeudi 10 h")) == {When.ASKED}
    # Open on Tuesday at half past five: free of charge is not said, Saturday lacks.
    assert missing() == {When.SATURDAY}


def test_hours_known_of_some_days_are_not_hours_that_nobody_said(two_quarters):
    for hours in ("Sa 09:00-12:00; Mo unknown", ""):
        make_offer(make_place(**at(1, 1), horaires=hours), services=TOOLS)
    cell = next(one for one in matrix().rows[1].cells if one.need.code == "apprendre")
    assert matrix().rows[1].zone.code == "ouest"
    assert (cell.any_time.n_places, cell.n_unknown) == (2, 1)


def test_places_without_a_position_are_counted_apart(two_quarters, client):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    assert "sans position" not in words(client)
    for _ in range(2):
        make_offer(make_place(latitude=None, longitude=None), services=TOOLS)
    assert (matrix().n_places, matrix().n_without_position) == (3, 2)
    assert "2 lieux sans position ne sont pas comptés" in words(client)


def test_outlines_that_ended_say_their_last_day(two_quarters, client):
    Zone.objects.filter(kind="quarter").update(valid_to=date(2023, 12, 31))
    assert timezone.localdate() > date(2023, 12, 31)
    assert "Ces contours ont cessé de valoir le 31 décembre 2023" in words(client)


def test_what_lacks_to_most_people_is_said_first_and_few_are_not_told(two_quarters):
    Figure.objects.update(value=0.5)
    Figure.objects.filter(zone__code="c0-5").update(value=100)
    forget()
    make_offer(make_place(**at(1, 4), horaires="Sa 09:00-19:00"), services=TOOLS)
    found = holes(matrix(minutes=5))
    people = [one.people for one in found]
    assert people == sorted(people, reverse=True)
    assert people[0] > 100
    west = [one for one in found if [zone.code for zone in one.zones] == ["ouest"]]
    assert west
    # Six people live there.
    said = " ".join(holes_words(west, matrix(minutes=5))).replace("\u00a0", " ")
    assert "pour moins de 11 habitants (Ouest)" in said
    assert "6 habitants" not in said


def test_people_whom_nobody_counted_are_not_none(db):
    make_zone("ouest", "quarter", latitude=0.001, longitude=3.001)
    make_offer(make_place(latitude=0.5, longitude=3.001), services=TOOLS)
    found = holes(matrix())
    assert {one.people for one in found} == {None}
    assert "pour on ne sait pas combien d’habitants" in holes_words(found, matrix())[0]
