"""The pages of deliveries: every row accounted for, in words; and a file safe to open."""

import csv
import io
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.imports.models import Delivery, RefusedRow
from maillage.apps.imports.views import as_text

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)
REPORT = {
    "fields": {"horaires": {"changed": 2, "added": 1}, "telephone": {"refused": 1}},
    "corrections": {"lost_zero_telephone (telephone)": 3},
    "examples": {"lost_zero_telephone (telephone)": [["01 99 00 21 10", "+33199002110"]]},
    "faults": [
        {
            "field": "horaires",
            "rule": "hours_unreadable",
            "value": "le matin",
            "message": "« le matin » ne se lit pas.",
            "repair": "Écrivez « Mo-Fr 09:00-12:00 ».",
            "n": 4,
            "lines": [2, 7],
        }
    ],
    "faults_left_out": 2,
    "notes": ["Le fichier est en Windows-1252."],
}


@pytest.fixture
def desk(client):
    person = make_user()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_delivery(**fields):
    said = {
        "source": "clairmaille",
        "filename": "lieux.csv",
        "sha256": "0" * 64,
        "state": "done",
        "started_at": NOW,
        "report": REPORT,
    }
    return Delivery.objects.create(**said | fields)


def refuse(delivery, number, **fields):
    said = {"line": number + 1, "key": f"fiche-{number}", "field": "nom", "rule": "missing"}
    said |= {"reason": f"Le nom manque, fiche {number}. Écrivez-le.", "payload": {"nom": ""}}
    return RefusedRow.objects.create(delivery=delivery, number=number, **said | fields)


def text(response):
    return response.content.decode()


def page_of(delivery):
    return reverse("imports:delivery", args=[delivery.pk])


def test_nobody_sees_the_deliveries_without_signing_in(client):
    delivery = make_delivery()
    for address in (
        reverse("imports:deliveries"),
        page_of(delivery),
        reverse("imports:refused", args=[delivery.pk]),
    ):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_before_the_first_delivery_the_page_says_how_to_import(desk):
    page = text(desk.get(reverse("imports:deliveries")))
    assert "maillage import FICHIER" in page
    assert reverse("imports:new") in page


def test_every_row_of_a_delivery_is_accounted_for(desk):
    delivery = make_delivery(n_in=9, n_added=1, n_changed=2, n_unchanged=5, n_refused=1)
    listed = text(desk.get(reverse("imports:deliveries")))
    assert "Lieux de Clairmaille" in listed
    assert "1 ajoutée, 2 changées, 5 inchangées, 1 refusée" in listed
    page = text(desk.get(page_of(delivery)))
    assert "9 lignes lues :" in page
    assert "1 ajoutée, 2 changées, 5 inchangées, 1 refusée" in page


def test_a_delivery_shows_fields_corrections_and_what_to_repair(desk):
    page = text(desk.get(page_of(make_delivery(n_withdrawn=1))))
    for said in (
        "Horaires",
        "Un tableur a enlevé le premier zéro du téléphone.",
        "« 01 99 00 21 10 » → « +33199002110 »",
        "« le matin » ne se lit pas.",
        "2, 7",
        "2 autres sortes de remarques",
        "Le fichier est en Windows-1252.",
        "1 lieu n’est plus nommé",
        "Aucune : chaque ligne est appliquée.",
    ):
        assert said in page


def test_a_delivery_that_stopped_says_why(desk):
    delivery = make_delivery(
        state="failed", failure="Le fichier est coupé.", report={}, source="ancienne"
    )
    page = text(desk.get(page_of(delivery)))
    assert "La livraison est arrêtée" in page
    assert "Le fichier est coupé." in page
    assert "ancienne" in page
    assert "arrêtée" in text(desk.get(reverse("imports:deliveries")))


def test_a_delivery_that_does_not_exist_is_said_in_words(desk):
    response = desk.get(reverse("imports:delivery", args=[404]))
    assert response.status_code == 404
    assert "Cette livraison n’existe pas" in text(response)


def test_refused_rows_are_paged_by_their_number(desk):
    delivery = make_delivery(n_in=53, n_refused=53)
    for number in range(1, 54):
        refuse(delivery, number)
    refuse(make_delivery(), 1, key="d-une-autre")
    page = text(desk.get(page_of(delivery)))
    assert page.count("Le nom manque") == 50
    assert "?apres=50" in page
    assert "d-une-autre" not in page
    page = text(desk.get(page_of(delivery), {"apres": "50"}))
    assert page.count("Le nom manque") == 3
    assert "Revenir au début" in page
    for broken in ("-1", "abc", "9" * 40, "²"):
        assert text(desk.get(page_of(delivery), {"apres": broken})).count("Le nom manque") == 50


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_the_file_is_a_formula(desk, start):
    delivery = make_delivery(n_in=1, n_refused=1)
    danger = f"{start}HYPERLINK(1)"
    refuse(delivery, 1, key=danger, payload={"nom": danger, danger: "x", "vide": None})
    response = desk.get(reverse("imports:refused", args=[delivery.pk]))
    assert response["Content-Disposition"].endswith('.csv"')
    whole = response.getvalue().decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(whole, newline=""), delimiter=";")
    assert header[:4] == ["ligne", "identifiant lu", "champ", "raison"]
    starts = ("=", "+", "-", "@", "\t", "\r", "\n")
    assert [cell for cell in header + row if cell.startswith(starts)] == []
    assert f"'{danger}" in row
    assert as_text(None) == ""


def test_the_desk_shows_the_last_deliveries(desk):
    assert "Dernières livraisons" not in text(desk.get("/pro/"))
    make_delivery(n_in=9, n_added=7, n_refused=2)
    page = text(desk.get("/pro/"))
    assert "Dernières livraisons" in page
    assert "lignes refusées sur 9" in page


def test_the_desk_of_who_may_not_import_shows_none(client):
    make_delivery(n_in=9, n_added=7, n_refused=2)
    person = make_user(role="elected")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Dernières livraisons" not in text(client.get("/pro/"))


# ---------------------------------------------------------------- a module that is off

OFF = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
call_command("migrate", verbosity=0, run_syncdb=True)
from maillage.apps.accounts.models import User
client = Client(SERVER_NAME="localhost")
person = User.objects.create_superuser("personne@clairmaille.example")
client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
reset_queries()  # the migrations filled the log, which keeps no more than 9 000
with CaptureQueriesContext(connection) as asked:
    desk = client.get("/pro/")
page = desk.content.decode()
try:
    reverse("imports:deliveries")
    route = True
except NoReverseMatch:
    route = False
print(desk.status_code, "Livraisons" in page, "livraisons" in page, route,
      client.get("/pro/livraisons/").status_code,
      any("imports_" in query["sql"] for query in asked.captured_queries),
      "imports_delivery" in connection.introspection.table_names(), sep="|")
"""


def desk_with_modules(modules, folder):
    environment = {name: value for name, value in os.environ.items() if "MAILLAGE" not in name}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_DEBUG": "oui",
        "MAILLAGE_DATABASE": str(folder / "base.sqlite3"),
        "MAILLAGE_MODULES": modules,
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OFF],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.row("DAT-06")
@pytest.mark.own_base
def test_a_module_that_is_off_leaves_no_menu_no_page_and_no_request(tmp_path):
    """Off: no menu, no route, no panel, no table, no query. On: all of them."""
    (tmp_path / "off").mkdir()
    (tmp_path / "on").mkdir()
    off = desk_with_modules("-imports", tmp_path / "off")
    assert off == "200|False|False|False|404|False|False"
    on = desk_with_modules("", tmp_path / "on")
    assert on == "200|True|True|True|200|True|True"
