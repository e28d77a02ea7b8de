"""Who may need an offer, in words: with its unit, as a minimum when part of it is secret."""

import pytest

from maillage.apps.observatory.queries.needs import NeedCount, needs
from maillage.apps.observatory.queries.values import Value
from maillage.apps.observatory.views.gap_words import need_words


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
