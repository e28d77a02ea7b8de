"""What the page of access says beside its numbers: who is not counted, and what nobody said."""

import csv
import io
from datetime import date

import pytest

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.reach import Ask, access_map, asked_by_code
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    OTHER,
    TODAY,
    TOOLS,
    Zone,
    at,
    make_dataset,
    make_figure,
    make_measure,
)
from maillage.apps.observatory.tests.siting import CELL_MIN

pytestmark = pytest.mark.django_db
ACCESS = "/pro/observatoire/acces/"
ASKED = {"besoin": "apprendre", "genre": "quarter"}


@pytest.fixture
def desk(client):
    client.force_login(make_user())
    return client


def words(desk, **more):
    page = said(read(desk.get(ACCESS, ASKED | more)).main)
    return page.replace("\u00a0", " ").replace("\u202f", " ")


def learning(**asked):
    return access_map("quarter", today=TODAY, need=asked_by_code("apprendre"), **asked)


def test_a_place_gives_the_hours_of_its_longest_offer(two_quarters):
    for column, spans in enumerate((("18:00", "12:00"), ("12:00", "18:00"))):
        place = make_place(**at(1, column))
        for until in spans:
            make_offer(place, services=TOOLS, horaires=f"Mo-Fr 09:00-{until}")
    assert learning(ask=Ask.HOURS).supply.known.tolist() == [45, 45]


def test_what_is_not_known_is_the_median_of_places_that_do_the_same(two_quarters, desk):
    for services, span in ((TOOLS, "Mo-Fr 09:00-11:00"), (TOOLS, ""), (OTHER, "Mo-Fr 09:00-19:00")):
        place = make_place(**at(1, 1), horaires=span, kinds=["library"])
        make_offer(place, services=services)
    found = learning(ask=Ask.HOURS, completed=True)
    assert sorted(found.supply.completed.tolist()) == [0, 10, 10]
    page = words(desk, mesure="heures")
    assert "Pour 1 lieu sur 2 (50 %), on ne sait pas ce qu’il donne." in page
    assert "Ils comptent ici pour zéro" in page
    page = words(desk, mesure="heures", complet="on")
    assert "Estimation : 1 d’entre eux" in page


def test_the_share_counts_people_within_the_minutes(nine_cells):
    # 10 minutes are 512 m of straight line: the cell of the school and two more, of 6.
    rows = {row.zone.code: row.value for row in learning(ask=Ask.SHARE, minutes=10).rows}
    assert rows == {"ouest": pytest.approx(50), "est": 0}


def test_half_of_the_people_are_closer_than_the_minutes(nine_cells):
    Figure.objects.filter(zone__code="c0-0").update(value=40)
    forget()
    rows = {row.zone.code: row.value for row in learning().rows}
    # Of 90 people in the west, 40 are where the school is: half are one cell away at most.
    assert rows["ouest"] == pytest.approx(CELL_MIN, rel=1e-3)
    assert rows["est"] == pytest.approx(8 * CELL_MIN, rel=1e-3)


def test_the_least_served_come_first_on_the_page(nine_cells, desk):
    for measure in ("min", "part"):
        table = read(desk.get(ACCESS, ASKED | {"mesure": Ask(_CODES[measure])})).main
        names = [said(one) for one in table.select("tbody th")]
        assert names.index("Est") < names.index("Ouest"), measure


_CODES = {"min": Ask.MINUTES, "part": Ask.SHARE}


def test_without_any_place_the_table_says_so_and_not_that_nobody_knows(nine_cells, desk):
    page = words(desk, besoin="sante")
    assert "Est aucun lieu" in page
    assert "on ne sait pas" not in page.split("Est aucun lieu")[1].split("Télécharger")[0]


def test_places_of_which_nobody_said_are_counted_apart(two_quarters, desk):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    assert "répondent peut-être" not in words(desk)
    for column in (2, 3):
        make_place(**at(1, column))
    assert "2 autres lieux répondent peut-être : personne ne l’a dit" in words(desk)


def test_too_few_people_are_not_told_by_the_file(two_quarters, desk):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    Figure.objects.update(value=0.5)
    Figure.objects.filter(zone__code="c0-5").update(value=20)
    forget()
    body = b"".join(desk.get(f"{ACCESS}tableau.csv", ASKED)).decode("utf-8-sig")
    rows = {one["code"]: one for one in csv.DictReader(io.StringIO(body), delimiter=";")}
    # 6 people in the west, 25 and a half in the east.
    told = {code: (one["habitants"], one["personnes_servies"]) for code, one in rows.items()}
    assert told == {"ouest": ("", ""), "est": ("26", "26")}


def test_a_list_of_neighbourhoods_that_ended_says_its_last_day(two_quarters, desk):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    assert "liste qui a cessé de valoir" not in words(desk)
    Zone.objects.filter(kind="qpv").update(valid_to=date(2023, 12, 31))
    forget()
    assert "Quartiers prioritaires : liste qui a cessé de valoir le 31 décembre 2023" in words(desk)


def test_people_whose_need_no_figure_says_are_counted(two_quarters, desk):
    make_offer(make_place(**at(1, 1), horaires="Mo-Fr 09:00-12:00"), services=TOOLS)
    families = make_measure("caf_single_parents", unit="families", direction=0)
    make_figure(Zone.objects.get(code="ouest"), families, 500)
    asked = {"mesure": "heures", "pour": _code_of("caf_single_parents")}
    # 120 people in the west, of whom no more than all can have the need; nothing of the east.
    assert "Pour 120 habitants des alentours, aucun chiffre ne dit ce besoin" in words(
        desk, **asked
    )
    rows = {one.zone.code: one for one in learning(ask=Ask.HOURS, of=_need()).rows}
    assert rows["ouest"].demand == pytest.approx(120)


def _need():
    from maillage.apps.observatory.queries.needs import needs

    return next(one for one in needs() if one.measure == "caf_single_parents")


def _code_of(measure):
    return _need().code


def test_what_concentration_means_is_turned_round_for_minutes(two_quarters, desk):
    make_offer(make_place(**at(1, 1), horaires="Mo-Fr 09:00-12:00"), services=TOOLS)
    living = make_measure("mean_living_standard_eur", unit="eur", direction=-1)
    dataset = make_dataset("niveau")
    for number, zone in enumerate(Zone.objects.filter(kind="cell").order_by("code")):
        make_figure(zone, living, 15_000 + 500 * number, dataset=dataset)
    forget()
    assert "les plus aisés en ont plus, donc plus loin à aller ;" in words(desk)
    hours = words(desk, mesure="heures")
    assert "les plus aisés en ont plus ;" in hours
    assert "indice de Gini des heures" in hours
