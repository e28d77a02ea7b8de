"""Siting on a town of twenty-four cells, where the best place is known by head."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from maillage.apps.directory.tests.factories import Place, make_offer, make_place, make_user
from maillage.apps.observatory.models import Figure
from maillage.apps.observatory.queries.siting import Aim, Candidates, Outcome, Wish, site
from maillage.apps.observatory.queries.siting import answer as answering
from maillage.apps.observatory.queries.siting import given as giving
from maillage.apps.observatory.queries.siting.words import finding_words, sure_words, why_words
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    TODAY,
    TOOLS,
    at,
)
from maillage.apps.observatory.tests.siting import ADDRESS, CELL_MIN, names, sited
from maillage.core.siting import Siting, Status

pytestmark = pytest.mark.django_db


def test_the_place_where_most_people_are_is_the_best_on_average(nine_cells):
    found = sited()
    assert (found.outcome, names(found)) == (Outcome.BEST, ["Est"])
    # Before: 10 people in each cell k, k cells away, 100 of them at 8. After: the nearer end.
    before = (10 * sum(range(8)) + 100 * 8) / 180
    after = 10 * (0 + 1 + 2 + 3 + 4 + 3 + 2 + 1) / 180
    everybody = found.measured.all
    assert everybody.people == 180
    assert everybody.before.mean_min == pytest.approx(before * CELL_MIN, rel=1e-3)
    assert everybody.after.mean_min == pytest.approx(after * CELL_MIN, rel=1e-3)
    assert found.objective == pytest.approx(everybody.after.mean_min, rel=1e-6)
    # The last four cells are nearer to it; the fifth is as far from both ends, but for a rounding.
    assert found.nearer[0] in (130, 140)


def test_nobody_too_far_prefers_the_place_that_helps_the_farthest(nine_cells):
    found = sited(aim=Aim.FARTHEST, n_new=1)
    assert names(found) == ["Est"]
    assert found.objective == pytest.approx(4 * CELL_MIN, rel=1e-3)


def test_to_cover_counts_people_within_the_minutes(nine_cells):
    # 10 minutes are 512 m of straight line: two cells on each side.
    found = sited(aim=Aim.COVER, minutes=10)
    assert (names(found), found.objective) == (["Est"], pytest.approx(30 + 120))
    assert found.measured.all.after.shares_pct[10] == pytest.approx(100 * 150 / 180)
    two = sited(aim=Aim.COVER, minutes=10, n_new=2)
    assert (sorted(names(two)), two.objective) == (["Est", "Milieu"], pytest.approx(180))


def test_the_fewest_places_and_whom_none_reaches(nine_cells):
    found = sited(aim=Aim.FEWEST, minutes=10)
    assert (found.outcome, sorted(names(found)), found.objective) == (
        Outcome.BEST, ["Est", "Milieu"], 2,
    )  # fmt: skip
    # 5 minutes are one cell: the seventh has nothing beside it.
    lost = sited(aim=Aim.FEWEST, minutes=5)
    assert (lost.outcome, lost.chosen) == (Outcome.IMPOSSIBLE, ())
    assert {one.nom: one.people for one in lost.unreached} == {"Est": 10}
    # So few are not counted aloud.
    assert "moins de 11 habitants" in why_words(lost)[0].replace("\u00a0", " ")


def test_the_floor_puts_a_place_in_the_priority_neighbourhood(nine_cells):
    Figure.objects.filter(zone__code="c0-4").update(value=900)
    forget()
    assert names(sited(minutes=5)) == ["Milieu"]
    assert names(sited(minutes=5, floor=True)) == ["Est"]
    Place.objects.filter(nom="Est").update(**at(0, 5))
    none = sited(minutes=5, floor=True)
    assert (none.outcome, list(none.below_floor)) == (Outcome.IMPOSSIBLE, ["Prioritaire"])
    assert "Prioritaire" in why_words(none)[0]


def test_priority_neighbourhoods_are_read_beside_the_rest(nine_cells):
    seen = sited().measured
    assert (seen.priority.people, seen.others.people) == (110, 70)
    assert seen.priority.before.mean_min == pytest.approx(870 / 110 * CELL_MIN, rel=1e-3)
    assert seen.priority.after.mean_min == pytest.approx(10 / 110 * CELL_MIN, rel=1e-3)
    assert seen.gini_after != seen.gini_before


def test_middles_of_the_zones_are_candidates(nine_cells):
    found = sited(candidates=Candidates.MIDDLES)
    assert names(found) == ["Est"]
    assert found.chosen[0].place_id is None


def test_what_brings_nobody_nearer_is_not_chosen(nine_cells):
    found = sited(n_new=6)
    assert len(found.chosen) == 3  # there are only three
    assert any("6 lieux étaient demandés" in one for one in sure_words(found))
    for column in (1, 4, 8):
        make_offer(make_place(nom=f"Fait {column}", **at(0, column)), services=TOOLS)
    useless = sited()
    assert (useless.outcome, useless.chosen) == (Outcome.USELESS, ())
    assert "aucun des endroits" in finding_words(useless)


def test_without_any_place_before_is_not_zero(nine_cells):
    found = site(Wish("quarter", "sante"), today=TODAY)
    assert found.measured.all.before.mean_min is None
    assert found.measured.gini_before is None
    assert "« aucun lieu »" in finding_words(found)


def test_time_that_runs_out_is_said_with_how_far_from_the_best(nine_cells, monkeypatch):
    def late(cost, people, p, **rest):
        return Siting(Status.BEST_FOUND, (0, 3), objective=180 * 9.0, bound=180 * 8.1, gap=0.1)

    monkeypatch.setattr(answering, "p_median", late)
    words = " ".join(sure_words(sited())).replace("\u00a0", " ")
    assert "8,1 minutes en moyenne" in words
    assert "10 %" in words
    monkeypatch.setattr(
        answering, "p_median", lambda *a, **k: Siting(Status.UNDECIDED, bound=180.0)
    )
    found = sited()
    assert found.outcome is Outcome.UNDECIDED
    assert "n’a pas trouvé" in finding_words(found)


def test_many_points_are_put_together_and_the_page_says_so(nine_cells, monkeypatch):
    whole = sited()
    monkeypatch.setattr(giving, "MOST_POINTS", 5)
    found = sited()
    assert found.given.demand.side_m is not None
    assert len(found.given.demand.people) <= 5
    assert found.given.demand.people.sum() == pytest.approx(180)
    # What is shown is worked out cell by cell all the same.
    assert names(found) == names(whole)
    assert found.measured.all == whole.measured.all
    assert any("carrés de" in one for one in sure_words(found))


def test_many_candidates_keep_those_that_gain_most(nine_cells, monkeypatch):
    monkeypatch.setitem(answering.MOST_CANDIDATES, Aim.CLOSEST, 1)
    found = sited()
    assert (found.n_useful, found.n_kept, names(found)) == (3, 1, ["Est"])
    assert any("3 endroits" in one for one in sure_words(found))


# ---------------------------------------------------------------- the page


def test_the_page_says_the_finding_the_map_and_the_files(nine_cells, client):
    client.force_login(make_user())
    page = client.get(ADDRESS, {"besoin": "apprendre", "genre": "quarter"}).content.decode()
    assert "Avec 1 lieu de plus" in page
    assert 'class="choro"' in page
    assert "<title>1. Est</title>" in page
    assert "Quartiers prioritaires" in page
    query = "?besoin=apprendre&amp;genre=quarter"
    assert "tableau.ods?" in page
    assert query.split("&")[0].lstrip("?") in page


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_files_bear_the_chosen_place_and_the_zones(nine_cells, client, ending):
    client.force_login(make_user())
    address = reverse("observatory:implant_file", args=[ending])
    response = client.get(address, {"besoin": "apprendre", "genre": "quarter"})
    body = b"".join(response) if response.streaming else response.content
    if ending != "csv":
        part = "content.xml" if ending == "ods" else None
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = [part] if part else packed.namelist()
            body = b"".join(packed.read(name) for name in parts)
    text = body.decode("utf-8", "replace")
    assert "lieu choisi" in text
    assert "Ouest" in text


@pytest.mark.parametrize(
    "asked",
    [
        {"besoin": "inconnu"},
        {"besoin": "apprendre", "lieux": "7"},
        {"besoin": "apprendre", "lieux": "-1"},
        {"besoin": "apprendre", "but": "tout"},
        {"besoin": "apprendre", "parmi": "<b>"},
        {"besoin": "apprendre", "genre": "planete"},
        {"besoin": "apprendre", "minutes": "1e9"},
        {"besoin": "apprendre\x00"},
    ],
)
def test_what_is_no_question_is_refused_in_words(nine_cells, client, asked):
    client.force_login(make_user())
    response = client.get(ADDRESS, asked)
    assert response.status_code in (200, 400)
    assert "Les endroits choisis" not in response.content.decode()
    table = client.get(reverse("observatory:implant_file", args=["csv"]), asked)
    assert table.status_code in (200, 400)


def test_nothing_is_worked_out_before_a_need_is_said(nine_cells, client, monkeypatch):
    monkeypatch.setattr("maillage.apps.observatory.views.siting.site", pytest.fail)
    client.force_login(make_user())
    assert client.get(ADDRESS).status_code == 200


def test_without_territory_the_page_says_what_to_load(client):
    client.force_login(make_user())
    assert "Chargez d’abord des contours" in client.get(ADDRESS).content.decode()


def test_who_is_not_signed_in_reads_nothing(nine_cells, client):
    for address in (ADDRESS, reverse("observatory:implant_file", args=["csv"])):
        response = client.get(address, {"besoin": "apprendre"})
        assert response.status_code == 302


def test_the_command_says_the_same_as_the_page(nine_cells, capsys):
    call_command("site", "apprendre", "--kind", "quarter", "--json")
    said = json.loads(capsys.readouterr().out)
    assert [one["nom"] for one in said["chosen"]] == ["Est"]
    assert said["outcome"] == "best"
    call_command("site", "apprendre", "--kind", "quarter")
    assert "Avec 1 lieu de plus" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("site", "inconnu")
