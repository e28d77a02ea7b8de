"""data·inclusion v1: one service by offer, every rule kept, and the four known faults not made."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.apps.opendata.queries.data_inclusion import (
    service_of,
    services,
    structure_of,
    structures,
)
from maillage.apps.opendata.tests.published import TODAY, published_offer, published_place
from maillage.core.standard import (
    TYPOLOGIES,
    Dispositif,
    FormationLabel,
    Frais,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Service,
)
from maillage.core.standard.data_inclusion import (
    THEMATIQUES,
    DataInclusionService,
    faults,
    to_json,
)
from maillage.core.standard.data_inclusion.records import DataInclusionStructure


def service(place: dict[str, Any] | None = None, **offer: Any) -> DataInclusionService:
    """Return the service of one offer."""
    it = published_offer(**offer)
    return service_of(published_place(it, **place or {}), it, today=TODAY)


# ---------------------------------------------------------------- the four faults of domain.md 2.6


@pytest.mark.parametrize(
    ("public", "code"),
    [
        ("Jeunes", "jeunes"),
        ("Étudiants", "etudiants"),
        ("Familles et/ou enfants", "familles"),
        ("Seniors", "seniors"),
        ("Femmes", "femmes"),
    ],
)
def test_a_public_of_the_standard_is_a_public_here(public: str, code: str) -> None:
    assert service(publics_specifiquement_adresses=(public,)).publics == (code,)


@pytest.mark.parametrize("care", [str(care) for care in PriseEnCharge])
def test_a_place_that_can_receive_somebody_is_not_reserved_for_them(care: str) -> None:
    found = service(prise_en_charge_specifique=(care,))
    assert found.publics == ("tous-publics",)
    assert found.publics_precisions == f"Accueil adapté : {care}."


def test_each_record_bears_its_own_date() -> None:
    place = published_place(
        published_offer(public_id="a", date_maj=date(2025, 3, 1)),
        published_offer(public_id="b", verified_on=date(2026, 2, 1), date_maj=date(2025, 1, 1)),
        published_offer(public_id="c"),
        published_offer(public_id="d", date_maj=date(2062, 1, 1)),
        date_maj=date(2024, 5, 1),
        verified_on=date(2026, 6, 1),
    )
    (structure,) = structures([place], today=TODAY)
    assert structure.date_maj == date(2026, 6, 1)
    assert [s.date_maj for s in services([place], today=TODAY)] == [
        date(2025, 3, 1),
        date(2026, 2, 1),
        date(2026, 6, 1),
        date(2026, 6, 1),  # a date in the future proves nothing
    ]


def test_a_place_that_receives_nobody_receives_nobody() -> None:
    nobody = ("Ce lieu n'accueille pas de public", "Téléphoner", "Se présenter")
    found = service({"telephone": "+33199000001"}, modalites_acces=nobody)
    assert found.modes_accueil is None
    assert found.modes_mobilisation == ("telephoner",)
    remote = service(modalites_acces=nobody, modalites_accompagnement=("À distance",))
    assert remote.modes_accueil == ("a-distance",)


# ---------------------------------------------------------------- one service by offer


def test_each_offer_is_a_service_of_the_structure_of_its_place() -> None:
    place = published_place(
        published_offer(public_id="o1", title="Ateliers du mardi."),
        published_offer(public_id="o2", services=("Utilisation sécurisée du numérique",)),
        public_id="p1",
    )
    found = list(services([place], today=TODAY, page_url=lambda n: f"https://c.example/lieux/{n}/"))
    assert [(s.id, s.structure_id, s.nom) for s in found] == [
        ("maillage--o1", "maillage--p1", "Ateliers du mardi"),
        ("maillage--o2", "maillage--p1", "Utilisation sécurisée du numérique"),
    ]
    assert found[0].lien_source == "https://c.example/lieux/p1/"
    assert list(services([published_place()], today=TODAY)) == []


@pytest.mark.parametrize(
    ("nom", "expected"),
    [
        ("Espace numérique.", "Espace numérique"),
        ("Ateliers, goûters, etc.", "Ateliers, goûters, etc."),
        ("Lieu . . .", "Lieu"),
        ("BU", "BU – Clairmaille"),
        ("  Deux   mots ", "Deux mots"),
        ("mot " * 60, f"{('mot ' * 37).strip()}…"),
        ("a" * 200, "a" * 149 + "…"),
    ],
)
def test_names_have_from_3_to_150_characters_and_no_dot_at_the_end(nom: str, expected: str) -> None:
    found = structure_of(published_place(nom=nom), today=TODAY)
    assert found.nom == expected
    assert not faults(found, today=TODAY)


def test_the_ways_to_ask_are_those_of_which_the_means_are_known() -> None:
    everything = tuple(str(way) for way in ModaliteAcces)[:4]
    assert service(modalites_acces=everything).modes_mobilisation == ("se-presenter",)
    full = {
        "telephone": "+33199000001",
        "courriels": ("accueil@clairmaille.example",),
        "prise_rdv": "https://rdv.example/1",
    }
    assert service(full, modalites_acces=everything).modes_mobilisation == (
        "se-presenter",
        "telephoner",
        "envoyer-un-courriel",
        "utiliser-lien-mobilisation",
    )
    # Nothing was said: whatever can be done. Nothing can be done: nothing is said.
    assert service({"telephone": "+33199000001"}).modes_mobilisation == (
        "se-presenter",
        "telephoner",
    )
    assert service({"adresse": ""}).modes_mobilisation is None


def test_costs_ages_conditions_and_who_may_ask() -> None:
    assert service(frais_a_charge=("Gratuit",)).frais == "gratuit"
    condition = service(frais_a_charge=("Gratuit sous condition",), cost_note="Carte à 5 €")
    assert (condition.frais, condition.frais_precisions) == (
        "gratuit",
        "Gratuit sous condition. Carte à 5 €.",
    )
    both = service(frais_a_charge=("Payant", "Gratuit"))
    assert (both.frais, both.frais_precisions) == ("gratuit", "Une partie est payante.")
    assert service(frais_a_charge=("Payant",)).frais == "payant"
    assert service().frais is None
    assert service(age_min=12, age_max=17).publics == ("jeunes",)
    assert service(age_min=60).publics == ("seniors",)
    grown = service(age_min=18)
    assert (grown.publics, grown.publics_precisions) == (("tous-publics",), "À partir de 18 ans.")
    rule = service(
        {"papers_to_bring": "une pièce d’identité"}, admission_rule="Habiter le quartier"
    )
    assert rule.conditions_acces == "Habiter le quartier. À apporter : une pièce d’identité."
    assert service().mobilisable_par == ("usagers", "professionnels")
    prescribed = ("Envoyer un mail avec une fiche de prescription",)
    assert service(modalites_acces=prescribed).mobilisable_par == ("professionnels",)


@pytest.mark.parametrize(
    ("code_insee", "code_postal", "zone"),
    [
        ("59512", "59100", ("59",)),
        ("2A004", "20000", ("2A",)),
        ("97411", "97400", ("974",)),
        ("", "59100", ("59",)),
        ("", "20000", None),
        ("", "", None),
    ],
)
def test_the_zone_is_the_department(
    code_insee: str, code_postal: str, zone: tuple[str, ...] | None
) -> None:
    found = service({"code_insee": code_insee, "code_postal": code_postal})
    assert found.zone_eligibilite == zone


def test_nobody_is_named_and_unreadable_hours_are_left() -> None:
    found = service({"contact_nom": "Ada"}, contact_nom="Ada", horaires="après la sieste")
    assert found.contact_nom_prenom is None
    assert "Ada" not in repr(found)
    assert found.horaires_accueil is None
    assert service(horaires="Tu 14:00-16:00").horaires_accueil == "Tu 14:00-16:00"


def test_telephones_have_the_international_form_when_they_have_one() -> None:
    assert service(contact_telephone="01 99 00 21 70").telephone == "+33199002170"
    assert service({"telephone": "3646"}).telephone == "3646"
    overseas = {"telephone": "0262 00 00 01", "code_postal": "97400", "code_insee": "97411"}
    assert service(overseas).telephone == "+262262000001"
    assert service().telephone is None


def test_networks_come_from_programmes_labels_and_kinds() -> None:
    place = published_place(
        dispositif_programmes_nationaux=("France Services", "Certification PIX"),
        formations_labels=("Fabriques de Territoire",),
        typologie=("CCAS", "RFS", "Autre"),
    )
    assert structure_of(place, today=TODAY).reseaux_porteurs == (
        "france-service",
        "fabrique-de-territoire",
        "ccas-cias",
    )


def test_a_place_of_a_century_ago_or_without_any_date_is_dated_of_its_entry() -> None:
    place = published_place(
        date_maj=date(1999, 1, 1), created_at=datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    )
    assert structure_of(place, today=TODAY).date_maj == date(2026, 1, 6)  # in Paris


# ---------------------------------------------------------------- every rule, whatever the place

SAID = ["", ".", "etc.", "Café. ", "+33199000001", "https://a.example/é b", "\n", "mot mot. "]
TEXTS = st.text(max_size=30) | st.sampled_from(SAID)
LONG = st.just(12_000).map(lambda n: "a" * n)
DAYS = st.none() | st.dates(date(1950, 1, 1), date(2090, 1, 1))
URLS = st.sampled_from(
    ["", "https://a.example/x", "http://", "ftp://a.example", "https://a.example/a b", "a.example"]
)


def some(*values: Any) -> st.SearchStrategy[tuple[str, ...]]:
    """Return some of these words, or words of nobody."""
    known = st.sampled_from([str(v) for v in values]) if values else st.nothing()
    return st.lists(known | TEXTS, max_size=3).map(tuple)


OFFERS = st.builds(
    published_offer,
    public_id=st.from_regex("[a-z0-9]{8}", fullmatch=True),
    title=TEXTS,
    description=TEXTS | LONG,
    where=st.sampled_from(["place", "round", "home", "remote"]),
    services=some(*Service),
    publics_specifiquement_adresses=some(*PublicSpecifique),
    prise_en_charge_specifique=some(*PriseEnCharge),
    frais_a_charge=some(*Frais),
    cost_note=TEXTS,
    modalites_acces=some(*ModaliteAcces),
    modalites_accompagnement=some(*ModaliteAccompagnement),
    admission_rule=TEXTS,
    age_min=st.none() | st.integers(0, 99),
    age_max=st.none() | st.integers(0, 120),
    intensity=TEXTS,
    partners=some(),
    horaires=TEXTS | st.just("Mo-Fr 09:00-12:00"),
    contact_telephone=TEXTS,
    date_maj=DAYS,
    verified_on=DAYS,
)
PLACES = st.builds(
    lambda offers, **fields: published_place(*offers, **fields),
    st.lists(OFFERS, max_size=3),
    nom=TEXTS.filter(bool),
    commune=TEXTS,
    code_postal=st.sampled_from(["", "59100", "5910", "abcde"]),
    code_insee=st.sampled_from(["", "59512", "2A004", "97411", "1"]),
    adresse=TEXTS,
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    typologie=some(*list(TYPOLOGIES)[:20], "RFS", "ML"),
    pivot=st.sampled_from(["", "00000000000000", "21590512900012", "W123456789"]),
    telephone=TEXTS,
    courriels=some("a@clairmaille.example", "a@b", "@", "a b@c.example"),
    site_web=some("https://a.example", "a.example"),
    horaires=TEXTS,
    presentation_resume=TEXTS,
    presentation_detail=TEXTS | LONG,
    dispositif_programmes_nationaux=some(*Dispositif),
    formations_labels=some(*FormationLabel),
    fiche_acces_libre=URLS | st.just("https://acceslibre.beta.gouv.fr/app/x/"),
    prise_rdv=URLS,
    ask_for=TEXTS,
    papers_to_bring=TEXTS,
    date_maj=DAYS,
    verified_on=DAYS,
)


@settings(max_examples=200)
@given(PLACES)
def test_every_row_obeys_every_rule_whatever_the_place(place: Any) -> None:
    rows: list[DataInclusionStructure | DataInclusionService] = [
        *structures([place], today=TODAY),
        *services([place], today=TODAY),
    ]
    assert len(rows) == 1 + len(place.offers)
    for row in rows:
        assert faults(row, today=TODAY) == (), to_json(row)


@settings(max_examples=200)
@given(PLACES)
def test_what_is_empty_is_absent_and_themes_are_in_the_list(place: Any) -> None:
    for row in services([place], today=TODAY):
        assert "" not in to_json(row).values()
        assert [] not in to_json(row).values()
        assert set(row.thematiques or ()) <= THEMATIQUES


def test_the_rules_see_what_is_wrong() -> None:
    """A validator that never refuses proves nothing: each rule is broken once."""
    good = service({"telephone": "+33199000001"}, services=("Utilisation sécurisée du numérique",))
    assert faults(good, today=TODAY) == ()
    broken: list[tuple[str, Any]] = [
        ("nom", "ab"),
        ("nom", "a" * 151),
        ("nom", "Un nom."),
        ("description", "abcd"),
        ("description", "a" * 10_001),
        ("date_maj", date(1999, 12, 31)),
        ("date_maj", date(2026, 9, 16)),
        ("date_maj", None),
        ("type", "cours"),
        ("thematiques", ("numerique--inconnu",)),
        ("frais", "gratuit-sous-condition"),
        ("publics", ("tous-publics", "jeunes")),
        ("publics", ("jeunes", "jeunes")),
        ("publics", ()),
        ("code_postal", "5910"),
        ("code_insee", "595 2"),
        ("courriel", "a@b"),
        ("courriel", "a..b@c.example"),
        ("lien_source", "c.example"),
        ("lien_mobilisation", "https://c.example/a b"),
        ("modes_accueil", ("sur-place",)),
        ("zone_eligibilite", ("Nord",)),
        ("modes_mobilisation", ("crier",)),
        ("mobilisable_par", ("tous",)),
        ("volume_horaire_hebdomadaire", -1.0),
        ("nombre_semaines", 0),
        ("latitude", 50.0),
        ("id", "autre--1"),
        ("adresse", ""),
    ]
    for name, value in broken:
        found = faults(replace(good, **{name: value}), today=TODAY)
        assert found, (name, value)
