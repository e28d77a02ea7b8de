"""In which zone a place lies is read once: pages, sheet and dossier count the same."""

import pytest

from maillage.apps.directory.queries.supply import supply
from maillage.apps.directory.tests.factories import make_offer, make_place, make_user
from maillage.apps.observatory.actions.diagnosis import start_diagnosis
from maillage.apps.observatory.queries.diagnosis import offer_census
from maillage.apps.observatory.queries.dossier import dossier
from maillage.apps.observatory.queries.inside import places_by_zone, zones_of_places
from maillage.apps.observatory.queries.steering import steering
from maillage.apps.observatory.tests.factories import (
    NOW,
    TODAY,
    Zone,
    at,
    block,
    make_grid,
    make_zone,
    statement,
)
from maillage.apps.territories.actions import load_zones

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A quarter with an outline, and one of which only the name is known; a place in each."""
    make_grid()
    load_zones([statement("quarter", "ouest", block(0, 0, 4, 3), ("commune", "59999"))])
    named = make_zone("faubourg", "quarter", nom="Le Faubourg",
                      parent=Zone.objects.get(code="59999"))  # fmt: skip
    commune = Zone.objects.get(code="59999")
    drawn = make_place(nom="Le Fil", **at(0, 0))
    said = make_place(nom="Le Métier", quarter_zone=named, commune_zone=commune, **at(0, 5))
    for place in (drawn, said):
        make_offer(place)
    return {"named": named, "drawn": drawn, "said": said, "commune": commune}


def test_a_quarter_without_an_outline_has_its_places_everywhere(town):
    """The sheet had them and the dossier had none."""
    found = dossier("quarter", today=TODAY)
    counted = {one.zone.nom: one.n_places for one in found.offers}
    sheet = steering("quarter", now=NOW, today=TODAY, by=make_user(role="coordinator"))
    assert counted == {row.zone.nom: row.n_places for row in sheet.rows}
    assert counted["Le Faubourg"] == 1
    assert sheet.elsewhere is None
    made = start_diagnosis(title="Essai", zone=town["named"].pk, by=make_user(), now=NOW)
    assert offer_census(made, today=TODAY).n_places == 1


def test_an_outline_is_believed_before_what_an_address_says(town):
    moved = make_place(nom="Le Tour", quarter_zone=town["named"], **at(1, 1))
    held = zones_of_places("quarter", supply(), on=TODAY)
    assert held[moved.pk] == (Zone.objects.get(code="ouest").pk,)
    assert held[town["said"].pk] == (town["named"].pk,)


def test_a_place_of_two_overlapping_zones_is_in_both_and_elsewhere_is_none_of_them(town):
    load_zones([statement("quarter", "coeur", block(0, 0, 1, 1), ("commune", "59999"))])
    west, heart = (Zone.objects.get(code=code).pk for code in ("ouest", "coeur"))
    held = places_by_zone("quarter", [west, heart], supply(), on=TODAY)
    assert [place.nom for place in held[west]] == ["Le Fil"]
    assert [place.nom for place in held[heart]] == ["Le Fil"]
    sheet = steering("quarter", now=NOW, today=TODAY, by=make_user(role="coordinator"))
    assert {row.zone.code: row.n_places for row in sheet.rows}["coeur"] == 1


def test_a_place_without_a_position_is_in_its_commune_and_in_what_holds_it(town):
    epci = make_zone("200000001", "epci", nom="Le Pays")
    Zone.objects.filter(pk=town["commune"].pk).update(parent=epci)
    lost = make_place(nom="Sans adresse", commune_zone=town["commune"], latitude=None,
                      longitude=None)  # fmt: skip
    assert zones_of_places("commune", supply(), on=TODAY)[lost.pk] == (town["commune"].pk,)
    assert zones_of_places("epci", supply(), on=TODAY)[lost.pk] == (epci.pk,)
    assert zones_of_places("qpv", supply(), on=TODAY)[lost.pk] == ()
    assert zones_of_places("", supply(), on=TODAY)[lost.pk] == ()
