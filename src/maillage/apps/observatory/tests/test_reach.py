"""Access and siting when the data are poor: nobody, no place, no position, another unit."""

import csv
import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from maillage.apps.directory.tests.factories import Place, make_offer, make_place, make_user
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.reach import Ask, access_map, asked_by_code
from maillage.apps.observatory.queries.siting import Aim, Outcome, Wish, site
from maillage.apps.observatory.queries.siting.words import finding_words, why_words
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import OTHER, TODAY
from maillage.apps.observatory.tests.test_streets import words

pytestmark = pytest.mark.django_db

ACCESS, SITING = "/pro/observatoire/acces/", "/pro/observatoire/implanter/"
QUARTERS = {"besoin": "apprendre", "genre": "quarter"}


@pytest.fixture
def desk(client):
    client.force_login(make_user())
    return client


@pytest.fixture
def nobody(nine_cells):
    """The same town where nobody is counted."""
    Figure.objects.update(value=0)
    forget()


@pytest.mark.parametrize("measure", list(Ask))
def test_where_nobody_is_counted_nothing_is_said(nobody, desk, measure):
    answer = desk.get(ACCESS, QUARTERS | {"mesure": measure})
    assert answer.status_code == 200
    assert "Ouest on ne sait pas" in words(answer)
    assert "Aucun habitant n’est compté dans ces territoires" in words(answer)
    found = access_map("quarter", today=TODAY, ask=measure, need=asked_by_code("apprendre"))
    assert {row.value for row in found.rows} == {None}
    rows = csv.DictReader(
        io.StringIO(
            b"".join(desk.get(f"{ACCESS}tableau.csv", QUARTERS | {"mesure": measure})).decode(
                "utf-8-sig"
            )
        ),
        delimiter=";",
    )
    assert {row["valeur"] for row in rows} == {""}


@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("room", [None, 60])
def test_where_nobody_is_counted_no_place_is_chosen(nobody, desk, aim, room):
    found = site(Wish("quarter", "apprendre", aim, room=room), today=TODAY)
    assert (found.outcome, found.chosen) == (Outcome.USELESS, ())
    assert "aucun habitant n’est compté" in finding_words(found)
    asked = QUARTERS | {"but": str(aim)} | ({"accueil": str(room)} if room else {})
    answer = desk.get(SITING, asked)
    assert answer.status_code == 200
    assert "aucun habitant n’est compté" in words(answer)


@pytest.mark.parametrize("measure", list(Ask))
def test_a_need_that_no_place_answers_is_said(nine_cells, desk, measure):
    answer = desk.get(ACCESS, {"besoin": "sante", "genre": "quarter", "mesure": measure})
    assert answer.status_code == 200
    assert "Aucun lieu décrit ne répond à cette demande" in words(answer)


def test_no_place_in_reach_is_not_zero_minutes(nine_cells, desk):
    # The only place that teaches is on the other side of the Earth: no trip is that long.
    Place.objects.filter(nom="École").update(latitude=-0.5, longitude=-177.0)
    forget()
    found = access_map("quarter", today=TODAY, ask=Ask.SHARE, need=asked_by_code("apprendre"))
    assert {row.value for row in found.rows} == {0}
    sited = site(Wish("quarter", "apprendre", Aim.FEWEST, minutes=5), today=TODAY)
    assert sited.outcome is Outcome.IMPOSSIBLE
    assert "n’auraient aucun lieu" in why_words(sited)[0]
    assert desk.get(SITING, QUARTERS).status_code == 200


def test_a_place_without_position_is_counted_apart(nine_cells, desk):
    Place.objects.update(latitude=None, longitude=None)
    forget()
    said = words(desk.get(ACCESS, QUARTERS))
    assert "1 lieu sans position n’est pas compté." in said
    sited = site(Wish("quarter", "apprendre"), today=TODAY)
    assert (sited.outcome, sited.given.candidates) == (Outcome.USELESS, [])


def test_a_position_in_metres_never_reaches_access(nine_cells):
    with pytest.raises(IntegrityError, match=r"(?i)check"):
        make_offer(make_place(nom="Lambert", latitude=7_059_000, longitude=704_000), services=OTHER)


@pytest.mark.parametrize("minutes", ["0", "-5", "600", "10 m", "1e3", "dix"])
def test_minutes_that_are_none_are_refused_beside_their_field(nine_cells, desk, minutes):
    answer = desk.get(ACCESS, QUARTERS | {"minutes": minutes})
    assert answer.status_code == 422
    assert "id_minutes_error" in answer.content.decode()


def test_a_measure_bears_its_unit_in_the_page_and_in_the_file(nine_cells, desk, capsys):
    for measure, unit in ((Ask.MINUTES, "min"), (Ask.SHARE, "pct")):
        body = b"".join(desk.get(f"{ACCESS}tableau.csv", QUARTERS | {"mesure": measure}))
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
        assert {row["unite"] for row in rows} == {unit}
        assert all("km/h" in row["calcul"] for row in rows)
    call_command("access", "--kind", "quarter", "--need", "apprendre", "--json")
    assert '"way": "straight"' in capsys.readouterr().out
