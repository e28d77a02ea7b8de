"""The matrix of gaps on a town of twenty-four cells, where every share is done by head."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.observatory.queries.gaps import Cover, When, gap_matrix
from maillage.apps.observatory.queries.hole_words import holes_words
from maillage.apps.observatory.queries.holes import holes, people_in_need
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    TODAY,
    TOOLS,
    Zone,
    at,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    make_zone,
    statement,
)
from maillage.apps.observatory.views.gap_words import sum_words
from maillage.apps.territories.actions import load_zones
from maillage.core.access import REDUCED_MOBILITY, moment_of
from maillage.core.standard import Service

pytestmark = pytest.mark.django_db

ADDRESS = "/pro/observatoire/manques/"


@pytest.fixture
def town():
    """A town of 4 x 6 cells of 10 people; two quarters, west and east, of 3 columns each."""
    make_grid()
    parent = ("commune", "59999")
    load_zones(
        [
            statement("quarter", "ouest", block(0, 0, 4, 3), parent),
            statement("quarter", "est", block(0, 3, 4, 3), parent),
        ]
    )
    forget()


def cell(matrix, zone, need):
    row = next(row for row in matrix.rows if row.zone.code == zone)
    return row, next(one for one in row.cells if one.need.code == need)


def matrix_of(**asked):
    found = gap_matrix("quarter", today=TODAY, **asked)
    assert found is not None
    return found


def test_a_share_is_that_of_the_people_who_can_walk_there(town):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    # 5 minutes at 4 km/h are 333 m of steps, 256 m of straight line: the cell, its 4 sides.
    row, west = cell(matrix_of(minutes=5), "ouest", "apprendre")
    assert (row.people, row.is_counted) == (120, True)
    assert west.any_time.share_pct == pytest.approx(100 * 5 / 12)
    assert (west.cover, west.any_time.n_places) == (Cover.SOME, 1)
    _row, east = cell(matrix_of(minutes=5), "est", "apprendre")
    assert (east.cover, east.any_time.share_pct) == (Cover.GAP, 0)
    assert cell(matrix_of(minutes=20), "est", "apprendre")[1].cover is Cover.COVERED


def test_who_walks_slowly_reaches_less(town):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    slow = cell(matrix_of(minutes=5, walker=REDUCED_MOBILITY), "ouest", "apprendre")[1]
    assert slow.any_time.share_pct == pytest.approx(100 / 12)


def test_closing_the_only_offer_turns_the_cell_to_a_gap(town, client):
    offer = make_offer(make_place(**at(1, 1)), services=TOOLS)
    make_offer(offer.place, services=[str(Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)])
    assert cell(matrix_of(), "ouest", "apprendre")[1].cover is Cover.COVERED
    client.force_login(make_user())
    before = client.get(f"{ADDRESS}quarter-ouest/").content.decode()
    offer.ended_on = timezone.localdate() - timedelta(days=1)
    offer.save()
    assert cell(matrix_of(), "ouest", "apprendre")[1].cover is Cover.GAP
    after = client.get(f"{ADDRESS}quarter-ouest/").content.decode()
    part = slice_of(after, "apprendre")
    assert "manque" in part
    assert "couvert" in slice_of(before, "apprendre")
    assert "aucun lieu à 15 min" in part


def slice_of(page, code):
    """Return what a page says of one need."""
    return page.split(f'id="{code}"')[1].split("</section>")[0].replace("\u00a0", " ")


def test_a_place_of_which_nothing_is_said_is_no_gap(town):
    make_place(**at(1, 1))
    west = cell(matrix_of(), "ouest", "apprendre")[1]
    assert (west.cover, west.n_maybe) == (Cover.UNKNOWN, 1)
    assert not [one for one in holes(matrix_of()) if one.need.code == "apprendre"
                and "ouest" in [zone.code for zone in one.zones]]  # fmt: skip


def test_a_moment_keeps_what_is_open_then(town):
    place = make_place(**at(1, 1), horaires="Tu 17:00-19:00")
    make_offer(place, services=TOOLS)
    assert cell(matrix_of(moment=moment_of("mardi 18 h")), "ouest", "apprendre")[1].cover is (
        Cover.COVERED
    )
    assert cell(matrix_of(moment=moment_of("samedi")), "ouest", "apprendre")[1].cover is Cover.GAP
    west = cell(matrix_of(), "ouest", "apprendre")[1]
    assert west.after_work.cover is Cover.COVERED
    assert west.saturday.cover is Cover.GAP
    place.horaires = ""
    place.save()
    west = cell(matrix_of(), "ouest", "apprendre")[1]
    assert (west.saturday.cover, west.n_unknown) == (Cover.UNKNOWN, 1)


def test_free_of_charge_is_yes_no_or_not_said(town):
    offer = make_offer(
        make_place(**at(1, 1), horaires="Mo-Sa 09:00-19:00"), services=TOOLS,
        frais_a_charge=["Payant"],
    )  # fmt: skip

    def free():
        by_when = cell(matrix_of(), "ouest", "apprendre")[1].by_when
        return by_when[When.FREE].cover, by_when[When.FREE_AFTER_WORK].cover

    assert free() == (Cover.GAP, Cover.GAP)
    offer.frais_a_charge = ["Gratuit"]
    offer.save()
    assert free() == (Cover.COVERED, Cover.COVERED)
    offer.frais_a_charge = []
    offer.save()
    assert free() == (Cover.UNKNOWN, Cover.UNKNOWN)


def test_a_hole_is_a_sentence_with_its_minutes_and_its_people(town):
    place = make_place(**at(1, 1), horaires="Mo-Sa 09:00-19:00")
    make_offer(place, services=TOOLS, frais_a_charge=["Payant"])
    matrix = matrix_of()
    (hole,) = [one for one in holes(matrix) if one.need.code == "apprendre"]
    assert (hole.when, hole.people) == (When.FREE, 240)
    said = holes_words([hole], matrix)[0].replace("\u00a0", " ")
    assert said == (
        "Apprendre, en groupe ou seul : aucun lieu gratuit à moins de 15 minutes à pied, pour 240 "
        "habitants (Est, Ouest)."
    )


def test_the_sum_of_a_cell_is_said(town):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    row, west = cell(matrix_of(minutes=5), "ouest", "apprendre")
    assert sum_words(row, west.any_time, 5).replace("\u00a0", " ") == (
        "120 habitants, 1 lieu à 5 min, 41,7 % des habitants peuvent y aller à pied."
    )


def test_without_cells_a_zone_is_its_middle_and_nobody_is_counted():
    make_zone("ouest", "quarter", latitude=0.001, longitude=3.001)
    make_offer(make_place(latitude=0.001, longitude=3.001), services=TOOLS)
    row, west = cell(matrix_of(), "ouest", "apprendre")
    assert (row.is_counted, west.cover) == (False, Cover.COVERED)
    assert "on ne sait pas combien" in sum_words(row, west.any_time, 15)


def test_people_in_need_are_beside_with_how_they_were_counted(town, client):
    make_dataset("taux", title="Taux")
    illectronism = make_measure("illectronism_pct")
    population = make_measure("population", unit="people", family="people", direction=0)
    west = Zone.objects.get(code="ouest")
    make_figure(west, population, 1000)
    make_figure(west, illectronism, 20)
    matrix = matrix_of()
    found = people_in_need(matrix, [row.zone for row in matrix.rows], on=TODAY)
    (learn,) = found["apprendre"]
    assert learn[west.pk].people == 200
    assert found["imprimer"] == []
    client.force_login(make_user())
    part = slice_of(client.get(f"{ADDRESS}quarter-ouest/").content.decode(), "apprendre")
    assert "200 personnes = 1 000 × 20 %" in part.replace("\u202f", " ")


def test_queries_do_not_grow_with_zones_nor_places(town, django_assert_max_num_queries):
    for column in range(6):
        make_offer(make_place(**at(2, column)), services=TOOLS)
    gap_matrix("quarter", today=TODAY)
    with django_assert_max_num_queries(16) as few:
        gap_matrix("quarter", today=TODAY)
    for column in range(6):
        make_offer(make_place(**at(0, column)), services=TOOLS)
    load_zones([statement("quarter", f"q{n}", block(n, n), ("commune", "59999")) for n in range(4)])
    gap_matrix("quarter", today=TODAY)
    with django_assert_max_num_queries(len(few)):
        gap_matrix("quarter", today=TODAY)


@pytest.mark.parametrize("role", ["coordinator", "elected", "data_steward"])
def test_every_role_reads_it_and_nobody_else(town, client, role):
    assert client.get(ADDRESS).status_code == 302
    client.force_login(make_user(role=role))
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    page = answer.content.decode()
    # Word, pictogram and pattern: never the colour alone.
    assert 'class="cover gap"' in page
    assert page.count("manque</a>") == page.count('class="cover gap" href')


def test_somebody_without_a_role_does_not(town, client):
    client.force_login(make_user(role=""))
    assert client.get(ADDRESS).status_code == 403


def test_a_moment_that_cannot_be_read_is_said_in_french(town, client):
    client.force_login(make_user())
    answer = client.get(ADDRESS, {"moment": "tuesday"})
    assert answer.status_code == 422
    assert "Dites un jour, et une heure" in answer.content.decode()
    asked = client.get(ADDRESS, {"moment": "mardi 18 h", "genre": "quarter", "minutes": "10"})
    assert "le mardi à 18 h" in asked.content.decode()


def test_nothing_loaded_says_what_to_load(client):
    client.force_login(make_user())
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert "Chargez d’abord des contours" in answer.content.decode()


def test_the_tables_hold_a_line_by_zone_need_and_condition(town, client):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    client.force_login(make_user())
    file = client.get(reverse("observatory:gaps_file", args=["csv"]), {"genre": "quarter"})
    lines = b"".join(file).decode("utf-8-sig").splitlines()
    matrix = gap_matrix("quarter", today=timezone.localdate())
    assert len(lines) == 1 + 2 * len(matrix.needs) * 5
    assert (
        "Ouest;ouest;quarter;120;Apprendre, en groupe ou seul;à toute heure;couvert"
        in "\n".join(lines)
    )
    ods = client.get(reverse("observatory:gaps_file", args=["ods"]), {"genre": "quarter"})
    with zipfile.ZipFile(io.BytesIO(ods.content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("content.xml").decode().count("<table:table-row>") == len(lines)
    assert client.get(reverse("observatory:gaps_file", args=["xlsx"])).status_code == 200


def test_a_base_that_says_no_theme_lacks_no_theme(town):
    """Files of producers know no theme: a column of gaps would only say that."""
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    assert not [one for one in matrix_of().needs if one.code.startswith("theme-")]
    make_offer(make_place(**at(2, 1)), services=TOOLS, themes=["rights"])
    _row, east = cell(matrix_of(minutes=5), "est", "theme-rights")
    assert east.cover is Cover.GAP


def test_the_command_says_the_same_to_a_program(town):
    make_offer(make_place(**at(1, 1)), services=TOOLS)
    out = io.StringIO()
    call_command("gaps", kind="quarter", minutes=5, json=True, stdout=out)
    said = json.loads(out.getvalue())
    west = next(zone for zone in said["zones"] if zone["code"] == "ouest")
    assert (west["people"], west["needs"]["apprendre"]["cover"]) == (120, "some")
    assert west["needs"]["apprendre"]["any"]["share_pct"] == 41.7
    out = io.StringIO()
    call_command("access", kind="quarter", need="apprendre", measure="part", minutes=5, json=True,
                 stdout=out)  # fmt: skip
    zones = json.loads(out.getvalue())["zones"]
    assert {zone["code"]: zone["value"] for zone in zones} == {"ouest": 41.667, "est": 0}
    with pytest.raises(CommandError, match="Dites un jour"):
        call_command("gaps", kind="quarter", moment="bientôt")
