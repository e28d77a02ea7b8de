"""A full disk, a file that changes, two people on one description: said, and nothing half done."""

import errno
import gzip
import io
import re
from pathlib import Path

import pytest
from django.db import OperationalError

from maillage.apps.imports.actions import files, mapping
from maillage.apps.imports.forms.mapping_words import WordsForm
from maillage.apps.imports.models import DeliveredFile, ProducerSource
from maillage.apps.imports.queries.mapping import look_of
from maillage.apps.imports.tests.screen import (
    NEW,
    page,
    received,
    send,
    shown,
    table,
    tried,
)
from maillage.core.standard.lists import ALLOWED
from maillage.sources.mapping import guess
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db

PLACES = {"id": "A1", "nom": "Atelier du pont"}
CSV = "Intitulé;Ville;Téléphone\nAtelier du pont;Clairmaille;01 99 00 00 01\n"
OTHER = "Ville;Intitulé;Remarque\nClairmaille;Atelier du parc;rien\n"
FULL = OSError(errno.ENOSPC, "No space left on device")


def described(desk, content=CSV, name="lieux.csv"):
    """Send a file nobody knows and say whose it is; return it, its columns waiting."""
    file = received(desk, content.encode(), name)
    said = {"producteur": "La Roue", "titre": "Ses lieux", "entier": "on"}
    assert desk.post(f"{page(file)}decrire/", said).status_code == 302
    return file


def answers(desk, file):
    """Return what a browser would send of the page of the columns, as it is now."""
    text = shown(desk, f"{page(file)}colonnes/")
    said = {}
    for tag, name in re.findall(r'(<(?:input|select)[^>]*name="([^"]+)"[^>]*>)', text):
        value = re.search(r'value="([^"]*)"', tag)
        said[name] = value[1] if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', body)
        said[name] = chosen[1] if chosen else ""
    said.pop("relire", None)
    return said


# ---------------------------------------------------------------- a full disk


def test_a_full_disk_is_said_and_leaves_nothing(desk, own_folder, monkeypatch):
    def full(path: Path, chunks):
        path.write_bytes(b"half")
        raise FULL

    monkeypatch.setattr(files, "_write", full)
    answer = send(desk, b"nom,commune\nAtelier,Clairmaille\n")
    assert answer.status_code == 507
    assert "n’a plus de place" in answer.content.decode()
    assert "Rien n’est gardé" in answer.content.decode()
    assert not DeliveredFile.objects.exists()
    assert list((own_folder / "livraisons").iterdir()) == []


def test_a_disk_full_while_the_form_arrives_is_said_too(desk, monkeypatch):
    def full(self, raw_data, start):
        raise FULL

    monkeypatch.setattr(
        "django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk", full
    )
    answer = send(desk, b"nom,commune\nAtelier,Clairmaille\n")
    assert answer.status_code == 507
    assert "n’a plus de place" in answer.content.decode()


def test_a_database_that_has_no_room_left_is_said_too(desk, own_folder, monkeypatch):
    def full(*arguments):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(files, "_ask_to_look", full)
    answer = send(desk, b"nom,commune\nAtelier,Clairmaille\n")
    assert answer.status_code == 507
    assert list((own_folder / "livraisons").iterdir()) == []


# ---------------------------------------------------------------- a file that is too large


@pytest.mark.parametrize(("n_bytes", "n_read"), [(90_000, 90_000), (900_000, 0)])
def test_what_is_too_large_is_let_in_to_be_answered_unless_far_too_large(
    desk, settings, n_bytes, n_read
):
    settings.DELIVERY_MAX_BYTES = 20_000
    body = Body(n_bytes)
    answer = desk.generic("POST", NEW, CONTENT_LENGTH=str(n_bytes), **{"wsgi.input": body})
    assert answer.status_code == 413
    assert body.n_read == n_read
    assert not DeliveredFile.objects.exists()


class Body(io.BytesIO):
    """What a browser sends, counted as it is read."""

    def __init__(self, n_bytes):
        super().__init__(b"x" * n_bytes)
        self.n_read = 0

    def read(self, *sizes):
        block = super().read(*sizes)
        self.n_read += len(block)
        return block


def test_a_small_file_that_swells_once_unpacked_is_said_and_not_kept(desk, own_folder, settings):
    settings.DELIVERY_MAX_BYTES = 20_000
    content = gzip.compress(b"nom,commune\n" + b"Atelier,Clairmaille\n" * 10_000)
    assert len(content) < 20_000
    file = received(desk, content, "lieux.csv.gz")
    assert file.state == "failed"
    assert "lieux.csv.gz dépasse" in file.failure
    assert "une fois décompressé" in shown(desk, page(file))
    assert list((own_folder / "livraisons").iterdir()) == []
    answer = desk.get(f"{page(file)}decrire/")
    assert answer.status_code == 409
    assert "Le fichier n’est plus gardé" in answer.content.decode()


# ---------------------------------------------------------------- a file that changes


def stored(file, own_folder):
    return own_folder / "livraisons" / file.path


def test_a_file_that_changed_since_it_came_is_neither_tried_nor_imported(
    desk, own_folder, tmp_path
):
    file = tried(desk, table(tmp_path, [PLACES]))
    assert file.state == "previewed"
    path = stored(file, own_folder)
    path.write_bytes(path.read_bytes().replace(b"Atelier du pont", b"Atelier du parc"))
    desk.post(f"{page(file)}importer/")
    run_waiting()
    file.refresh_from_db()
    assert file.state == "failed"
    assert "n’est plus celui qui a été reçu" in file.failure
    assert "Envoyez-le de nouveau" in file.failure
    assert "n’est plus celui qui a été reçu" in shown(desk, page(file))
    desk.post(f"{page(file)}source/", {"source": "national", "producteur": "mjc"})
    run_waiting()
    file.refresh_from_db()
    assert (file.state, "n’est plus celui" in file.failure) == ("failed", True)


# ---------------------------------------------------------------- two people, one description


def test_answers_to_columns_that_somebody_read_otherwise_meanwhile_are_not_taken(desk):
    file = described(desk, f"Annuaire 2026\n{CSV}")
    mine = answers(desk, file)
    # Somebody else says that the titles are at the first line: the columns are no longer these.
    desk.post(f"{page(file)}colonnes/", {"relire": "1", "ligne_titres": "2"})
    assert desk.post(f"{page(file)}colonnes/", mine).status_code == 302  # the same columns
    desk.post(f"{page(file)}colonnes/", {"relire": "1", "ligne_titres": "3"})
    before = ProducerSource.objects.get().mapping
    answer = desk.post(f"{page(file)}colonnes/", mine)
    assert answer.status_code == 302
    assert "a été lu autrement" in shown(desk, f"{page(file)}colonnes/")
    assert ProducerSource.objects.get().mapping == before


def test_a_description_changed_since_the_trial_asks_for_another_trial(desk):
    file = described(desk)
    assert desk.post(f"{page(file)}colonnes/", answers(desk, file)).status_code == 302
    assert desk.post(f"{page(file)}mots/").status_code == 302
    run_waiting()
    file.refresh_from_db()
    assert file.state == "previewed", file.failure
    declared = ProducerSource.objects.get()
    # Another file of the same producer, described otherwise by somebody else.
    second = received(desk, CSV.replace("pont", "parc").encode(), "suite.csv")
    second.refresh_from_db()
    DeliveredFile.objects.filter(pk=second.pk).update(source=declared.source_id, state="received")
    said = answers(desk, second) | {"code_postal": "99999"}
    assert desk.post(f"{page(second)}colonnes/", said).status_code == 302
    answer = desk.post(f"{page(file)}importer/")
    assert answer.status_code == 409
    assert "sa description a changé" in answer.content.decode()
    file.refresh_from_db()
    assert file.state == "previewed"


def test_two_people_who_name_one_producer_at_once_make_two_sources(desk, monkeypatch):
    first = described(desk)
    second = received(desk, OTHER.encode(), "autres.csv")
    slug = ProducerSource.objects.get().slug
    drawn = iter([slug, f"{slug}-2"])
    monkeypatch.setattr(mapping, "_new_slug", lambda name: next(drawn))
    said = {"producteur": "La Roue", "titre": "Ses ateliers"}
    assert desk.post(f"{page(second)}decrire/", said).status_code == 302
    second.refresh_from_db()
    assert second.source == f"fichier:{slug}-2"
    first.refresh_from_db()
    assert first.source == f"fichier:{slug}"


# ---------------------------------------------------------------- very many words


def test_a_form_never_has_more_questions_than_can_be_sent(desk, settings):
    fields = list(ALLOWED)[:8]
    words = {name: {f"mot {name} {n}": 1000 - n for n in range(300)} for name in fields}
    mapping = guess(look_of(described(desk)))
    form = WordsForm(None, words=words, mapping=mapping)
    assert len(form.fields) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 100
    for name in fields:  # the most frequent ones, of every field
        assert f"mot {name} 0" in form.asked[name]
    assert form.n_more == sum(map(len, words.values())) - len(form.fields)
