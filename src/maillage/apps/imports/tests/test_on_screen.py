"""A file on screen: sent, tried, imported, its report downloaded; every real file too."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from python_calamine import CalamineWorkbook

from maillage.apps.directory.tests.factories import Place, make_organisation, make_user
from maillage.apps.imports.actions import run_delivery
from maillage.apps.imports.actions.delivery import Options
from maillage.apps.imports.actions.work import purge_files
from maillage.apps.imports.models import DeliveredFile, Delivery
from maillage.apps.imports.queries.files import folder
from maillage.apps.imports.tests.factories import place_row, write_places
from maillage.apps.imports.tests.screen import (
    BACKEND,
    NEW,
    AuditRow,
    imported,
    page,
    received,
    shown,
    table,
    tried,
)
from maillage.sources.catalog import get_source
from maillage.web.jobs import run_waiting
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- the whole way


def test_a_file_is_sent_tried_then_imported_and_its_report_downloaded(desk, person, tmp_path):
    rows = [place_row(n) for n in range(12)]
    rows[3]["nom"] = ""
    file = received(desk, table(tmp_path, rows))
    assert (file.state, file.source, file.received_by) == ("received", "", person)
    text = shown(desk, page(file))
    assert "De qui vient ce fichier ?" in text
    assert "suit la norme nationale" in text
    desk.post(f"{page(file)}source/", {"source": "national", "producteur": "MJC de l’Étang"})
    text = shown(desk, page(file))
    assert "Nous essayons le fichier" in text
    assert 'http-equiv="refresh"' in text
    assert not Place.objects.exists()
    run_waiting()
    text = shown(desk, page(file))
    assert "Voulez-vous importer ce fichier ?" in text
    assert "<b>11</b>ajoutées" in text
    assert "<b>1</b>refusées" in text
    assert "ligne 5" in text
    assert "nom est obligatoire" in text
    assert "Espace numérique 7" in text
    assert "http-equiv" not in text
    assert not Place.objects.exists()
    answer = desk.post(f"{page(file)}importer/")
    assert answer["Location"] == page(file)
    assert "L’import est en cours" in shown(desk, page(file))
    run_waiting()
    assert "11 ajoutées, 1 refusée" in shown(desk, page(file))
    assert Place.objects.public().count() == 11
    delivery = Delivery.objects.get()
    assert (delivery.source, delivery.asked_by) == ("national:mjc-de-letang", person)
    assert (delivery.filename, delivery.n_in) == ("lieux.csv", 12)
    text = shown(desk, f"/pro/livraisons/{delivery.pk}/")
    assert "Dominique Exemple" in text
    listed = shown(desk, "/pro/livraisons/")
    assert "À finir" not in listed
    assert "par Dominique Exemple" in listed
    acts = AuditRow.objects.order_by("pk").values_list("action", "subject_kind", "by")
    assert list(acts) == [
        ("receive_file", "file", person.pk),
        ("import_file", "file", person.pk),
    ]


def test_the_preview_says_by_field_what_changes_before_and_after_and_who_goes(desk, tmp_path):
    imported(desk, table(tmp_path, [place_row(n) for n in range(20)]))
    rows = [place_row(n) for n in range(18)]
    rows[4] |= {"telephone": "+33199009999", "horaires": ""}
    file = tried(desk, table(tmp_path, rows))
    text = shown(desk, page(file))
    for said in (
        "<b>1</b>changées",
        "<b>17</b>inchangées",
        "<b>2</b>retirées",
        "<b>Espace numérique 4</b> : « +33199000004 » → « +33199009999 »",
        "→ « rien »",
        "Espace numérique 18",
        "Espace numérique 19",
    ):
        assert said in text, said
    assert Place.objects.public().count() == 20


def test_a_source_of_the_catalog_is_recognised_and_tried_without_a_question(desk):
    columns = ";".join(get_source("bfc").recognised_by)
    file = received(desk, f"{columns};autre\n1;2;3;4\n".encode())
    assert file.source == "bfc"
    assert file.state in {"previewed", "failed"}


def test_a_source_that_was_recognised_is_said_so_and_another_is_said_to_be_chosen(desk):
    file = received(desk, shared_data("lieux/brut/mulhouse-2023.json.gz").read_bytes(), "m.json")
    assert "Nous reconnaissons un fichier" in shown(desk, page(file))
    desk.post(f"{page(file)}source/", {"source": "angers"})
    run_waiting()
    text = shown(desk, page(file))
    assert "Nous reconnaissons" not in text


def test_what_cannot_be_fetched_is_said_in_whole_words(desk, settings):
    desk.post(NEW, {"adresse": "http://127.0.0.1/lieux.csv"})
    run_waiting()
    file = DeliveredFile.objects.get()
    text = shown(desk, page(file))
    assert "Le site 127.0.0.1 est dans un réseau interne" in text
    assert "Donner le fichier autrement" in text


def test_only_who_keeps_the_base_may_come_in(client, tmp_path, person):
    client.force_login(person, backend=BACKEND)
    delivery = imported(client, table(tmp_path, [place_row(1)]))
    file = DeliveredFile.objects.get()
    addresses = [
        NEW, "/pro/livraisons/", page(file), f"{page(file)}source/", f"{page(file)}importer/",
        f"{page(file)}abandonner/", f"/pro/livraisons/{delivery.pk}/",
        f"/pro/livraisons/{delivery.pk}/bilan.csv", f"/pro/livraisons/{delivery.pk}/bilan.xlsx",
        f"/pro/livraisons/{delivery.pk}/refusees.csv", f"/pro/livraisons/{delivery.pk}/annuler/",
    ]  # fmt: skip
    house = make_organisation()
    for role, organisation in (
        ("mediator", house),
        ("member", house),
        ("elected", None),
        ("", None),
    ):
        client.force_login(make_user(role=role, organisation=organisation), backend=BACKEND)
        for address in addresses:
            assert client.get(address).status_code == 403, (role, address)
            assert client.post(address).status_code == 403, (role, address)
    client.force_login(person, backend=BACKEND)
    assert client.get("/pro/livraisons/fichiers/999/").status_code == 404
    assert client.get("/pro/livraisons/999/bilan.csv").status_code == 404


# ---------------------------------------------------------------- reports, list, purge


def test_the_report_is_a_table_in_which_nothing_runs(desk, tmp_path):
    danger = "=HYPERLINK(1)"
    rows = [place_row(1), place_row(2, id=danger, nom=""), place_row(3, nom=danger)]
    delivery = imported(desk, table(tmp_path, rows), f"{danger}.csv")
    answer = desk.get(f"/pro/livraisons/{delivery.pk}/bilan.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert cells[0][:3] == ["rubrique", "objet", "nombre"]
    assert {len(row) for row in cells} == {7}
    assert ["lignes", "refusées", "1"] in [row[:3] for row in cells]
    assert not [cell for row in cells for cell in row if cell.startswith("=")]
    answer = desk.get(f"/pro/livraisons/{delivery.pk}/bilan.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    read = book.get_sheet_by_index(0).to_python()
    assert read[0] == cells[0]
    assert len(read) == len(cells)
    assert any(danger in str(cell) for row in read for cell in row)
    sheets = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet = sheets.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()


def test_the_list_is_narrowed_to_a_source(desk, tmp_path):
    imported(desk, table(tmp_path, [place_row(1)]), "mjc.csv")
    path = write_places(tmp_path / "ville.csv", [place_row(2)])
    run_delivery(path, get_source("clairmaille"), now=timezone.now(), options=Options())
    everything = shown(desk, "/pro/livraisons/")
    assert "mjc.csv" in everything
    assert "ville.csv" in everything
    one = shown(desk, "/pro/livraisons/?source=clairmaille")
    assert "ville.csv" in one
    assert "mjc.csv" not in one
    assert "Aucune livraison" in shown(desk, "/pro/livraisons/?source=%00inconnue")


def test_a_file_is_deleted_after_its_days_and_its_report_stays(desk, tmp_path):
    delivery = imported(desk, table(tmp_path, [place_row(1)]))
    waiting = received(desk, table(tmp_path, [place_row(2)]))
    (folder() / "orphelin").write_bytes(b"x")
    last_day = waiting.purge_on
    assert last_day == timezone.localdate() + timedelta(days=settings.DELIVERY_DAYS)
    assert purge_files(today=last_day) == 0
    assert purge_files(today=last_day + timedelta(days=1)) == 2
    assert {path.name for path in folder().iterdir()} == {"orphelin"}
    waiting.refresh_from_db()
    assert (waiting.state, waiting.path) == ("abandoned", "")
    assert "Espace numérique" not in shown(desk, page(waiting))
    assert "1 ajoutée" in shown(desk, f"/pro/livraisons/{delivery.pk}/")
    file = DeliveredFile.objects.get(pk=delivery.file_id)
    answer = desk.post(f"{page(file)}source/", {"source": "national:mjc"})
    assert answer.status_code == 409
    assert "n’est plus gardé" in answer.content.decode()


def test_what_a_kill_left_on_disk_goes_after_a_day(tmp_path):
    import os

    folder().mkdir()
    for name, age_s in (("vieux", 90_000), ("jeune", 60)):
        path = folder() / name
        path.write_bytes(b"x")
        when = timezone.now().timestamp() - age_s
        os.utime(path, (when, when))
    (folder() / "listed-then-gone").symlink_to("nowhere")
    assert purge_files(today=date(2026, 11, 21)) == 1
    assert {path.name for path in folder().iterdir() if path.exists()} == {"jeune"}


# ---------------------------------------------------------------- real files


RAW = [
    "angers-2022.json.gz", "bfc-ternum-2023.csv.gz", "conseiller-numerique-2022-12.json.gz",
    "corse-2023.json.gz", "data-inclusion-2023-02.json.gz", "france-services-2022-12-01.csv.gz",
    "hinaura-2022-11.json.gz", "la-creuse-2023.json.gz", "maine-et-loire-2023-05.json.gz",
    "mulhouse-2023.json.gz", "nouvelle-caledonie-2024.json.gz", "paca-hub-du-sud-2022.csv.gz",
    "rhinocc-2023-geocode.csv.gz",
]  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_a_real_file_is_recognised_tried_and_imported_with_every_row(desk, name):
    content = shared_data(f"lieux/brut/{name}").read_bytes()
    file = received(desk, content, name)
    if name.startswith("data-inclusion"):  # the national columns: its producer is asked
        assert "suit la norme nationale" in shown(desk, page(file))
        desk.post(f"{page(file)}source/", {"source": "data-inclusion-2023"})
        run_waiting()
        file.refresh_from_db()
    assert file.state == "previewed", (file.state, file.failure)
    looked = file.preview["counts"]
    shown(desk, page(file))
    assert desk.post(f"{page(file)}importer/").status_code == 302
    run_waiting()
    delivery = Delivery.objects.get(file=file)
    assert delivery.state == "done"
    made = (delivery.n_added, delivery.n_changed, delivery.n_unchanged, delivery.n_refused)
    assert delivery.n_in == sum(made) == looked["rows"]
    assert (delivery.n_added, delivery.n_refused) == (looked["added"], looked["refused"])
    assert delivery.n_refused == delivery.refused.count()
    shown(desk, f"/pro/livraisons/{delivery.pk}/")
    # Every row once more: nothing changes.
    again = received(desk, content, name)
    desk.post(f"{page(again)}source/", {"source": file.source})
    run_waiting()
    again.refresh_from_db()
    assert again.preview["counts"]["added"] == again.preview["counts"]["changed"] == 0
    json.dumps(again.preview)
