"""Entries of the registers of the diagnosis, made by the actions that people use."""

from datetime import timedelta

from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.observatory.actions.diagnosis import start_diagnosis
from maillage.apps.observatory.actions.registers import (
    add_finding,
    add_reference,
    add_structure_need,
    add_study,
)
from maillage.apps.observatory.models import Diagnosis
from maillage.apps.observatory.tests.factories import NOW, TODAY

REFERENCE = {
    "nom": "Ont répondu oui",
    "value": 64.0,
    "unit": "pct",
    "population": "familles de l’école du Centre",
    "territory": "Clairmaille",
    "source": "Ville de Clairmaille, enquête de 2026",
}
STUDY = {"title": "Le guichet et l’écran", "authors": "Ville de Clairmaille", "year": 2025}
TEXT = {"kind": "text", "code": "", "words": "Compte rendu de l’atelier du 3 mars 2026"}


def make_reference(**fields):
    return add_reference(values=REFERENCE | fields, by=make_user(), now=NOW)


def make_study(**fields):
    return add_study(values=STUDY | fields, by=make_user(), now=NOW)


def make_finding(text="On vient à pied, et l’on attend dehors.", evidence=(TEXT,)):
    return add_finding(text=text, evidence=evidence, said_on=TODAY, by=make_user(), now=NOW)


def make_structure_need(organisation=None, **fields):
    said = {
        "organisation_id": (organisation or make_organisation()).pk,
        "kind": "equipment",
        "text": "Huit ordinateurs à jour",
        "quantity": 8,
        "amount_eur": 4000,
        "since": TODAY - timedelta(days=30),
    }
    return add_structure_need(values=said | fields, by=make_user(), now=NOW)


def make_diagnosis(title="Diagnostic 2026", zone=None):
    """Return the diagnosis that runs: only one does."""
    running = Diagnosis.objects.filter(is_running=True).first()
    return running or start_diagnosis(title=title, zone=zone, by=make_user(), now=NOW)
