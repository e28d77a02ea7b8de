"""The dossier in words: one or many, small counts untold, each sum over what it is over."""

from dataclasses import replace

import pytest

from maillage.apps.directory.tests.factories import make_offer, make_organisation, make_place
from maillage.apps.observatory.models import Diagnosis, Figure
from maillage.apps.observatory.queries.dossier import dossier
from maillage.apps.observatory.queries.gaps import Cover
from maillage.apps.observatory.queries.printed import printed
from maillage.apps.observatory.queries.printed.gaps import MOST_HOLES, zones_by_need
from maillage.apps.observatory.queries.printed.needs import MOST_LINES
from maillage.apps.observatory.queries.support import forget
from maillage.apps.observatory.tests.factories import (
    OTHER,
    TODAY,
    TOOLS,
    Zone,
    at,
    block,
    make_dataset,
    make_figure,
    make_grid,
    make_measure,
    statement,
)
from maillage.apps.observatory.tests.registers import (
    make_diagnosis,
    make_finding,
    make_reference,
    make_structure_need,
)
from maillage.apps.territories.actions import load_zones
from maillage.core.access import UNHURRIED, Travel, Way

pytestmark = pytest.mark.django_db
COMMUNE = ("commune", "59999")


def plain(words):
    return words.replace("\xa0", " ").replace("\u202f", " ")


def said(found, title="Essai"):
    return printed(found, title=title)


def facts(kind="quarter"):
    forget()
    return said(dossier(kind, today=TODAY))


def joined(sentences):
    return plain(" ".join(sentences))


def load_quarters(**columns):
    """Load quarters that are columns of the grid, from their first column and their width."""
    load_zones(
        [statement("quarter", code, block(0, *where), COMMUNE) for code, where in columns.items()]
    )


def poor(**shares):
    measure = make_measure("poor_households_pct", nom="Ménages pauvres", base_words="des ménages")
    dataset = make_dataset("pauvrete", title="Pauvreté", producer="Insee (essai)")
    for code, share in shares.items():
        make_figure(Zone.objects.get(code=code), measure, share, dataset=dataset)


@pytest.fixture
def alone(db):
    """One quarter of 240 people, one place with one proposition, that says no hours."""
    make_grid()
    load_quarters(centre=(0, 4, 6))
    make_offer(make_place(nom="Le Fil", horaires="", **at(0, 0)), services=TOOLS)
    poor(centre=10.0)


@pytest.fixture
def three(db):
    """West of 180 people, middle of 120 and east of 60; two places, both in the west."""
    make_grid(rows=6)
    load_quarters(ouest=(0, 6, 3), milieu=(3, 6, 2), est=(5, 6, 1))
    for row, hours in ((0, ""), (1, "Mo-Fr 09:00-17:00")):
        place = make_place(nom=f"Lieu {row}", horaires=hours, languages=["ar"], **at(row, 0))
        make_offer(place, services=TOOLS)
        make_offer(place, services=OTHER)


# ---------------------------------------------------------------- one, many


def test_one_of_each_is_in_the_singular(alone):
    found = facts()
    assert plain(found["subtitle"]) == "1 quartier, au 10 mars 2026"
    assert [plain(f"{one['number']} {one['words']}") for one in found["figures"]] == [
        "240 habitants", "1 lieu", "1 proposition",
    ]  # fmt: skip
    assert found["figures"][1]["base"] == "ouvert au public dans la base"
    offers = joined(found["offers"]["sentences"])
    assert "La base tient 1 lieu ouvert au public et 1 proposition en cours." in offers
    assert "(1), 1 ne dit pas ses horaires." in offers
    essential = joined(found["essential"])
    assert "24 personnes" not in essential
    assert "20 personnes, estimation sur 1 territoire." in essential


def test_several_are_in_the_plural(three):
    poor(ouest=10.0, milieu=20.0, est=40.0)
    found = facts()
    assert plain(found["subtitle"]).startswith("3 quartiers")
    assert [plain(f"{one['number']} {one['words']}") for one in found["figures"]] == [
        "360 habitants", "2 lieux", "4 propositions",
    ]  # fmt: skip
    offers = joined(found["offers"]["sentences"])
    assert "La base tient 2 lieux ouverts au public et 4 propositions en cours." in offers
    assert "2 territoires n’ont aucun lieu dans leur périmètre : Est et Milieu." in offers
    assert "(2), 1 ne dit pas ses horaires." in offers
    lines = {line["nom"]: line for line in found["offers"]["lines"]}
    assert [lines["Ouest"][key] for key in ("places", "offers", "languages")] == ["2", "4", "1"]
    east = [lines["Est"][key] for key in ("places", "offers", "languages")]
    assert east == ["0 — non couvert", "0", "non dit"]
    # 18 + 24 + 24 people, by tens.
    assert "70 personnes, estimation sur 3 territoires." in joined(found["essential"])


def test_places_that_all_say_their_hours_are_not_said_to_lack_some(alone):
    Place = make_place(nom="Autre", horaires="Sa 10:00-12:00", **at(1, 1)).__class__
    Place.objects.update(horaires="Sa 10:00-12:00")
    assert "Tous les lieux de ces territoires disent" in joined(facts()["offers"]["sentences"])
    Place.objects.update(latitude=40.0)
    offers = joined(facts()["offers"]["sentences"])
    assert "horaires" not in offers
    assert "1 territoire n’a aucun lieu dans son périmètre : Centre." in offers


def test_more_than_twelve_names_are_not_all_said(db):
    make_grid()
    load_quarters(**{f"z{n:02}": (n / 3, 4, 1 / 3) for n in range(13)})
    offers = joined(facts()["offers"]["sentences"])
    assert "13 territoires n’ont aucun lieu" in offers
    assert "Z11…" in offers
    assert "Z12" not in offers


# ---------------------------------------------------------------- counts of people


def test_a_small_count_is_told_nowhere_not_even_by_its_terms(db):
    make_grid(lambda row, column: 1.0)
    load_quarters(centre=(0, 4, 6))
    poor(centre=25.0)
    found = facts()
    table = found["needs"]["table"]
    column = next(n for n, nom in enumerate(table["columns"]) if "équiper" in nom)
    assert plain(table["lines"][0][column]) == "moins de 11"
    assert "moins de 11 personnes" in joined(found["essential"])
    examples = [one["example"] for one in table["explained"] if "équiper" in one["nom"]]
    assert examples == [""]


def test_a_need_of_which_nobody_is_known_is_not_a_need_of_nobody(three):
    found = facts()
    assert "équiper" not in joined(found["essential"])
    assert "équiper" not in " ".join(found["needs"]["table"]["columns"])


def test_a_territory_without_a_figure_is_left_out_of_the_sum_and_said_so(three):
    poor(ouest=10.0, est=50.0)
    Figure.objects.filter(measure__code="grid_population", zone__code__endswith="-3").delete()
    Figure.objects.filter(measure__code="grid_population", zone__code__endswith="-4").delete()
    found = facts()
    table = found["needs"]["table"]
    column = next(n for n, nom in enumerate(table["columns"]) if "équiper" in nom)
    lines = {line[0]: plain(line[column]) for line in table["lines"]}
    assert lines == {"Ouest": "environ 20", "Est": "environ 30", "Milieu": "pas de chiffre"}
    assert "50 personnes, estimation sur 2 territoires." in joined(found["essential"])
    assert found["figures"][0]["number"] == "240"


def test_zones_of_most_people_in_need_come_first_and_a_paper_holds_so_many(db):
    make_grid()
    load_quarters(**{f"z{n:02}": (n / 8, 4, (n + 2) / 8) for n in range(MOST_LINES + 2)})
    table = facts()["needs"]["table"]
    assert len(table["lines"]) == MOST_LINES
    assert table["lines"][0][0] > "Z20"
    assert table["explained"][0]["example"].startswith(table["lines"][0][0])


# ---------------------------------------------------------------- printed numbers


def test_a_gap_is_in_points_for_shares_and_in_its_own_unit_for_the_rest(alone):
    for nom, unit, value, compared, _gap in GAPS:
        make_reference(nom=nom, unit=unit, value=value, compared=compared,
                       compared_population="ailleurs")  # fmt: skip
    make_reference(nom="Sans comparaison")
    lines = {one["nom"]: one for one in facts()["publics"]["references"]}
    assert "Sans comparaison" not in lines
    assert {nom: plain(lines[nom]["gap"]) for nom, *_ in GAPS} == {
        nom: gap for nom, *_, gap in GAPS
    }


GAPS = [
    ("Parts égales", "pct", 50.0, 50.0, "0 point"),
    ("Part plus haute", "pct", 51.5, 50.0, "+1,5 point"),
    ("Part plus basse", "pct", 48.0, 50.0, "−2 points"),
    ("Revenus", "eur", 15_000.0, 16_200.0, "−1 200 €"),
    ("Revenus égaux", "eur", 15_000.0, 15_000.0, "0 €"),
    ("Attente", "min", 12.5, 10.0, "+2,5 min"),
]


# ---------------------------------------------------------------- the map and what is beside


def test_the_first_measure_is_said_from_its_least_to_its_most_without_the_unknown(three):
    poor(ouest=10.0, milieu=None, est=40.0)
    make_figure(Zone.objects.get(kind="commune"), Figure.objects.get(value=40.0).measure, 22.5)
    found = facts()
    assert "Ménages pauvres : de 10 % (Ouest) à 40 % (Est)." in joined(found["essential"])
    words = plain(found["needs"]["maps"][0]["words"])
    assert words.endswith("À côté : 59999 : 22,5 % (publié, 2024).")


def test_nothing_is_said_to_be_beside_when_nothing_is_known_there(three):
    poor(ouest=10.0, milieu=20.0, est=40.0)
    assert "À côté" not in facts()["needs"]["maps"][0]["words"]


# ---------------------------------------------------------------- what lacks


def test_every_crossing_is_in_one_count(three):
    found = dossier("quarter", today=TODAY)
    cells = [cell.cover for row in found.gaps.rows for cell in row.cells]
    n = {cover: cells.count(cover) for cover in Cover}
    assert len({n[Cover.GAP], n[Cover.SOME], n[Cover.COVERED], n[Cover.UNKNOWN]}) > 2
    assert plain(said(found)["gaps"]["sentences"][0]) == (
        f"Sur {len(cells)} croisements d’un territoire et d’un besoin : {n[Cover.GAP]} manque"
        f"{'s' * (n[Cover.GAP] > 1)}, {n[Cover.SOME]} pour certains habitants seulement, "
        f"{n[Cover.COVERED]} couvert{'s' * (n[Cover.COVERED] > 1)}, {n[Cover.UNKNOWN]} dont on "
        "ne sait rien, faute de description."
    )
    row = replace(found.gaps.rows[0], cells=found.gaps.rows[0].cells[:1])
    one = said(replace(found, gaps=replace(found.gaps, rows=[row])))["gaps"]["sentences"][0]
    assert one.startswith("Sur 1 croisement d’un territoire")


def test_needs_that_lack_to_most_people_come_first_and_zones_too(three):
    found = dossier("quarter", today=TODAY)
    lacking = zones_by_need(found.gaps.rows, Cover.GAP)
    people = [sum(row.people for row in rows) for _, rows in lacking]
    assert people == sorted(people, reverse=True)
    assert all(
        cell.cover is Cover.GAP
        for need, rows in lacking
        for row in rows
        for cell in row.cells
        if cell.need.label == need
    )
    first = [need for need, _ in lacking[:2]]
    essential = joined(said(found)["essential"])
    assert all(f"{need} : aucun lieu à 15 minutes" in essential for need in first)
    assert [line["nom"] for line in said(found)["gaps"]["table"]["lines"]] == [
        "Ouest", "Milieu", "Est",
    ]  # fmt: skip


def test_a_place_without_a_position_is_said_not_to_be_counted(three):
    found = dossier("quarter", today=TODAY)
    for n, words in ((0, ""), (1, "1 lieu sans position n’a pas pu"), (2, "2 lieux sans position")):
        gaps = said(replace(found, gaps=replace(found.gaps, n_without_position=n)))["gaps"]
        assert ("sans position" in joined(gaps["sentences"])) is (n > 0)
        assert words in joined(gaps["sentences"])


@pytest.mark.parametrize(
    ("travel", "here", "not_here"),
    [
        (Travel(Way.STRAIGHT, UNHURRIED, 1.3), "à vol d’oiseau, allongées de 30 %", "les rues"),
        (Travel(Way.STRAIGHT, UNHURRIED, 1.5), "allongées de 50 %", "30 %"),
        (Travel(Way.STREETS, UNHURRIED), "Les distances suivent les rues.", "vol d’oiseau"),
        (Travel(Way.MIXED, UNHURRIED, 1.3), "suivent les rues ; loin de toute rue", "autre"),
    ],
)
def test_distances_are_said_as_they_were_counted(three, travel, here, not_here):
    found = dossier("quarter", today=TODAY)
    made = said(replace(found, gaps=replace(found.gaps, travel=travel)))
    assert here in plain(made["gaps"]["reading"])
    assert not_here not in plain(made["gaps"]["reading"])
    how = plain(made["methods"][-1])
    assert ("vol d’oiseau" in how) is (travel.way is not Way.STREETS)
    assert ("par les rues" in how) is (travel.way is not Way.STRAIGHT)


def test_a_paper_holds_so_many_holes(three, monkeypatch):
    found = dossier("quarter", today=TODAY)
    assert 0 < len(said(found)["gaps"]["holes"]) <= MOST_HOLES
    monkeypatch.setattr("maillage.apps.observatory.queries.printed.gaps.MOST_HOLES", 1)
    assert len(said(found)["gaps"]["holes"]) == 1


def test_without_a_matrix_what_people_said_is_still_printed(three):
    make_structure_need(make_organisation(nom="Le Métier"))
    make_finding("Les files s’allongent.")
    found = replace(dossier("quarter", today=TODAY), gaps=None)
    gaps = said(found)["gaps"]
    assert [one["nom"] for one in gaps["structures"]] == ["Le Métier"]
    assert [one["text"] for one in gaps["findings"]] == ["Les files s’allongent."]
    assert (gaps["sentences"], gaps["holes"], gaps["table"]) == ([], [], {})
    assert [one["words"] for one in said(found)["figures"]] == ["lieux", "propositions"]


# ---------------------------------------------------------------- for whom


def test_it_is_said_for_whom_the_diagnosis_is(alone):
    assert "porte sur tous les habitants" in joined(facts()["publics"]["sentences"])
    make_diagnosis()
    assert "Aucun public n’a encore été choisi" in joined(facts()["publics"]["sentences"])
    Diagnosis.objects.update(publics=["Seniors (+ 65 ans)"], publics_why="Un habitant sur trois.")
    sentences = facts()["publics"]["sentences"]
    assert "Seniors (+ 65 ans)" in sentences[0]
    assert sentences[1] == "Un habitant sur trois."
    assert "cessé de valoir" not in joined(sentences)


def test_outlines_that_ended_say_since_when(alone):
    Zone.objects.filter(kind="quarter").update(valid_to=TODAY.replace(year=2024))
    assert "a cessé de valoir le 10 mars 2024" in joined(facts()["publics"]["sentences"])
