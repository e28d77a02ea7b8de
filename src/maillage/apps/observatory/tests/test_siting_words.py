"""What the page and the file of siting say: who gains first, before and after, who is not told."""

import csv
import io
from datetime import date

import pytest

from maillage.apps.directory.tests.factories import Place, make_place, make_user
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.siting import given as giving
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import Zone, at
from maillage.apps.observatory.tests.siting import ADDRESS, CELL_MIN, sited

pytestmark = pytest.mark.django_db
ASKED = {"besoin": "apprendre", "genre": "quarter"}


@pytest.fixture
def desk(client):
    client.force_login(make_user())
    return client


def main_of(desk, **more):
    return read(desk.get(ADDRESS, ASKED | more)).main


def words(tag):
    return said(tag).replace("\u00a0", " ").replace("\u202f", " ")


def rows_of(desk, **more):
    body = b"".join(desk.get(f"{ADDRESS}tableau.csv", ASKED | more)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def test_the_file_gives_minutes_before_then_after_and_whoever_gains_most_first(nine_cells, desk):
    chosen, east, west = rows_of(desk)
    assert (chosen["nature"], chosen["nom"], east["nom"], west["nom"]) == (
        "lieu choisi", "Est", "Est", "Ouest",
    )  # fmt: skip
    # Cells 6, 7 and 8 with 10, 10 and 100 people: eight cells to walk, then none for most.
    before, after = (60 + 70 + 800) / 120 * CELL_MIN, (20 + 10) / 120 * CELL_MIN
    assert float(east["minutes_avant"]) == pytest.approx(before, abs=0.06)
    assert float(east["minutes_apres"]) == pytest.approx(after, abs=0.06)
    assert float(east["part_10_min_avant_pct"]) == 0
    assert float(east["part_10_min_apres_pct"]) == 100
    assert (east["habitants"], west["habitants"]) == ("120", "60")


def test_too_few_people_are_not_told_by_the_file(nine_cells, desk):
    Figure.objects.exclude(zone__code="c0-8").update(value=1)
    forget()
    told = {one["nom"]: one["habitants"] for one in rows_of(desk) if one["nature"] == "quarter"}
    assert told == {"Est": "102", "Ouest": ""}


def test_how_much_longer_the_way_of_priority_neighbourhoods_is_before_and_after(nine_cells, desk):
    page = words(main_of(desk))
    # 870 cells for 110 people against 210 for 70; then 10 for 110 against 150 for 70.
    assert "le trajet moyen est plus long de 19,1 min qu’ailleurs aujourd’hui" in page
    assert "et plus court de 8 min avec ces lieux" in page
    seen = sited().measured
    turn = "baisse" if seen.gini_after < seen.gini_before else "monte"
    assert f"L’inégalité des trajets {turn}" in page
    assert (seen.others.people, seen.others.after.mean_min) == (
        70, pytest.approx(150 / 70 * CELL_MIN, rel=1e-3),
    )  # fmt: skip


def test_a_place_that_may_do_it_already_is_to_be_asked_first(nine_cells, desk):
    assert "personne n’a dit" not in words(main_of(desk))
    Place.objects.filter(nom="Est").delete()
    make_place(nom="Peut-être", **at(0, 8))
    page = words(main_of(desk))
    assert "peut-être déjà : à lui demander" in page
    assert "De 1 lieu, personne n’a dit s’il le fait" in page


def test_outlines_that_ended_say_their_last_day(nine_cells, desk):
    assert "ont cessé de valoir" not in words(main_of(desk))
    Zone.objects.filter(kind="quarter").update(valid_to=date(2023, 12, 31))
    forget()
    assert "Ces contours ont cessé de valoir le 31 décembre 2023" in words(main_of(desk))


def test_points_put_together_stay_in_their_zone(nine_cells, monkeypatch):
    monkeypatch.setattr(giving, "MOST_POINTS", 3)
    found = sited().given
    codes = {zone.id: zone.code for zone in found.zones}
    people: dict[str, float] = {}
    for zone, n in zip(found.demand.zone.tolist(), found.demand.people.tolist(), strict=True):
        people[codes[zone]] = people.get(codes[zone], 0.0) + n
    assert people == {"ouest": pytest.approx(60), "est": pytest.approx(120)}
