"""The validator reads the files of data·inclusion v1 as well, and says that it does."""

import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from maillage.apps.directory.tests.factories import make_offer, make_place
from maillage.apps.opendata.queries.file_check import NOT_MENDED, check_file
from maillage.apps.opendata.tests.asked import text_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
SERVICE = {
    "source": "clairmaille",
    "structure_id": "clairmaille--1",
    "id": "clairmaille--10",
    "nom": "Aide aux démarches",
    "description": "Une personne vous aide à faire vos démarches.",
    "date_maj": "2026-09-01",
    "thematiques": ["numerique--acquerir-un-equipement"],
    "frais": "gratuit",
    "modes_accueil": ["en-presentiel"],
}
STRUCTURE_CSV = (
    "source,id,nom,date_maj,siret,courriel,longitude,latitude\n"
    "clairmaille,clairmaille--1,Le Fil,2026-09-01,00000000000017,a@clairmaille.example,3.1,50.6\n"
)


@pytest.fixture(autouse=True)
def no_count():
    cache.clear()


def checked(tmp_path, data, name="services.json"):
    path = tmp_path / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return check_file(path, name=name, today=TODAY)


def found(check):
    return {(g["field"], g["rule"], g["value"]): g for g in check.groups}


def test_a_good_file_is_said_to_be_one_of_data_inclusion(tmp_path):
    check = checked(tmp_path, [SERVICE])
    assert check.groups == []
    assert check.verdict == "Le fichier est conforme."
    assert "fichier data·inclusion v1, liste des services" in check.counted
    assert (check.corrected, check.unmended) == (None, NOT_MENDED)
    check = checked(tmp_path, STRUCTURE_CSV, "structures.csv")
    assert check.groups == []
    assert "liste des structures" in check.counted
    assert "1 ligne dont 1 sans erreur" in check.counted


@pytest.mark.parametrize(
    ("change", "fault", "says"),
    [
        (
            {"frais": "gratui"},
            ("frais", "value_unknown", "gratui"),
            "Vouliez-vous dire « gratuit »",
        ),
        ({"date_maj": "hier"}, ("date_maj", "date_shape", "hier"), "2026-11-21"),
        ({"date_maj": "2026-11-22"}, ("date_maj", "date", "2026-11-22"), "2026"),
        ({"code_postal": 1000}, ("code_postal", "not_a_text", "1000"), "texte"),
        ({"nombre_semaines": 1.5}, ("nombre_semaines", "not_a_number", "1.5"), "nombre"),
        ({"latitude": 50.6}, ("longitude", "position_whole", ""), "latitude et la longitude"),
        ({"nom": None}, ("nom", "required", ""), "Remplissez"),
        ({"id": "10"}, ("id", "id_form", "10"), "deux tirets"),
        ({"source": None}, ("source", "required", ""), "Remplissez"),
        ({"publics": {"a": 1}}, ("publics", "not_a_list", '{"a": 1}'), "liste"),
        ({"themes": "x"}, ("themes", "column_unknown", "themes"), "thematiques"),
    ],
)
def test_each_fault_says_where_and_how_to_repair(tmp_path, change, fault, says):
    check = checked(tmp_path, [SERVICE, SERVICE | {"id": "clairmaille--11"} | change])
    (group,) = check.groups
    assert (group["field"], group["rule"], group["value"]) == fault
    assert says.replace("« ", "«\xa0").replace(" »", "\xa0»") in group["repair"]
    if fault[1] != "column_unknown":
        assert group["lines"] == [(2, 2)]


def test_faults_are_grouped_with_their_lines_and_an_identifier_is_told_once(tmp_path):
    rows = [SERVICE | {"id": f"clairmaille--{n}", "frais": "cher"} for n in range(5)]
    check = checked(tmp_path, [*rows, rows[0] | {"frais": "gratuit"}])
    groups = found(check)
    assert groups["frais", "value_unknown", "cher"]["lines"] == [(1, 5)]
    assert "élément 1" in groups["id", "id_repeated", "clairmaille--0"]["message"]
    assert check.report["n_valid"] == 0


def test_a_column_that_misses_is_said_once_and_no_row_is_good(tmp_path):
    text = "source,id,nom,siret,courriel\nclairmaille,clairmaille--1,Le Fil,,\n" * 1
    check = checked(tmp_path, text, "structures.csv")
    (group,) = check.groups
    assert (group["field"], group["rule"], group["count"]) == ("date_maj", "column_missing", 1)
    assert check.report["n_valid"] == 0
    assert "n’est pas conforme" in check.verdict


@override_settings(ALLOWED_HOSTS=["testserver"])
@pytest.mark.parametrize("list_", ["structures", "services"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_our_own_files_are_read_and_are_good(client, tmp_path, list_, form):
    place = make_place(nom="Le Fil", presentation_resume="On y trouve de l’aide.")
    make_offer(place, services=["Aide aux démarches administratives"], frais_a_charge=["Gratuit"])
    name = f"data-inclusion-{list_}.{form}"
    text = text_of(client.get(f"/donnees/fichiers/{name}"))
    check = checked(tmp_path, text, name)
    assert f"liste des {list_}" in check.counted
    assert [g for g in check.groups if g["severity"] == "error"] == []


def test_the_page_says_what_the_file_is_and_offers_no_correction(client):
    data = json.dumps([SERVICE | {"frais": "gratui"}]).encode()
    answer = client.post("/valider/", {"fichier": SimpleUploadedFile("services.json", data)})
    page = BeautifulSoup(answer.content, "html.parser")
    text = " ".join(page.main.get_text(" ").split())
    assert "fichier data·inclusion v1" in text
    assert NOT_MENDED in text
    assert "valeur hors de la liste" in text
    assert not any("corrig" in a["download"] for a in page.select("a[download]"))
