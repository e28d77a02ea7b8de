"""A map opens on something: the first measure that the zones shown have, the others said apart."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.queries.maps import kind_to_map
from maillage.apps.observatory.queries.values import get_measure
from maillage.apps.observatory.tests.factories import (
    TODAY,
    Figure,
    Zone,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
MAPS = "/pro/observatoire/cartes/"
PARENT = ("commune", "59999")


@pytest.fixture
def town(client):
    """A commune with its quarter, without cells: what one has, the other does not."""
    load_zones([statement("commune", "59999", block(0, 0, 4, 6))])
    load_zones([statement("quarter", "pile", block(0, 0, 4, 3), PARENT)])
    # The first of the list is known of the commune, the last of the quarter.
    make_figure(commune(), make_measure("a-commune", nom="A"), 12)
    make_figure(quarter(), make_measure("b-quarter", nom="B"), 30)
    client.force_login(make_user(role="elected"))
    return client


def commune():
    return Zone.objects.get(kind="commune")


def quarter():
    return Zone.objects.get(kind="quarter")


def opened(client, query=""):
    """Return what a map opened on: measure, kind, and whether it has a table."""
    answer = client.get(MAPS + query)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    chosen = [page.select_one(f"#{name} option[selected]")["value"] for name in ("mesure", "genre")]
    return (*chosen, page.select_one("tbody") is not None)


def listed(client, query):
    """Return the measures that the list has, those said to lack figures, and the words of these."""
    page = BeautifulSoup(client.get(MAPS + query).content, "html.parser")
    lacking = page.select_one("#mesure optgroup")
    return (
        [one["value"] for one in page.select("#mesure > option")],
        [one["value"] for one in lacking.select("option")] if lacking else [],
        lacking["label"] if lacking else "",
    )


@pytest.mark.row("OBS-02")
def test_a_map_opens_on_the_first_measure_that_the_zones_have(town):
    assert opened(town) == ("b-quarter", "quarter", True)
    assert opened(town, "?genre=commune") == ("a-commune", "commune", True)


def test_a_map_opens_on_a_share_before_a_count_and_on_a_count_when_there_is_no_share(town):
    people = make_measure("0-people", nom="0", unit="people", family="people", direction=0)
    make_figure(quarter(), people, 5000)
    assert listed(town, "?genre=quarter")[0] == ["0-people", "b-quarter"]
    assert opened(town) == ("b-quarter", "quarter", True)
    assert opened(town, "?mesure=0-people") == ("0-people", "quarter", True)
    Figure.objects.exclude(measure=people).delete()
    assert opened(town, "?genre=quarter") == ("0-people", "quarter", True)


def test_what_is_asked_by_name_is_kept_and_its_kind_when_none_is_asked_is_one_that_has_it(town):
    assert opened(town, "?mesure=a-commune") == ("a-commune", "commune", True)
    assert opened(town, "?mesure=a-commune&genre=quarter") == ("a-commune", "quarter", False)
    assert opened(town, "?mesure=rien") == ("b-quarter", "quarter", True)
    # The file of an address without a kind is that of its page.
    file = b"".join(town.get(f"{MAPS}a-commune.csv")).decode()
    assert "59999,commune," in file or "59999;commune;" in file


def test_a_file_only_asks_which_kind_has_its_measure_and_nothing_where_the_kind_is_said(
    town, django_assert_num_queries
):
    kinds = ["quarter", "commune"]
    for code, found in (("a-commune", "commune"), ("b-quarter", "quarter")):
        assert kind_to_map(get_measure(code), kinds, today=TODAY) == found
    secret = make_figure(quarter(), make_measure("0-secret", nom="0"), None).measure
    assert kind_to_map(secret, kinds[::-1], today=TODAY) == "commune"
    with django_assert_num_queries(0):
        assert kind_to_map(secret, ["quarter"], today=TODAY) == "quarter"

    def asked(address):
        with CaptureQueriesContext(connection) as seen:
            assert town.get(MAPS + address).status_code == 200
        return len(seen), sum("observatory_measure" in one["sql"] for one in seen)

    asked("a-commune.csv?genre=commune")
    said, measures_read = asked("a-commune.csv?genre=commune")
    # The measure is read to know that it is there, then for itself; the list of all is not.
    assert measures_read == 2
    # Quarters then communes are looked at: their zones, their figures, whether there are cells.
    assert asked("a-commune.csv")[0] == said + 6


def test_measures_without_figures_for_these_zones_come_last_and_are_said_so(town):
    assert listed(town, "?genre=quarter") == (
        ["b-quarter"],
        ["a-commune"],
        "Sans chiffre pour : quartiers",
    )
    make_figure(quarter(), make_measure("c-both", nom="C"), 1)
    make_figure(commune(), make_measure("d-both", nom="D"), 1)
    assert listed(town, "?genre=commune")[:2] == (["a-commune", "d-both"], ["b-quarter", "c-both"])


def test_a_measure_that_is_only_a_secret_has_no_figure_to_open_on(town):
    make_figure(quarter(), make_measure("0-secret", nom="0"), None)
    assert opened(town)[0] == "b-quarter"
    assert "0-secret" in listed(town, "?genre=quarter")[1]


def test_a_measure_that_these_zones_lack_leads_to_those_that_have_it(town):
    page = BeautifulSoup(town.get(f"{MAPS}?mesure=a-commune&genre=quarter").content, "html.parser")
    (link,) = page.select(".empty a")
    assert link.get_text() == "communes"
    assert opened(town, link["href"].removeprefix(MAPS)) == ("a-commune", "commune", True)
    # A measure that no zone shown has still says what to load.
    make_figure(quarter(), make_measure("0-secret", nom="0"), None)
    answer = town.get(f"{MAPS}?mesure=0-secret&genre=commune").content.decode()
    assert "Chargez des contours" in answer


def test_zones_that_nobody_has_figures_of_are_not_what_a_map_opens_on(town):
    load_zones([statement("qpv", "QP001", block(0, 0, 2, 2), PARENT)])
    assert opened(town) == ("b-quarter", "quarter", True)
    assert opened(town, "?genre=qpv") == ("a-commune", "qpv", False)


def test_what_cells_carry_is_a_figure_of_the_zones_that_they_make(client):
    cells = make_grid()
    load_zones([statement("quarter", "pile", block(0, 0, 4, 3), PARENT)])
    shares = make_measure("a-share", nom="A")
    dataset = make_dataset("parts", title="Parts")
    for cell in cells.values():
        make_figure(cell, shares, 20, dataset=dataset)
    # Of the commune alone: never given to its quarters.
    make_figure(commune(), make_measure("0-commune", nom="0"), 12, dataset=dataset)
    client.force_login(make_user(role="elected"))
    assert listed(client, "?genre=quarter")[:2] == (["grid_population", "a-share"], ["0-commune"])
    # A secret of every zone stays one, whatever their cells say.
    make_figure(quarter(), shares, None, dataset=dataset)
    assert listed(client, "?genre=quarter")[:2] == (["grid_population"], ["0-commune", "a-share"])


@pytest.mark.parametrize("query", ["", "?genre=quarter", "?genre=commune"])
def test_the_list_costs_no_query_by_measure(town, query):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert town.get(MAPS + query).status_code == 200
        return len(seen)

    asked()
    before = asked()
    for n in range(20):
        measure = make_measure(f"z-{n}", nom=f"Z {n}")
        make_figure(commune() if n % 2 else quarter(), measure, n)
    assert asked() == before
