"""A place is tied to the organisation that its source names, and to no other."""

import pytest

from maillage.apps.directory.actions.organisations import link_places_to_organisations
from maillage.apps.directory.queries import base_version
from maillage.apps.directory.tests.factories import make_organisation, make_place

pytestmark = pytest.mark.django_db


def test_a_place_gets_the_organisation_that_its_source_names():
    centre = make_organisation(nom="Centre social du Moulin")
    other = make_organisation(nom="La Filature")
    named = make_place(nom="Antenne", structure_parente="CENTRE SOCIAL DU MOULIN")
    itself = make_place(nom="La filature")
    kept = make_place(structure_parente="La Filature", organisation=centre)
    nobody = make_place(nom="La filature", structure_parente="Mairie")
    before = base_version()
    assert link_places_to_organisations() == 2
    for place, owner in ((named, centre), (itself, other), (kept, centre), (nobody, None)):
        place.refresh_from_db()
        assert place.organisation == owner
    assert base_version() == before + 1
    assert link_places_to_organisations() == 0
    assert base_version() == before + 1


def test_a_name_that_two_bear_ties_nothing():
    make_organisation(nom="Mairie")
    make_organisation(nom="mairie")
    make_place(structure_parente="Mairie")
    assert link_places_to_organisations() == 0


def test_a_closed_organisation_is_given_nothing_and_one_may_be_asked_alone():
    make_organisation(nom="Fermée", closed_on="2026-01-01")
    alone, other = make_organisation(nom="Une"), make_organisation(nom="Autre")
    for name in ("Fermée", "Une", "Autre"):
        make_place(structure_parente=name)
    assert link_places_to_organisations(alone.pk) == 1
    assert link_places_to_organisations(other.pk) == 1
    assert link_places_to_organisations() == 0
