"""The page where a file is checked: same words as the command, nothing kept, never a traceback."""

import base64
import gzip
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillage.apps.opendata.queries import file_apart, file_check
from maillage.apps.opendata.queries.file_apart import check_apart
from maillage.apps.opendata.queries.file_check import MAX_BYTES, FileRefused
from maillage.apps.opendata.views.validator import AT_ONCE
from maillage.apps.opendata.views.validator_words import bilan_of
from maillage.core.standard import validate
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db
URL = "/valider/"
HEADER = (
    "id,nom,commune,code_postal,adresse,telephone,frais_a_charge,latitude,longitude,pivot,date_maj"
)
END = "50.6,3.1,00000000000000,2026-09-01"
GOOD = f"1,Le Fil,Clairmaille,59999,1 rue du Rouet,+33199001234,Gratuit,{END}"
BAD = (
    f"2,La Navette,Clairmaille,59999,2 rue du Rouet,01 99 00 12 35,gratuit,{END}",
    f"3,La Trame,Clairmaille,59999,3 rue du Rouet,01 99 00 12 36,Gratuitt,{END}",
    f"4,La Chaîne,Clairmaille,1000,4 rue du Rouet,,gratuit,{END}",
)
CSV = "\n".join([HEADER, GOOD, *BAD]) + "\n"


@pytest.fixture(autouse=True)
def no_count():
    cache.clear()


def send(client, data, name="lieux.csv", **more):
    data = data.encode() if isinstance(data, str) else data
    headers = more.pop("headers", {})
    file = SimpleUploadedFile(name, data)
    return client.post(URL, {"fichier": file, **more}, headers=headers)


def text_of(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.main.get_text(" ").split())


def held(response, label):
    """Return the file that a link of the page holds."""
    page = BeautifulSoup(response.content, "html.parser")
    link = next(a for a in page.select("a[download]") if label in a.get_text())
    return base64.b64decode(link["href"].partition("base64,")[2]).decode()


def workbook(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Lieux")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


# ---------------------------------------------------------------- what is said


@pytest.mark.row("CEN-08")
def test_the_page_names_the_line_the_field_and_the_repair_the_summary_first(client):
    answer = send(client, CSV)
    said = text_of(answer)
    assert answer.status_code == 200
    assert said.index("Le bilan") < said.index("Ce que nous avons corrigé")
    assert "« Gratuitt » n’est pas dans la liste de frais_a_charge" in said
    assert "Vouliez-vous dire « Gratuit » ?" in said
    assert "2 fois, lignes 3, 5" in said  # "gratuit", twice
    assert "sans erreur" in said


def test_lines_that_follow_one_another_are_said_as_a_range(client):
    rows = [f"{n},Lieu {n},Clairmaille,59999,,,Gratuitt,,,," for n in range(10, 25)]
    said = text_of(send(client, "\n".join([HEADER, *rows[:8], GOOD, *rows[8:]])))
    assert "15 fois, lignes 2 à 9, 11 à 17" in said


@pytest.mark.parametrize("data", [CSV, "", "nom\n", HEADER, "<html>", "[1,{}]", '{"features":[]}'])
def test_the_command_and_the_page_agree_word_for_word(client, data, tmp_path):
    file = tmp_path / "lieux.csv"
    file.write_text(data, encoding="utf-8")

    def command(*options):
        words = [sys.executable, "-m", "maillage.config.cli", "validate", *options, str(file)]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    told = command("--json")
    said = json.loads(told.stdout)
    page = send(client, data, headers={"Accept": "application/json"})
    assert page.json() == said
    assert told.returncode == (0 if said["ok"] else 1)
    spoken = " ".join(command().stdout.split())
    shown = text_of(send(client, data))
    for group in said["faults"]:
        for words in (group["message"], group["repair"]):
            plain = " ".join(words.split())
            assert plain in spoken
            assert plain in shown
    # What was counted: the same sentence.
    assert " ".join(command().stdout.splitlines()[0].split()) in shown


def test_a_good_file_is_said_good(client):
    said = text_of(send(client, f"{HEADER}\n{GOOD}\n"))
    assert "Le fichier est conforme." in said
    assert "Rien à réparer." in said


def test_the_report_to_download_runs_nothing_in_a_spreadsheet(client):
    data = f"{HEADER}\n1,Le Fil,Clairmaille,59999,,,=HYPERLINK(1),{END}\n"
    rows = held(send(client, data), "rapport").splitlines()
    assert rows[0].lstrip("\ufeff").startswith("gravite;champ;regle;valeur;nombre;lignes")
    line = next(row for row in rows if "HYPERLINK" in row)
    assert ";'=HYPERLINK(1);1;2;" in line
    sent = b"".join(send(client, data, sortie="rapport").streaming_content).decode()
    assert sent.splitlines() == rows


# ---------------------------------------------------------------- what is corrected


def test_safe_corrections_are_made_counted_and_listed_the_rest_stays(client):
    answer = send(client, CSV)
    corrected = held(answer, "corrigé").splitlines()
    assert corrected == [
        HEADER,
        GOOD,
        f"2,La Navette,Clairmaille,59999,2 rue du Rouet,+33199001235,Gratuit,{END}",
        f"3,La Trame,Clairmaille,59999,3 rue du Rouet,+33199001236,Gratuitt,{END}",
        f"4,La Chaîne,Clairmaille,01000,4 rue du Rouet,,Gratuit,{END}",
    ]
    said = text_of(answer)
    assert "5 corrections, les voici." in said
    assert "« 1000 » → « 01000 »" in said
    assert "Il y restera 1 erreur, à réparer à la main." in said
    sent = send(client, CSV, sortie="corrige")
    assert sent["Content-Disposition"] == 'attachment; filename="lieux-corrige.csv"'
    assert sent.content.decode().splitlines() == corrected


def test_what_needs_a_choice_is_left_and_said(client):
    row = f"1,LE FIL,CLAIRMAILLE,59999,1 RUE DU ROUET,01 99 00 12 34 / 01 99 00 12 35,,{END}"
    answer = send(client, f"{HEADER}\n{row}\n")
    said = text_of(answer)
    assert "à vous de choisir" in said
    assert "« LE FIL » → « Le Fil »" in said
    assert not BeautifulSoup(answer.content, "html.parser").select('a[download*="corrige"]')


def test_a_file_with_a_row_that_cannot_be_read_is_not_given_back_without_it(client):
    answer = send(client, CSV + "5,trop,court\n")
    said = text_of(answer)
    assert "Une ligne ne peut pas être lue" in said
    assert not BeautifulSoup(answer.content, "html.parser").select('a[download*="corrige"]')


def test_a_file_in_the_encoding_of_excel_is_read_and_comes_back_in_utf_8(client):
    text = CSV.replace(",", ";")
    answer = send(client, text.encode("cp1252"))
    said = text_of(answer)
    assert "il est lu en Windows-1252" in said
    assert "Le fichier n’est pas en UTF-8" in said  # the fault stays: the command says it too
    assert "La Chaîne" in held(answer, "corrigé")


def test_a_workbook_is_checked_with_the_lines_of_its_sheet(client):
    rows = [["Recensement 2026"], [], *(line.split(",") for line in CSV.splitlines())]
    answer = send(client, workbook(rows), "lieux.xlsx")
    said = text_of(answer)
    assert "feuille « Lieux », titres à la ligne 3" in said
    assert "2 fois, lignes 5, 7" in said
    assert "01000" in held(answer, "corrigé")


# ---------------------------------------------------------------- nothing is kept, nothing breaks


def test_the_page_sets_no_cookie_and_asks_for_no_account(client):
    for answer in (client.get(URL), send(client, CSV)):
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
    assert "rien n’est gardé" in text_of(client.get(URL))


def test_nothing_of_the_file_stays_on_the_disk(client, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    send(client, CSV)
    send(client, b"x" * 3_000_000)  # large enough for Django to write it aside
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("vide.csv", b""),
        ("nul.csv", b"\x00" * 500),
        ("bombe.csv.gz", gzip.compress(b"a,b\n" * 20_000_000, 1)),
        ("coupe.csv.gz", gzip.compress(CSV.encode())[:-9]),
        ("profond.json", b"[" * 200_000),
        ("nombre.json", b'[{"id":' + b"9" * 6_000 + b"}]"),
        ("archive.zip", b"PK\x03\x04" + b"\x00" * 200),
        ("classeur.xlsx", b"PK\x03\x04"),
        ("page.csv", b"<!doctype html><p>404"),
        ("\u202e=cmd\x00.csv", CSV.encode()),
        ("a" * 300 + ".csv", CSV.encode()),
        ("substitut.json", b'[{"id":"\\ud800","nom":"\\udfff","commune":"c"}]'),
        ("pdf.csv", b"%PDF-1.4"),
    ],
)
def test_any_file_is_answered_in_words(client, name, data):
    answer = send(client, data, name)
    assert answer.status_code in (200, 422)
    assert "Traceback" not in answer.content.decode()
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one(".note.wrong"), "nothing was said to be wrong"


def test_a_workbook_that_unpacks_to_too_much_is_refused(client):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    answer = send(client, out.getvalue(), "lieux.xlsx")
    assert answer.status_code == 422
    assert "lieux.xlsx dépasse 300 Mo une fois décompressé" in text_of(answer)


def test_a_file_too_large_is_refused_before_it_is_read(client):
    answer = client.post(
        URL,
        data=b"",
        content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(MAX_BYTES + 100_000)},
        CONTENT_LENGTH=str(MAX_BYTES + 100_000),
    )
    assert answer.status_code == 413
    assert "20 Mo au plus" in text_of(answer)


def test_a_check_that_lasts_is_stopped_and_said(client):
    with pytest.raises(FileRefused, match="trop de temps"):
        check_apart([CSV.encode()], name="lieux.csv", time_limit_s=0.01)


def test_a_process_that_dies_is_said_as_a_file_that_stopped_it(monkeypatch):
    monkeypatch.setattr(file_apart.sys, "executable", "/bin/false")
    with pytest.raises(FileRefused, match="s’est arrêté"):
        check_apart([CSV.encode()], name="lieux.csv")


def test_one_network_cannot_send_file_after_file(client, monkeypatch):
    monkeypatch.setattr("maillage.apps.opendata.views.validator.RATES", {"valider": "2/m/ip"})
    assert [send(client, "").status_code for _ in range(3)] == [200, 200, 429]


def test_only_some_files_are_checked_at_once(client):
    for number in range(AT_ONCE):
        cache.add(f"opendata:valider:{number}", 1)
    answer = send(client, CSV)
    assert answer.status_code == 503
    cache.delete("opendata:valider:0")
    assert send(client, CSV).status_code == 200
    assert cache.get("opendata:valider:0") is None, "the place was not given back"


def test_a_missing_file_is_asked_for(client):
    answer = client.post(URL, {})
    assert answer.status_code == 422
    assert "Choisissez un fichier." in text_of(answer)


def test_the_page_can_be_read_by_head_and_nothing_else(client):
    assert client.head(URL).status_code == 200
    assert client.put(URL).status_code == 405
    assert reverse("opendata:validator") == URL


REAL = (
    "lieux/hauts-de-france-portrea-2022.geojson.gz",
    "lieux/brut/data-inclusion-2023-02.json.gz",
    "lieux/brut/paca-hub-du-sud-2022.csv.gz",
    "lieux/brut/la-creuse-2023.json.gz",
)


@pytest.mark.parametrize("relative", REAL)
def test_real_files_are_checked_as_the_command_does(relative):
    path = shared_data(relative)
    check = check_apart([path.read_bytes()], name=path.name)
    assert check.report == validate(path.read_bytes(), filename=path.name).as_json()
    assert check.groups
    if check.corrected:
        again = validate(check.corrected.encode(), filename="corrige.csv")
        assert again.n_errors <= check.report["n_errors"]
        assert again.n_rows == check.report["n_rows"]


def test_the_folder_of_the_check_is_for_this_account_only():
    assert Path(tempfile.gettempdir()).exists()
    with tempfile.TemporaryDirectory(prefix="maillage-valider-") as folder:
        assert Path(folder).stat().st_mode & 0o077 == 0


# ---------------------------------------------------------------- to its end


def test_a_file_with_too_many_different_faults_is_still_seen_to_its_end(client, monkeypatch):
    monkeypatch.setattr(file_check, "MAX_GROUPS", 10)
    rows = [f"{n},Le Fil {n},Clairmaille,x{n},1 rue du Rouet,,,{END}" for n in range(300)]
    check = check_file_of("\n".join([HEADER, *rows]) + "\n")
    assert not check.stopped
    assert check.folded
    assert len(check.groups) < 20
    others = [g for g in check.groups if g["value"] == file_check.OTHERS]
    counts = {g["field"]: g["count"] for g in others}
    told = sum(g["count"] for g in check.groups if g["field"] == "code_postal")
    assert told == 300
    assert counts["code_postal"] > 280
    assert check.report["n_errors"] == sum(
        g["count"] for g in check.groups if g["severity"] == "error"
    )
    assert not any(g["fixed"] for g in others)
    assert "portent sur tout le fichier" in str(bilan_of(check).stopped)


def test_columns_by_the_thousand_stop_the_check_and_it_is_said(client, monkeypatch):
    monkeypatch.setattr(file_check, "MAX_GROUPS", 10)
    monkeypatch.setattr(file_check, "MAX_KINDS", 10)
    check = check_file_of(f"{HEADER},{','.join(f'colonne{n}' for n in range(100))}\n{GOOD}\n")
    assert check.stopped
    assert "s’est arrêté" in str(bilan_of(check).stopped)


def test_more_lines_than_places_may_have_are_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(file_check, "MOST_LINES", 50)
    with pytest.raises(FileRefused, match=r"plus de 50 lignes.*découpez-le"):
        check_file_of(HEADER + "\n" * 60)
    with pytest.raises(FileRefused, match="plus de 50 lignes"):
        check_file_of("[" + ",".join(["{}"] * 60) + "]", name="lieux.json")


def check_file_of(text, name="lieux.csv"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        return file_check.check_file(path, name=name)
