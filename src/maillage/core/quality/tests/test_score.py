"""The score of data·inclusion: values worked out by hand, then against a second writing."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.quality import CRITERIA, data_inclusion_score, structure_score

TODAY = date(2026, 7, 1)
FULL: dict[str, Any] = {
    "source": "maillage",
    "adresse": "3 rue du Rouet",
    "telephone": "+33199000001",
    "courriel": "accueil@clairmaille.example",
    "modes_accueil": ["en-presentiel"],
    "modes_mobilisation": ["se-presenter", "telephoner", "envoyer-un-courriel"],
    "mobilisable_par": ["usagers"],
    "publics": ["tous-publics"],
    "thematiques": ["numerique--acceder-a-une-connexion-internet"],
    "frais": "gratuit",
    "date_maj": date(2026, 6, 1),
    "description": "a" * 300,
}

# What is changed in a service that lacks nothing, the criterion, its value, the score: by hand.
# Ten criteria apply to FULL, so that one of value v gives (9 + v) / 10.
CASES: list[tuple[dict[str, Any], str, float | None, float]] = [
    ({}, "adresse_bien_definie", 1.0, 1.0),
    ({"adresse": ""}, "adresse_bien_definie", 0.0, 0.9),
    # Nobody comes there, nobody walks in: (8 others + ...) of 9.
    (
        {"modes_accueil": ["a-distance"], "modes_mobilisation": ["telephoner"], "adresse": ""},
        "adresse_bien_definie",
        None,
        1.0,
    ),
    ({"telephone": None}, "telephone_bien_defini", 0.0, 0.9),
    ({"modes_mobilisation": ["se-presenter"]}, "telephone_bien_defini", None, 1.0),
    ({"courriel": None}, "courriel_bien_defini", 0.0, 0.9),
    ({"modes_mobilisation": ["telephoner"]}, "courriel_bien_defini", None, 1.0),
    # Without ways to ask, telephone and e-mail no longer apply: (7 + 0.5) / 8 = 0.9375.
    ({"modes_mobilisation": None}, "modes_mobilisation_bien_definis", 0.5, 0.94),
    ({"mobilisable_par": None}, "modes_mobilisation_bien_definis", 0.5, 0.95),
    # 7 / 8 = 0.875, and the two decimals of Python: 0.88.
    (
        {"modes_mobilisation": None, "mobilisable_par": None},
        "modes_mobilisation_bien_definis",
        0.0,
        0.88,
    ),
    ({"date_maj": TODAY - timedelta(days=179)}, "date_maj_recente", 1.0, 1.0),
    ({"date_maj": TODAY - timedelta(days=180)}, "date_maj_recente", 1.0, 1.0),
    ({"date_maj": TODAY - timedelta(days=181)}, "date_maj_recente", 549 / 550, 1.0),
    # methods.md 4.5: twelve months old, 365 / 550 = 0.6636, and (9 + 0.66) / 10 = 0.966.
    ({"date_maj": TODAY - timedelta(days=365)}, "date_maj_recente", 365 / 550, 0.97),
    ({"date_maj": TODAY - timedelta(days=455)}, "date_maj_recente", 0.5, 0.95),
    ({"date_maj": TODAY - timedelta(days=729)}, "date_maj_recente", 1 / 550, 0.9),
    ({"date_maj": TODAY - timedelta(days=730)}, "date_maj_recente", 0.0, 0.9),
    ({"date_maj": None}, "date_maj_recente", 0.0, 0.9),
    ({"date_maj": date(2062, 1, 1)}, "date_maj_recente", 0.0, 0.9),
    ({"source": "france-travail", "date_maj": None}, "date_maj_recente", None, 1.0),
    ({"thematiques": []}, "au_moins_une_thematique", 0.0, 0.9),
    ({"publics": None}, "au_moins_un_public", 0.0, 0.9),
    # Neither telephone nor e-mail, though both are announced: 7 / 10.
    ({"telephone": "", "courriel": ""}, "au_moins_un_moyen_de_contact", 0.0, 0.7),
    (
        {"telephone": "", "courriel": "", "lien_mobilisation": "https://rdv.example"},
        "au_moins_un_moyen_de_contact",
        1.0,
        0.8,
    ),
    ({"description": ""}, "description_bien_definie", 0.0, 0.9),
    ({"description": "a" * 49}, "description_bien_definie", 0.0, 0.9),
    ({"description": "a" * 50}, "description_bien_definie", 0.5, 0.95),
    ({"description": "a" * 199}, "description_bien_definie", 0.5, 0.95),
    ({"description": "a" * 200}, "description_bien_definie", 1.0, 1.0),
    ({"description": "a" * 1_999}, "description_bien_definie", 1.0, 1.0),
    ({"description": "a" * 2_000}, "description_bien_definie", 0.5, 0.95),
    ({"description": "a" * 10_000}, "description_bien_definie", 0.5, 0.95),
    ({"description": "a" * 10_001}, "description_bien_definie", 0.0, 0.9),
    ({"frais": None}, "frais_bien_definis", 0.0, 0.9),
    ({"frais": "payant"}, "frais_bien_definis", 0.5, 0.95),
    ({"frais": "payant", "frais_precisions": "2 €"}, "frais_bien_definis", 1.0, 1.0),
]


@pytest.mark.parametrize(("changed", "name", "value", "score"), CASES)
def test_a_service_has_the_score_worked_out_by_hand(
    changed: dict[str, Any], name: str, value: float | None, score: float
) -> None:
    found = data_inclusion_score(FULL | changed, today=TODAY)
    (criterion,) = (c for c in found.criteria if c.name == name)
    assert criterion.value == (None if value is None else pytest.approx(value))
    assert found.value == score
    assert bool(criterion.repair) == (value is not None and round(value, 2) < 1)


def test_the_published_edition_keeps_its_faults_and_the_corrected_one_does_not() -> None:
    """Seen by running version 1.0.10: 3, 2 and 1 January score 1.0, 0.0 and 0.998."""

    def values(edition: Any) -> list[float | None]:
        days = (date(2026, 1, 3), date(2026, 1, 2), date(2026, 1, 1), date(2062, 1, 1))
        return [
            CRITERIA["date_maj_recente"](FULL | {"date_maj": day}, TODAY, edition) for day in days
        ]

    assert values("published") == [1.0, 0.0, pytest.approx(0.998, abs=1e-3), 0.0]
    assert values("corrected") == [1.0, 1.0, pytest.approx(0.998, abs=1e-3), 0.0]
    empty = FULL | {"modes_mobilisation": [], "mobilisable_par": []}
    assert data_inclusion_score(empty, today=TODAY, edition="published").value == 1.0
    assert data_inclusion_score(empty, today=TODAY).value == 0.88
    tomorrow = FULL | {"date_maj": TODAY + timedelta(days=30)}
    assert data_inclusion_score(tomorrow, today=TODAY, edition="published").value == 1.0


def test_nothing_known_scores_zero_and_says_what_to_do() -> None:
    score = data_inclusion_score({}, today=TODAY)
    assert (score.value, score.n_applicable) == (0.0, 7)
    assert len(score.repairs) == 7
    assert all(repair.endswith(".") for repair in score.repairs)


def test_a_structure_has_the_mean_of_its_services() -> None:
    best = data_inclusion_score(FULL, today=TODAY)
    worst = data_inclusion_score({}, today=TODAY)
    assert structure_score([best, worst, worst]) == 0.33
    assert structure_score([]) == 0.0


# ---------------------------------------------------------------- a second writing, as a table

ANY_SERVICE = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["maillage", "agefiph", "france-travail"]),
        "adresse": st.sampled_from(["", "3 rue du Rouet"]),
        "telephone": st.sampled_from([None, "+33199000001"]),
        "courriel": st.sampled_from([None, "a@clairmaille.example"]),
        "lien_mobilisation": st.sampled_from([None, "https://rdv.example"]),
        "modes_accueil": st.sets(st.sampled_from(["en-presentiel", "a-distance"])),
        "modes_mobilisation": st.sets(
            st.sampled_from(["se-presenter", "telephoner", "envoyer-un-courriel"])
        ),
        "mobilisable_par": st.sets(st.sampled_from(["usagers", "professionnels"])),
        "publics": st.sets(st.sampled_from(["jeunes", "seniors"])),
        "thematiques": st.sets(st.sampled_from(["numerique--acquerir-un-equipement"])),
        "frais": st.sampled_from([None, "gratuit", "payant"]),
        "frais_precisions": st.sampled_from([None, "", "2 €"]),
        "date_maj": st.none() | st.integers(0, 900).map(lambda n: TODAY - timedelta(days=n)),
        "description": st.integers(0, 10_050).map(lambda n: "a" * n),
    }
)


def slow_score(s: dict[str, Any]) -> float:
    """Return the score as methods.md 4.5 writes it, line by line."""
    asks, age = s["modes_mobilisation"], None
    if s["date_maj"] is not None:
        age = (TODAY - s["date_maj"]).days
    length = len(s["description"])
    table = [
        # applies, value
        ("en-presentiel" in s["modes_accueil"] or "se-presenter" in asks, 1 if s["adresse"] else 0),
        ("telephoner" in asks, 1 if s["telephone"] else 0),
        ("envoyer-un-courriel" in asks, 1 if s["courriel"] else 0),
        (True, [0, 0.5, 1][len([x for x in (asks, s["mobilisable_par"]) if x])]),
        (
            s["source"] not in ("agefiph", "france-travail"),
            0 if age is None or age >= 730 else 1 if age < 180 else (730 - age) / (730 - 180),
        ),
        (True, 1 if s["thematiques"] else 0),
        (True, 1 if s["publics"] else 0),
        (True, 1 if s["courriel"] or s["lien_mobilisation"] or s["telephone"] else 0),
        (
            True,
            {0: 0, 1: 0.5, 2: 1, 3: 0.5, 4: 0}[sum(length >= n for n in (50, 200, 2000, 10001))],
        ),
        (
            True,
            {
                None: 0,
                "gratuit": 1,
                "payant": 1 if s["frais_precisions"] else 0.5,
            }[s["frais"]],
        ),
    ]
    values = [round(value, 2) for applies, value in table if applies]
    return round(sum(values) / len(values), 2)


@given(ANY_SERVICE)
def test_the_score_is_that_of_the_table(service: dict[str, Any]) -> None:
    # Sums in another order may differ by a bit, hence by a rounding.
    found = data_inclusion_score(service, today=TODAY).value
    assert found == pytest.approx(slow_score(service), abs=0.0101)
    assert 0 <= found <= 1


@given(ANY_SERVICE, st.integers(0, 900), st.integers(0, 900))
def test_the_score_never_rises_with_age(service: dict[str, Any], a: int, b: int) -> None:
    newer, older = sorted((a, b))
    scores = [
        data_inclusion_score(service | {"date_maj": TODAY - timedelta(days=n)}, today=TODAY).value
        for n in (newer, older)
    ]
    assert scores[0] >= scores[1]


@given(ANY_SERVICE)
def test_what_is_said_to_be_repaired_is_what_lacks(service: dict[str, Any]) -> None:
    score = data_inclusion_score(service, today=TODAY)
    assert (score.value < 1) == bool(score.repairs) or score.value == 1.0
    for criterion in score.criteria:
        lacks = criterion.value is not None and round(criterion.value, 2) < 1
        assert bool(criterion.repair) == lacks
