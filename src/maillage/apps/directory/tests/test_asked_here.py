"""What figures may be asked for: a theme that no offer says is lacking nowhere, and not offered."""

import pytest

from maillage.apps.directory.queries.answers import (
    asked_here,
    described,
    everything_asked,
    public_entries,
)
from maillage.apps.directory.queries.needs import NEEDS
from maillage.apps.directory.tests.factories import NOW, Offer, Place, make_offer, make_place

pytestmark = pytest.mark.django_db
NEEDED = [need.code for need in NEEDS]


def codes():
    """Return what is offered, which is what the matrix of gaps reads too."""
    asked = asked_here()
    assert described(everything_asked(), public_entries()) == asked
    return [one.code for one in asked]


def test_themes_are_not_offered_where_no_offer_says_any():
    make_offer(make_place(), themes=[])
    assert codes() == NEEDED


def test_the_theme_of_all_that_says_none_is_none():
    make_offer(make_place(), themes=["digital"])
    assert codes() == NEEDED


def test_all_themes_are_offered_where_an_offer_says_one():
    make_offer(make_place(), themes=["digital"])
    make_offer(make_place(), themes=["digital", "rights"])
    found = codes()
    assert found[: len(NEEDED)] == NEEDED
    assert "theme-rights" in found
    assert "theme-digital" not in found
    Offer.objects.update(themes=[])
    assert codes() == NEEDED


def test_the_theme_of_a_place_that_its_source_withdrew_is_none():
    place = make_place()
    make_offer(place, themes=["rights"])
    assert len(codes()) > len(NEEDED)
    Place.objects.update(withdrawn_at=NOW)
    assert codes() == NEEDED
