"""data·inclusion out, data·inclusion in: the same places, and what is lost is written here."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from maillage.apps.directory.queries import export_records, find_place_by_alias
from maillage.apps.directory.tests.factories import Place, make_offer, make_place
from maillage.apps.imports.actions import run_delivery
from maillage.apps.opendata.actions.copies import moment_of
from maillage.apps.opendata.queries.files import open_file
from maillage.core.hours import parse
from maillage.core.standard import PlaceRecord, Service
from maillage.core.standard.data_inclusion import (
    DESCRIPTION_LENGTHS,
    THEMES_OF_SERVICE,
    services_of_themes,
)
from maillage.sources.catalog import get_source

NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)
TODAY = date(2026, 9, 15)
SOURCE = "data-inclusion-v1"
ONLINE = "numerique--acceder-a-des-services-en-ligne"
KEPT = (
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
    "fiche_acces_libre",
    "prise_rdv",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
)


def exported() -> str:
    """Return structures and services as `maillage export` writes them."""
    return "".join(open_file("data-inclusion.json").pieces(moment_of(TODAY)))


def come_back(tmp_path: Path) -> list[tuple[PlaceRecord, PlaceRecord]]:
    """Return each public place as it left and as it came back."""
    sent = {record.id: record for record in export_records()}
    path = tmp_path / "data-inclusion.json"
    path.write_text(exported(), encoding="utf-8")
    delivery = run_delivery(path, get_source(SOURCE), now=NOW)
    assert delivery.n_added == len(sent)
    back = {record.id: record for record in export_records()}
    pairs = []
    for public_id, record in sent.items():
        place = find_place_by_alias(SOURCE, f"maillage--{public_id}")
        assert place is not None
        pairs.append((record, back[place.public_id]))
    return pairs


def first(items: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the schema has room for: one."""
    return items[:1]


def same(sent: PlaceRecord, back: PlaceRecord) -> None:
    """Check all that data·inclusion can hold of a place."""
    for name in KEPT:
        one, other = getattr(sent, name), getattr(back, name)
        if isinstance(one, tuple):
            one, other = set(one), set(other)
        assert other == one, (sent.id, name)
    assert back.pivot.strip("0") == sent.pivot.strip("0")  # fourteen zeros are "unknown"
    assert back.nom == (sent.nom if sent.nom.endswith("etc.") else sent.nom.rstrip(" ."))
    assert first(back.courriels) == first(sent.courriels)
    assert first(back.site_web) == first(sent.site_web)
    if parse(sent.horaires).understood:
        assert parse(back.horaires).osm == parse(sent.horaires).osm
    else:
        assert back.horaires == ""  # words that no other software reads do not leave
    said = sent.presentation_detail or sent.presentation_resume
    assert back.presentation_detail == (said if len(said) >= DESCRIPTION_LENGTHS[0] else "")
    # Every service comes back as one that has its themes; the daily tools have one more.
    assert themes(sent) <= themes(back) <= {*themes(sent), ONLINE}
    tools = str(Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN)
    assert set(back.services) <= {*sent.services, tools}
    assert set(back.frais_a_charge) == set(sent.frais_a_charge)


def themes(record: PlaceRecord) -> set[str]:
    """Return the themes of data·inclusion that a place's services have."""
    return {theme for service in record.services for theme in THEMES_OF_SERVICE[service]}


@pytest.mark.django_db
def test_the_demonstration_comes_back(demo: Any, tmp_path: Path) -> None:
    pairs = come_back(tmp_path)
    assert len(pairs) == 58
    for sent, back in pairs:
        same(sent, back)


@pytest.mark.django_db
def test_a_place_of_which_everything_is_said_comes_back(tmp_path: Path) -> None:
    place = make_place(
        nom="Maison du Rouet",
        pivot="21590512900012",
        complement_adresse="Bâtiment B",
        telephone="+33199000001",
        courriels=["accueil@rouet.example", "autre@rouet.example"],
        site_web=["https://rouet.example"],
        horaires="Mo-Fr 09:00-12:00",
        presentation_detail="Un lieu d’aide, au bord du canal.",
        prise_rdv="https://rdv.example/rouet",
        fiche_acces_libre="https://acceslibre.beta.gouv.fr/app/59-clairmaille/a/erp/rouet/",
        date_maj=date(2026, 5, 1),
    )
    make_offer(
        place,
        title="",
        services=["Aide aux démarches administratives"],
        publics_specifiquement_adresses=["Seniors"],
        prise_en_charge_specifique=["Surdité", "Illettrisme", "Langues étrangères (anglais)"],
        frais_a_charge=["Gratuit sous condition"],
        modalites_acces=["Se présenter", "Téléphoner"],
        modalites_accompagnement=["Accompagnement individuel", "À distance"],
        admission_rule="Habiter la commune",
        cost_note="Carte à 5 €",
    )
    ((sent, back),) = come_back(tmp_path)
    same(sent, back)
    assert back.telephone == sent.telephone
    assert back.date_maj == sent.date_maj
    assert set(back.modalites_accompagnement) == set(sent.modalites_accompagnement)
    # The booking page is a way to ask, which nobody had ticked.
    assert set(back.modalites_acces) == {*sent.modalites_acces, "Prendre un RDV en ligne"}
    assert back.extension["local_admission_rule"] == ("Habiter la commune.",)
    assert back.extension["local_cost_note"] == ("Carte à 5 €.",)
    assert "local_offer_title" not in back.extension


@pytest.mark.django_db
def test_an_offer_for_everyone_keeps_the_place_open_to_everyone(tmp_path: Path) -> None:
    place = make_place()
    make_offer(place, title="Ateliers", publics_specifiquement_adresses=["Seniors"])
    make_offer(place, title="Accès libre")
    ((sent, back),) = come_back(tmp_path)
    assert sent.publics_specifiquement_adresses == back.publics_specifiquement_adresses == ()
    assert back.extension["local_offer_title"] == ("Ateliers | Accès libre",)


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    make_offer(make_place())
    come_back(tmp_path)
    path = tmp_path / "data-inclusion.json"
    delivery = run_delivery(path, get_source(SOURCE), now=NOW)
    assert (delivery.n_added, delivery.n_changed, delivery.n_unchanged) == (0, 0, 1)
    assert Place.objects.count() == 2


@pytest.mark.django_db
def test_the_file_names_no_person_and_the_reader_takes_none(tmp_path: Path) -> None:
    make_offer(make_place(), contact_nom="Ada Navette", by_hand=True)
    data = json.loads(exported())
    assert "Ada" not in json.dumps(data)
    data["services"][0]["contact_nom_prenom"] = "Ada Navette"
    path = tmp_path / "avec.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    run_delivery(path, get_source(SOURCE), now=NOW)
    place = find_place_by_alias(SOURCE, data["structures"][0]["id"])
    assert place is not None
    attachment = place.attachments.get()
    assert "Ada" not in json.dumps([attachment.record.payload, attachment.record.values])


def test_what_the_themes_cannot_tell_apart_is_known() -> None:
    lost = {
        str(service)
        for service, its in THEMES_OF_SERVICE.items()
        if services_of_themes(set(its)) != (str(service),)
    }
    assert lost == {"Compréhension du monde numérique", "Utilisation sécurisée du numérique"}
