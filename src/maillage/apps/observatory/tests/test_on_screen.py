"""A file of figures from the hands of a person to a map: sent, described, tried, loaded, undone."""

import io
import json
import os
import re

import pytest
import xlsxwriter
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.apps.directory.tests.factories import make_user
from maillage.apps.observatory.models import Dataset, Figure, Measure
from maillage.apps.observatory.queries.uploads import folder, year_in, zone_guess
from maillage.apps.observatory.tests.factories import make_dataset, make_measure, make_zone
from maillage.sources.mapping import look
from maillage.web.ods import ods_bytes
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db
AuditRow = apps.get_model("directory", "AuditRow")
HOME = "/pro/observatoire/chiffres/"
FILOSOFI = (
    "CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021;TP60AGE121;PPSOC21\n"
    "59999;900;2000;18530;24,0;s;\n59998;1;1;1;1;1;1\n"
)
TABLE = (
    "Quartier;Habitants;Foyers aidés (%);Remarque\nLa Filature;1 200;12,5 %;bien\n"
    "Le Rouet;800;x;à revoir\nAilleurs;3;4;\n"
)
SAID = {
    "title": "Foyers aidés",
    "producer": "CCAS de Clairmaille",
    "licence": "Licence Ouverte 2.0",
    "year": "2025",
    "zone_kind": "quarter",
    "code_column": "Quartier",
    "secret": "x",
    "mesure0": "population",
    "mesure1": "nouvelle",
    "nom1": "Part de foyers aidés par la ville",
    "unite1": "pct",
    "base1": "des foyers",
    "famille1": "social",
    "sens1": "1",
}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def person():
    return make_user(role="data_steward")


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    make_zone("59999", nom="Clairmaille")
    make_zone("filature", "quarter", nom="La Filature")
    make_zone("rouet", "quarter", nom="Le Rouet")
    return client


def send(desk, content, name="chiffres.csv", **more):
    content = content.encode() if isinstance(content, str) else content
    return desk.post(HOME, {"fichier": SimpleUploadedFile(name, content), "fin": "1", **more})


def words(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join(page.find("main").get_text(" ").split())


def errors(answer):
    """Return the error of each field, by the name of the field."""
    page = BeautifulSoup(answer.content, "html.parser")
    found = {}
    for field in page.select("[aria-invalid=true]"):
        (said,) = page.select(f"#{field['id']}_error")
        assert f"{field['id']}_error" in field["aria-describedby"]
        found[field["name"]] = said.get_text(" ", strip=True)
    return found


# ---------------------------------------------------------------- a file that is known


def test_a_known_file_is_shown_then_loaded_then_in_the_list_and_the_journal(desk, person):
    answer = send(desk, FILOSOFI)
    assert answer.status_code == 302
    page = desk.get(answer["Location"])
    said = words(page)
    for part in ("Maillage connaît ce fichier", "Revenus et pauvreté des communes",
                 "Lignes lues : 2", "De territoires de votre base : 1", "non gardées : 1",
                 "Clairmaille", "24 %", "secret", "non fourni"):  # fmt: skip
        assert part in said, part
    assert not Figure.objects.exists()  # nothing is written by looking
    done = desk.post(answer["Location"], follow=True)
    assert "est chargé : 6 chiffres, 1 territoire." in words(done)
    assert Figure.objects.count() == 6
    assert Dataset.objects.get().loaded_by == person
    assert "Revenus et pauvreté des communes (Filosofi 2021)" in words(desk.get(HOME))
    row = AuditRow.objects.get(action="load_figures")
    assert (row.action, row.subject_kind, row.by) == ("load_figures", "dataset", person)
    assert list(folder().iterdir()) == []  # the file is not kept once it is loaded
    journal = make_user(role="coordinator")
    desk.force_login(journal)
    assert "Chiffres chargés" in words(desk.get("/pro/journal/"))


def test_a_second_click_says_what_is_loaded_and_loads_nothing_twice(desk):
    address = send(desk, FILOSOFI)["Location"]
    desk.post(address)
    again = desk.post(address, follow=True)
    assert "est chargé : 6 chiffres, 1 territoire." in words(again)
    assert Figure.objects.count() == 6
    assert AuditRow.objects.filter(action="load_figures").count() == 1
    gone = desk.get(address.replace(address.split("/")[-2], "0" * 32))
    assert gone.status_code == 404
    assert "n’attend plus" in words(gone)


def test_loading_again_says_what_it_replaces(desk):
    desk.post(send(desk, FILOSOFI)["Location"])
    page = desk.get(send(desk, FILOSOFI.replace("24,0", "25,0"))["Location"])
    assert "Il remplace « Revenus et pauvreté des communes (Filosofi 2021) »" in words(page)


@pytest.mark.parametrize("ending", ["tsv", "xlsx", "ods", "json"])
def test_a_file_of_any_format_is_read(desk, ending):
    rows = [line.split(";") for line in FILOSOFI.splitlines()]
    if ending == "tsv":
        content = FILOSOFI.replace(";", "\t").encode()
    elif ending == "json":
        content = json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).encode()
    elif ending == "ods":
        content = ods_bytes(rows[0], rows[1:], title="Chiffres")
    else:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet()
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
        content = buffer.getvalue()
    answer = send(desk, content, name=f"chiffres.{ending}")
    assert "24 %" in words(desk.get(answer["Location"]))
    desk.post(answer["Location"])
    assert Figure.objects.get(measure__code="poverty_rate_pct").value == 24


def test_a_file_of_elsewhere_cannot_be_loaded(desk):
    address = send(desk, FILOSOFI.replace("59999", "01004"))["Location"]
    page = desk.get(address)
    assert "Aucun code de ce fichier" in words(page)
    assert "Charger ces chiffres" not in words(page)
    refused = words(desk.post(address, follow=True))
    assert "Rien n’a été chargé" in refused
    assert "Aucun code de ce fichier" in refused
    assert not Dataset.objects.exists()


# ---------------------------------------------------------------- a file that is described


def test_a_file_that_nobody_knows_is_described_tried_loaded_and_replayed(desk):
    answer = send(desk, TABLE, name="foyers-2025.csv")
    page = desk.get(answer["Location"], follow=True)
    address = page.redirect_chain[-1][0]
    form = BeautifulSoup(page.content, "html.parser").select_one("form")
    # What can be guessed is: the kind, the column of the code, the year in the name of the file.
    assert form.select_one("[name=zone_kind] option[selected]")["value"] == "quarter"
    assert form.select_one("[name=code_column] option[selected]")["value"] == "Quartier"
    assert form.select_one("[name=year]")["value"] == "2025"
    said = words(page)
    assert "Exemples : 1 200 ; 800 ; 3" in said
    assert "ne sont pas des nombres : Quartier, Remarque" in said
    tried = desk.post(address, SAID, follow=True)
    said = words(tried)
    for part in ("Lu comme vous venez de le décrire", "12,5 %", "secret", "Lignes lues : 3",
                 "De territoires de votre base : 2", "Part de foyers aidés par"):  # fmt: skip
        assert part in said, part
    assert not Measure.objects.exists()  # nothing before the last word
    desk.post(answer["Location"])
    measure = Measure.objects.get(code="part-de-foyers-aides-par-la-ville")
    assert (measure.unit, measure.base_words, measure.direction) == ("pct", "des foyers", 1)
    values = Figure.objects.filter(measure=measure).order_by("zone__nom")
    assert [(one.value, one.state) for one in values] == [(12.5, "known"), (None, "secret")]
    assert Dataset.objects.get().code == "foyers-aides-2025"
    # The next file with these columns: another year, read without a word.
    answer = send(desk, TABLE.replace("1 200", "1 300"), name="foyers-2026.csv")
    said = words(desk.get(answer["Location"]))
    assert "Lu comme « Foyers aidés »" in said
    assert "Année 2026" in said
    desk.post(answer["Location"])
    assert set(Dataset.objects.values_list("code", "year")) == {
        ("foyers-aides-2025", 2025), ("foyers-aides-2026", 2026),
    }  # fmt: skip
    assert (
        Figure.objects.get(measure__code="population", year=2026, zone__code="filature").value
        == 1300
    )


@pytest.mark.row("OBS-05")
@pytest.mark.parametrize("nothing", ["producer", "licence", "title", "year"])
def test_a_file_without_its_source_is_refused_in_plain_words(desk, nothing):
    address = send(desk, TABLE)["Location"] + "decrire/"
    answer = desk.post(address, SAID | {nothing: ""})
    assert answer.status_code == 422
    assert set(errors(answer)) == {nothing}
    if nothing in ("producer", "licence"):
        assert "Un chiffre sans source n’est pas chargé" in words(answer)
    # And no way round: what is not described is not loaded.
    assert desk.post(address.removesuffix("decrire/")).status_code == 422
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"base1": ""}, "base1", "sans base"),
        ({"nom1": ""}, "nom1", "Nommez"),
        ({"nom1": "…"}, "nom1", "lettre"),
        ({"mesure1": "population"}, "mesure1", "une seule colonne"),
        ({"year": "1900"}, "year", "1962"),
        ({"zone_kind": "planet"}, "zone_kind", "choix"),
    ],
)
def test_each_error_is_beside_its_field_and_the_rest_is_kept(desk, change, field, said):
    address = send(desk, TABLE)["Location"] + "decrire/"
    answer = desk.post(address, SAID | change)
    assert answer.status_code == 422
    found = errors(answer)
    assert field in found
    assert said in found[field]
    form = BeautifulSoup(answer.content, "html.parser").select_one("form")
    assert form.select_one("[name=title]")["value"] == "Foyers aidés"


def test_at_least_one_column_is_kept_and_a_known_name_is_not_made_twice(desk):
    address = send(desk, TABLE)["Location"] + "decrire/"
    answer = desk.post(address, SAID | {"mesure0": "", "mesure1": ""})
    assert "au moins ce que mesure une colonne" in words(answer)
    make_measure("part-de-foyers-aides-par-la-ville")
    answer = desk.post(address, SAID)
    assert "choisissez-la dans la liste" in errors(answer)["nom1"]


def test_what_was_described_is_described_again_with_its_own_words(desk):
    address = send(desk, TABLE)["Location"]
    desk.post(address + "decrire/", SAID)
    page = BeautifulSoup(desk.get(address + "decrire/").content, "html.parser")
    chosen = page.select_one("[name=mesure1] option[selected]")
    assert chosen.get_text() == "Part de foyers aidés par la ville"
    again = {k: v for k, v in SAID.items() if not k.endswith("1")} | {
        "mesure1": chosen["value"], "title": "Foyers", "code_column": "Quartier",
    }  # fmt: skip
    desk.post(address + "decrire/", again)
    desk.post(address)
    assert Measure.objects.get(code=chosen["value"]).base_words == "des foyers"
    assert Dataset.objects.get().title == "Foyers"


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.csv", b"", "vide"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "ne peut pas être lu"),
        ("page.csv", b"<html><body>Erreur 404</body></html>", "ne peut pas être lu"),
    ],
)
def test_what_is_no_table_is_refused_in_words(desk, name, content, said):
    answer = send(desk, content, name)
    assert answer.status_code == 422
    assert said in words(answer)
    # Nothing is kept, and nobody reads the name under which it was for a moment.
    assert list(folder().iterdir()) == []
    assert not re.search(r"[0-9a-f]{32}", words(answer))


def test_a_file_that_is_cut_or_absent_or_too_large_is_refused_and_nothing_is_kept(desk, settings):
    cut = send(desk, TABLE, fin="")
    assert "L’envoi s’est arrêté" in errors(cut)["fichier"]
    assert "Choisissez un fichier" in errors(desk.post(HOME, {"fin": "1"}))["fichier"]
    settings.DELIVERY_MAX_BYTES = 100
    big = send(desk, "a;b\n" + "1;2\n" * 100)
    assert big.status_code == 413
    huge = send(desk, b"0" * 200_000)  # larger than a form may be: not even parsed
    assert huge.status_code == 413
    assert not folder().exists() or list(folder().iterdir()) == []


def test_a_name_of_file_is_only_a_name_and_a_word_of_address_is_no_path(desk, tmp_path):
    answer = send(desk, FILOSOFI, name="../../etc/passwd\u202e.csv")
    said = words(desk.get(answer["Location"]))
    assert "etc/" not in said
    assert "\u202e" not in said
    for token in ("x" * 32, "0" * 32, "maillage", "0" * 31 + "g"):
        assert desk.get(f"{HOME}fichier/{token}/").status_code == 404
    (path,) = [p for p in folder().iterdir() if p.suffix != ".json"]
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_an_abandoned_file_is_erased_and_an_old_one_goes_when_another_comes(desk):
    address = send(desk, TABLE)["Location"]
    old = send(desk, TABLE)["Location"]
    desk.post(address + "abandonner/")
    assert desk.get(address).status_code == 404
    for path in folder().iterdir():
        os.utime(path, (0, 0))
    # Another person who sends a file at this moment erases this one first.
    (folder() / "listed-then-gone").symlink_to("nowhere")
    assert send(desk, TABLE).status_code == 302
    assert desk.get(old).status_code == 404
    assert len([path for path in folder().iterdir() if path.exists()]) == 2


def test_a_set_is_taken_out_once_confirmed_and_its_file_brings_it_back(desk, person):
    desk.post(send(desk, FILOSOFI, name="filosofi.csv")["Location"])
    address = f"{HOME}insee-filosofi-communes-2021/retirer/"
    page = desk.get(address)
    assert "6 chiffres ne seront plus montrés" in words(page)
    assert Figure.objects.count() == 6
    done = desk.post(address, follow=True)
    assert "chargez de nouveau « filosofi.csv »" in words(done)
    assert not Figure.objects.exists()
    assert AuditRow.objects.filter(action="forget_figures", by=person).count() == 1
    assert desk.post(address).status_code == 404
    desk.post(send(desk, FILOSOFI)["Location"])
    assert Figure.objects.count() == 6


def test_only_those_who_publish_load_and_only_they_are_shown_where(client, desk):
    client.force_login(make_user(role="elected"))
    assert client.get(HOME).status_code == 403
    assert HOME not in client.get("/pro/observatoire/").content.decode()
    client.force_login(make_user(role="coordinator"))
    assert HOME in client.get("/pro/observatoire/").content.decode()


# ---------------------------------------------------------------- guesses


def test_the_year_is_read_in_a_name_of_file():
    assert year_in("caf-2021.csv") == 2021
    assert year_in("2019_2023_chiffres.csv") == 2023
    assert year_in("590135012.csv") is None


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("caf-iris-2021.csv.gz", ("iris", "iris_code")),
        ("filosofi-2021-communes.csv.gz", ("commune", "CODGEO")),
        ("arcep-ftth-epci-2018.csv.gz", ("epci", "Siren EPCI")),
        ("insee-illectronisme-epci-nord-pas-de-calais.json", ("epci", "Code EPCI")),
        ("ifn-2020-iris-hauts-de-france.csv.gz", ("iris", "Code Iris")),
    ],
)
def test_the_column_of_the_code_is_found_in_a_real_file(name, guess):
    # Their first rows are those of other departments: these are met later, or never.
    make_zone("593500101", "iris")
    make_zone("59350", "commune")
    make_zone("200093201", "epci")
    assert zone_guess(look(shared_data(f"indice/{name}"))) == guess


def test_a_set_described_on_screen_does_not_answer_for_other_columns(desk):
    make_dataset(mapping={"description": "insee-filosofi-communes-2021"})
    answer = send(desk, TABLE)
    assert desk.get(answer["Location"]).status_code == 302  # to say what it measures
