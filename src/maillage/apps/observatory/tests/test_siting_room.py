"""Siting when a new place receives only so many people: the town of test_siting, by head."""

import csv
import io
import json
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError

from maillage.apps.directory.tests.factories import Place, make_user
from maillage.apps.observatory.queries.siting import Aim, Outcome, Wish, site
from maillage.apps.observatory.queries.siting import given as giving
from maillage.apps.observatory.queries.siting.words import room_words, sure_words, why_words
from maillage.apps.observatory.tests.factories import TODAY, at
from maillage.apps.observatory.tests.siting import ADDRESS, CELL_MIN, names, sited

pytestmark = pytest.mark.django_db


def plain(sentences):
    return " ".join(sentences).replace("\u00a0", " ").replace("\u202f", " ")


def test_who_has_no_room_stays_with_what_is_there(nine_cells):
    found = sited(room=60)
    assert (found.outcome, names(found)) == (Outcome.BEST, ["Est"])
    # Sixty of the last cell, who gain most; forty go on walking eight cells.
    everybody = found.measured.all
    assert everybody.after.mean_min == pytest.approx((280 + 40 * 8) / 180 * CELL_MIN, rel=1e-3)
    assert found.objective == pytest.approx(everybody.after.mean_min, rel=1e-6)
    assert list(found.nearer) == [pytest.approx(60)]
    # Cells 5, 6, 7 and forty of the last would rather go there; in the fifth, it is the same.
    crowded = {one.nom: one.people for one in found.crowded}
    assert crowded["Est"] == pytest.approx(60)
    assert crowded["Ouest"] == pytest.approx(10) or crowded["Ouest"] == pytest.approx(20)
    assert "Faute de place" in plain(room_words(found))
    # Minutes of today are those of everybody, whole.
    assert everybody.before == sited().measured.all.before


def test_those_within_the_minutes_count_only_with_room(nine_cells):
    found = sited(aim=Aim.COVER, minutes=10, room=60)
    assert (names(found), found.objective) == (["Est"], pytest.approx(90))
    assert found.measured.all.after.shares_pct[10] == pytest.approx(50)
    assert sum(one.people for one in found.crowded) == pytest.approx(60)
    assert "60 habitants resteraient sans lieu à moins de 10 minutes" in plain(room_words(found))
    two = sited(aim=Aim.COVER, minutes=10, n_new=2, room=60)
    assert (sorted(names(two)), two.objective) == (["Est", "Milieu"], pytest.approx(130))
    assert dict(zip(names(two), two.nearer, strict=True))["Est"] == pytest.approx(60)


def test_who_is_far_takes_no_room_from_who_would_be_within_the_minutes(nine_cells):
    # Without a place in the east, those of the last cell would save four cells, still too far.
    Place.objects.filter(nom="Est").update(**at(0, 4))
    found = sited(aim=Aim.COVER, minutes=10, room=40)
    assert found.objective == pytest.approx(70)
    assert found.measured.all.after.shares_pct[10] == pytest.approx(100 * 70 / 180)


def test_the_longest_way_shares_people_out(nine_cells):
    # Two places of sixty for 130 people beyond the fourth cell: ten of cell 5 walk five cells.
    found = sited(aim=Aim.FARTHEST, n_new=2, room=60)
    assert found.objective == pytest.approx(5 * CELL_MIN, rel=1e-3)
    assert sited(aim=Aim.FARTHEST, n_new=2).objective < found.objective


def test_the_fewest_with_room_and_where_it_lacks(nine_cells):
    found = sited(aim=Aim.FEWEST, minutes=10, room=110)
    assert (found.outcome, found.objective) == (Outcome.BEST, 2)
    narrow = sited(aim=Aim.FEWEST, minutes=10, room=60)
    assert (narrow.outcome, narrow.narrow.people, narrow.narrow.room) == (
        Outcome.IMPOSSIBLE, pytest.approx(110), pytest.approx(60),
    )  # fmt: skip
    assert [one.nom for one in narrow.narrow.zones] == ["Est"]
    words = plain(why_words(narrow))
    assert "Trop peu de place pour 110 habitants" in words
    assert "reçoit plus d’habitants" in words


def test_too_few_places_for_all_are_counted(nine_cells):
    found = site(Wish("quarter", "sante", n_new=2, room=60), today=TODAY)
    assert (found.outcome, found.narrow.people, found.narrow.room) == (Outcome.IMPOSSIBLE, 180, 120)
    assert "Il faut recevoir 180 habitants" in plain(why_words(found))
    covered = site(Wish("quarter", "sante", Aim.COVER, n_new=2, room=60), today=TODAY)
    assert covered.objective == pytest.approx(120)
    # Whoever has no room has no place at all: no mean.
    assert covered.measured.all.after.mean_min is None


@pytest.mark.parametrize("aim", list(Aim))
def test_room_for_all_is_no_limit(nine_cells, aim):
    asked = {"aim": aim, "minutes": 10, "n_new": 2}
    wide, free = sited(**asked, room=10_000), sited(**asked)
    assert (names(wide), wide.objective) == (names(free), pytest.approx(free.objective))
    assert not wide.crowded
    for a, b in zip(wide.measured.lines, free.measured.lines, strict=True):
        assert a.after.mean_min == pytest.approx(b.after.mean_min, rel=1e-6)
    assert "c’est assez" in plain(room_words(wide))


def test_fewer_points_are_shared_out_and_the_page_says_so(nine_cells, monkeypatch):
    monkeypatch.setattr(giving, "MOST_SHARED", 5)
    assert sited().given.demand.side_m is None
    found = sited(room=60)
    assert found.given.demand.side_m is not None
    assert "carrés de" in plain(sure_words(found))


def test_the_page_the_file_and_the_command_say_who_is_left_out(nine_cells, client, capsys):
    client.force_login(make_user())
    asked = {"besoin": "apprendre", "genre": "quarter", "accueil": "60", "but": "couvrir",
             "minutes": "10"}  # fmt: skip
    page = client.get(ADDRESS, asked).content.decode()
    assert "Faute de place" in page
    assert 'value="60"' in page
    assert "accueil=60" in page  # the files are of the same question
    rows = csv.DictReader(
        io.StringIO(b"".join(client.get(f"{ADDRESS}tableau.csv", asked)).decode("utf-8-sig")),
        delimiter=";",
    )
    left = {row["nom"]: row["habitants_sans_place"] for row in rows if row["code"]}
    assert left == {"Ouest": "", "Est": "60"}
    call_command("site", "apprendre", "--kind", "quarter", "--room", "60", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["chosen"][0]["people"] == pytest.approx(60)
    assert said["crowded"]["Est"] == pytest.approx(60)
    with pytest.raises(CommandError, match="au moins 1"):
        call_command("site", "apprendre", "--kind", "quarter", "--room", "0")


@pytest.mark.parametrize("room", ["0", "-5", "beaucoup", "1e9", "99999999999999"])
def test_a_room_that_is_none_is_refused_beside_its_field(nine_cells, client, room):
    client.force_login(make_user())
    page = client.get(ADDRESS, {"besoin": "apprendre", "genre": "quarter", "accueil": room})
    assert "id_accueil_error" in page.content.decode()
    assert "Les endroits choisis" not in page.content.decode()


# ---------------------------------------------------------------- two choices


def main_of(answer):
    return BeautifulSoup(answer.content, "html.parser").find("main")


def test_two_choices_are_put_side_by_side(nine_cells, client):
    client.force_login(make_user())
    first = main_of(client.get(ADDRESS, {"besoin": "apprendre", "genre": "quarter"}))
    assert len(first.select("svg.choro")) == 2  # today, and with these places
    keep = first.find("a", string="Garder ce choix pour le comparer à un autre")["href"]
    kept = parse_qs(keep.lstrip("?"))["contre"][0]
    # The same choice is no other one: the page says what to do next.
    assert "changez une case" in main_of(client.get(ADDRESS + keep)).get_text()
    asked = {"besoin": "apprendre", "genre": "quarter", "accueil": "60", "contre": kept}
    page = main_of(client.get(ADDRESS, asked))
    ids = [one["id"] for one in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert len(page.select("svg.choro")) == 3
    section = page.select_one("[aria-labelledby=compare]")
    rows = {
        row.th.get_text(): [cell.get_text().replace("\u00a0", " ") for cell in row.select("td")]
        for row in section.select("tbody tr")
    }
    means = [sum([10 * sum(range(8)), 800]), 280 + 40 * 8, 10 * 16]
    said = [
        f"{mean / 180 * CELL_MIN:.1f}".replace(".", ",").removesuffix(",0") + " min"
        for mean in means
    ]
    assert rows["Tous les habitants regardés : trajet moyen"] == said
    assert rows["Lieux choisis"] == ["", "Est", "Est"]
    assert set(rows) > {"Est", "Ouest"}
    # On paper there is no form: what was asked is written.
    asked_on_paper = page.select_one("p.on-paper").get_text()
    assert "le trajet moyen le plus court, les lieux publics" in asked_on_paper
    assert "60 habitants par lieu au plus" in asked_on_paper.replace("\u00a0", " ")
    # The form carries the choice that was kept.
    assert page.select_one("form input[name=contre]")["value"] == kept
    assert "contre" not in section.find("a", string="Ne plus comparer")["href"]


@pytest.mark.parametrize(
    ("kept", "refused"),
    [
        ("besoin=sante&genre=quarter", True),
        ("besoin=apprendre&genre=qpv&lieux=2", True),
        ("besoin=apprendre&genre=quarter&pas=ordinaire", True),
        ("besoin=inconnu", False),
        ("x" * 500, False),
        ("contre=contre&%00", False),
    ],
)
def test_choices_of_other_people_or_needs_are_not_compared(nine_cells, client, kept, refused):
    client.force_login(make_user())
    answer = client.get(ADDRESS, {"besoin": "apprendre", "genre": "quarter", "contre": kept})
    assert answer.status_code == 200
    page = main_of(answer)
    assert ("ils ne se comparent pas" in page.get_text()) == refused
    assert not page.select("[aria-labelledby=compare] table")
