"""The six pairs on which the national formula was measured (domain.md 6.1)."""

import pytest

from maillage.core.matching import compare
from maillage.core.matching.tests.records import ROUBAIX, moved

TWO = [
    (
        ROUBAIX | {"name": "CCAS de Roubaix", "address": "17 Grand Place"},
        ROUBAIX | {"name": "Ville de Roubaix", "address": "17 Grand Place"},
        "kind.different",
    ),
    (
        ROUBAIX | {"name": "Centre social Echo", "address": "10 rue du Canal"},
        ROUBAIX | {"name": "Centre social Basse Masure", "address": "10 rue du Canal"},
        "name.different",
    ),
    (
        ROUBAIX | {"name": "Association A", "address": "10 rue de Lille"},
        moved(ROUBAIX, 20, name="Association B", address="12 rue de Lille"),
        "address.number",
    ),
]
ONE = [
    (
        ROUBAIX | {"name": "Médiathèque La Grand-Plage", "address": "2 rue Pierre Motte"},
        moved(
            ROUBAIX,
            134,
            name="Médiathèque de Roubaix - La Grand Plage",
            address="2 rue Pierre Motte",
        ),
        "134 m",
    ),
    (
        ROUBAIX | {"name": "Emmaüs Connect Roubaix"},
        moved(ROUBAIX, 60, name="Emmaus Connect - Point d'accueil"),
        "emmaüs, connect",
    ),
    (
        ROUBAIX | {"name": "France Services Roubaix", "address": "9 rue Pellart"},
        ROUBAIX | {"name": "Maison France Services de Roubaix", "address": "9 r. Pellart"},
        "même adresse",
    ),
]


@pytest.mark.parametrize(("left", "right", "why"), TWO)
def test_two_places_are_different_and_it_is_said_why(left, right, why):
    evidence = compare(left, right)
    assert evidence.verdict == "different"
    assert why in {piece.code for piece in evidence.pieces if piece.says == "against"}


@pytest.mark.parametrize(("left", "right", "words"), ONE)
def test_one_place_is_the_same_and_it_is_said_why(left, right, words):
    evidence = compare(left, right)
    assert evidence.verdict == "same"
    assert any(words in piece.words for piece in evidence.pieces if piece.says == "for")


@pytest.mark.parametrize(("left", "right", "_"), TWO + ONE)
def test_the_order_of_two_records_changes_nothing(left, right, _):
    one, other = compare(left, right), compare(right, left)
    assert one.probability == other.probability
    assert {(p.code, p.weight) for p in one.pieces} == {(p.code, p.weight) for p in other.pieces}


@pytest.mark.parametrize(("left", "right", "_"), TWO)
def test_no_coordinates_is_not_the_same_point(left, right, _):
    def bare(record):
        return {field: value for field, value in record.items() if field not in ("lat", "lon")}

    evidence = compare(bare(left), bare(right))
    assert evidence.verdict != "same"
    assert {p.code: p.weight for p in evidence.pieces}["distance.unknown"] == 0
    assert evidence.probability <= compare(left, right).probability
