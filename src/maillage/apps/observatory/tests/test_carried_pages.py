"""Zones for which an estimate is hard, as a page says them: each has its sentence, none a zero."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Dataset
from maillage.apps.observatory.tests.factories import (
    Zone,
    block,
    make_figure,
    make_grid,
    make_measure,
    make_zone,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
COMMUNE = ("commune", "59999")
MAP = "/pro/observatoire/cartes/fragilite/"
# Name of the quarter, its block of cells; the people and figures are in `town`.
QUARTERS = {
    "plein": (0, 0, 3, 2), "chevauche": (0, 1, 3, 3), "secret": (0, 6, 3, 2),
    "petit": (3, 0, 1, 2), "vide": (0, 4, 3, 2), "dehors": (40, 40, 3, 3),
    "a-moitie": (0, 2, 3, 2),
}  # fmt: skip


@pytest.fixture
def town(client):
    """Cells of 4 rows and 8 columns, nobody in two of them; three IRIS, one of them secret."""
    make_grid(people=lambda row, column: 0.0 if column in (4, 5) else 10.0, columns=8)
    iris = {"west": (0, 0, 4, 2), "middle": (0, 2, 4, 1), "east": (0, 3, 4, 5)}
    load_zones([statement("iris", code, block(*where), COMMUNE) for code, where in iris.items()])
    load_zones(
        [statement("quarter", code, block(*where), COMMUNE) for code, where in QUARTERS.items()]
    )
    measure = make_measure("fragilite", nom="Ménages fragiles", base_words="des ménages")
    dataset = Dataset.objects.get()
    for code, value in (("west", 20), ("middle", 40), ("east", None)):
        make_figure(Zone.objects.get(kind="iris", code=code), measure, value, dataset=dataset)
    client.force_login(make_user(role="elected"))
    return client


def said(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def lines_of(client, kind="quarter"):
    """Return value and origin, in the words of the table of the map, by name."""
    answer = client.get(f"{MAP}?genre={kind}")
    assert answer.status_code == 200
    rows = BeautifulSoup(answer.content, "html.parser").select("table tbody tr")
    cells = [[said(cell) for cell in row.select("td, th")] for row in rows]
    return {row[1]: (row[2], row[3].split(" · écart")[0]) for row in cells}


SENTENCES = {
    # Half of its people are in "chevauche" too: each counts all of its own.
    "Plein": ("20 %", "estimé, 2024, "
              "50 % de ses habitants sont aussi comptés dans un territoire voisin"),
    "Chevauche": ("30 %", "estimé, 2024, chiffre connu pour 66,7 % des habitants, "
                  "100 % de ses habitants sont aussi comptés dans un territoire voisin"),
    "A moitie": ("40 %", "estimé, 2024, chiffre connu pour 50 % des habitants, "
                 "100 % de ses habitants sont aussi comptés dans un territoire voisin"),
    "Secret": ("secret statistique",
               "tous les chiffres dont l’estimation partirait sont secrets ou absents"),
    "Petit": ("pas d’estimation", "moins de 5 carreaux habités : trop peu pour estimer"),
    "Vide": ("pas d’estimation", "les carreaux chargés n’y comptent aucun habitant"),
    "Dehors": ("pas d’estimation", "les carreaux chargés n’y comptent aucun habitant"),
}  # fmt: skip


@pytest.mark.parametrize("nom", SENTENCES)
def test_each_zone_that_is_hard_to_estimate_has_its_sentence_on_the_map(town, nom):
    assert lines_of(town)[nom] == SENTENCES[nom]


def test_the_page_of_a_zone_says_the_same_sentence(town):
    zone = Zone.objects.get(code="petit")
    answer = town.get(f"/pro/observatoire/territoires/{zone.slug}/")
    text = said(BeautifulSoup(answer.content, "html.parser").find("main"))
    assert "pas d’estimation" in text
    assert SENTENCES["Petit"][1] in text


def test_the_files_leave_the_number_empty_and_keep_how_much_is_known(town):
    answer = town.get(f"{MAP[:-1]}.csv?genre=quarter")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = {row["territoire"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert (rows["Secret"]["valeur"], rows["Secret"]["etat"]) == ("", "secret")
    assert (rows["Petit"]["valeur"], rows["Petit"]["etat"]) == ("", "missing")
    assert float(rows["A moitie"]["couverture_pct"].replace(",", ".")) == 50


def test_a_metropolis_of_which_a_commune_has_no_people_says_what_to_load(town):
    epci = make_zone("299999999", "epci", nom="Métropole")
    Zone.objects.filter(kind="commune").update(parent=epci)
    other = make_zone("59997", parent=epci)
    assert lines_of(town, "epci")["Métropole"] == (
        "pas d’estimation",
        "les habitants d’une de ses communes ne sont pas connus : chargez leur population",
    )
    Zone.objects.filter(pk=other.pk).update(population=240)
    value, how = lines_of(town, "epci")["Métropole"]
    # 120 people of 240 in cells have a number, and 240 more live where there is no cell.
    assert (value, how) == ("26,7 %", "estimé, 2024, chiffre connu pour 25 % des habitants")
