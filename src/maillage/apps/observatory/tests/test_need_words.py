"""Who may need an offer, in words: with its unit, as a minimum when part of it is secret."""

import pytest

from maillage.apps.observatory.queries.needs import NeedCount, need_counts, needs
from maillage.apps.observatory.queries.values import Value
from maillage.apps.observatory.tests.factories import (
    TODAY,
    Zone,
    make_figure,
    make_measure,
    make_zone,
)
from maillage.apps.observatory.views.gap_words import need_words
from maillage.apps.territories.queries import zone_rows


def words(code, people, *, coverage, rate=None):
    need = next(one for one in needs() if one.code == code)
    base = Value(people, "known", "estimated", 2021, "", "", coverage_pct=coverage)
    count = people if rate is None else people * rate / 100
    (said,) = need_words([NeedCount(need, count, base, rate, "", is_estimate=True)])
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def test_families_are_not_people():
    assert "en ligne : 298 foyers. Estimation." in words("demarches", 298, coverage=100)
    said = words("illectronisme", 1000, coverage=100, rate=20)
    assert "200 personnes = 1 000 × 20 %" in said


@pytest.mark.parametrize(("coverage", "least"), [(80.6, True), (100, False), (None, False)])
def test_what_is_known_for_some_only_is_a_minimum(coverage, least):
    said = words("familles", 66, coverage=coverage)
    assert ("au moins 66 foyers" in said) is least
    assert "66 foyers" in said


def test_few_are_not_told_and_the_caveat_is_said():
    said = words("demarches", 4, coverage=50)
    assert "moins de 11 foyers" in said
    assert "4 foyers" not in said
    assert "Une personne peut toucher deux prestations." in said
    terms = words("illectronisme", 40, coverage=100, rate=20)
    assert "moins de 11 personnes. Estimation." in terms
    assert "40" not in terms


@pytest.mark.django_db
def test_a_rate_of_a_wider_zone_makes_an_estimate_and_says_whose_it_is():
    wide = make_zone("200000001", "epci", nom="Le Pays")
    make_zone("59999", parent=wide)
    (here,) = zone_rows("commune")
    people = make_measure("grid_population", unit="people", family="people", direction=0)
    poor, town = make_measure("poor_households_pct"), Zone.objects.get(code="59999")
    make_figure(town, people, 240)
    need = next(one for one in needs() if one.rate_measure == "poor_households_pct")

    def counted():
        one = need_counts(need, "commune", [here], on=TODAY)[here.id]
        return one.people, one.rate_of, one.is_estimate

    assert counted() == (None, "France", True)  # nobody published a rate of the country
    make_figure(wide, poor, 10)
    assert counted() == (24, "Le Pays", True)
    make_figure(town, poor, 20)
    assert counted() == (48, "", False)


@pytest.mark.django_db
def test_without_any_rate_from_here_that_of_france_is_said():
    make_figure(
        make_zone("59999"),
        make_measure("population", unit="people", family="people", direction=0), 1000,
    )  # fmt: skip
    (here,) = zone_rows("commune")
    need = next(one for one in needs() if one.rate_measure == "illectronism_pct")
    one = need_counts(need, "commune", [here], on=TODAY)[here.id]
    assert (one.people, one.rate_of, one.is_estimate) == (165, "France", True)
