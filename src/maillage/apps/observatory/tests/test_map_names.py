"""Names on the maps of figures: where one has no room its rank stands, told by table or words."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.queries.drawn import drawn_map, numbered_map, numbers_words
from maillage.apps.observatory.queries.maps import zone_map
from maillage.apps.observatory.tests.factories import (
    COMMUNE,
    TODAY,
    Zone,
    block,
    make_figure,
    make_measure,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db
LONG = "Quartier de la longue rue du Moulin et de la place du Marché aux grains de la ville"


@pytest.fixture
def measure():
    """Nine quarters side by side: the one in the middle has a name that holds nowhere."""
    load_zones([statement(*COMMUNE, block(0, 0, 3, 3))])
    made = make_measure()
    for n in range(9):
        code = f"q{n}"
        said = statement("quarter", code, block(n // 3, n % 3), COMMUNE)
        load_zones([replace(said, nom=LONG) if n == 4 else said])
        make_figure(Zone.objects.get(kind="quarter", code=code), made, 50 - n)
    return made


def names(svg):
    soup = BeautifulSoup(svg, "html.parser")
    return {" ".join(one.get_text(" ").split()) for one in soup.select(".m-name text")}


def test_a_name_without_room_is_its_rank_and_the_words_tell_it(measure):
    found = zone_map(measure, "quarter", today=TODAY)
    drawn = numbered_map(found, today=TODAY)
    # Fifth of nine, from the greatest.
    assert [(number, line.number) for number, line in drawn.numbered] == [("5", 46)]
    assert names(drawn.svg) == {*(f"Q{n}" for n in range(9) if n != 4), "5"}
    assert numbers_words(drawn).startswith("Numéros sur la carte : 5 Quartier de la longue rue")
    # Where nothing tells the number, none is drawn.
    assert names(drawn_map(found, today=TODAY)) == {f"Q{n}" for n in range(9) if n != 4}
    assert numbered_map(found, today=TODAY, most=8).numbered == []


def test_the_page_says_that_a_number_is_the_rank_of_its_table(measure, client):
    client.force_login(make_user(role="elected"))
    answer = client.get(f"/pro/observatoire/cartes/{measure.code}/?genre=quarter")
    soup = BeautifulSoup(answer.content, "html.parser")
    said = " ".join(soup.get_text(" ").split())
    assert "Un numéro, là où un nom n’a pas la place, est le rang dans le tableau." in said
    (row,) = [one for one in soup.select("tr[data-zone]") if one.td.text == "5"]
    assert "longue rue" in row.th.text
    Zone.objects.filter(kind="quarter", nom=LONG).update(nom="Court")
    assert "Un numéro" not in client.get(answer.request["PATH_INFO"] + "?genre=quarter").text
