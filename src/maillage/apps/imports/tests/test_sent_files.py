"""What people send on screen, whatever it is: read whole, or refused in words."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maillage.apps.imports.models import DeliveredFile, Delivery
from maillage.apps.imports.queries.files import folder
from maillage.apps.imports.tests.factories import place_row
from maillage.apps.imports.tests.screen import (
    BACKEND,
    NEW,
    imported,
    page,
    received,
    send,
    shown,
    table,
    tried,
)
from maillage.web.jobs import run_waiting

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- what people send


def test_nothing_two_things_or_an_address_that_may_not_be_is_said_on_the_form(desk):
    for said, words in [
        ({}, "Choisissez un fichier, ou donnez son adresse."),
        ({"adresse": "ftp://clairmaille.example/a.csv"}, "https://"),
        ({"adresse": "https://a:b@clairmaille.example/"}, "mot de passe"),
        ({"adresse": "https://clairmaille.example:8080/"}, "port 8080"),
    ]:
        answer = desk.post(NEW, said)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    both = send(desk, b"a", adresse="https://clairmaille.example/a.csv")
    assert "pas les deux" in both.content.decode()
    assert not DeliveredFile.objects.exists()


def test_a_form_that_is_cut_after_the_file_keeps_nothing(desk):
    answer = desk.post(NEW, {"fichier": SimpleUploadedFile("a.csv", b"id;nom\n1;a\n")})
    assert answer.status_code == 422
    assert "arrêté avant la fin" in answer.content.decode()
    assert not DeliveredFile.objects.exists()
    assert not folder().exists()


def test_a_body_shorter_than_it_said_keeps_nothing(desk):
    border = "trait"
    body = (
        f'--{border}\r\nContent-Disposition: form-data; name="fichier"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\nid;nom\r\n1;a\r\n2;"
    ).encode()
    answer = desk.generic(
        "POST",
        NEW,
        b"",
        f"multipart/form-data; boundary={border}",
        CONTENT_LENGTH="90000",
        **{"wsgi.input": io.BytesIO(body)},
    )
    assert answer.status_code in {400, 422}
    assert not DeliveredFile.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(desk, settings):
    settings.DELIVERY_MAX_BYTES = 100_000

    class Unread(io.BytesIO):
        def read(self, *sizes):
            raise AssertionError("the body was read")

    answer = desk.generic(
        "POST",
        NEW,
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(300_000_000),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "découpez-le" in answer.content.decode().lower()
    # Just over: the form around it is allowed for, the file is not.
    answer = send(desk, b"x" * 100_001)
    assert answer.status_code == 413
    assert not DeliveredFile.objects.exists()
    assert list(folder().iterdir()) == []


def test_the_form_is_still_protected_against_a_page_of_another_site(person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person, backend=BACKEND)
    assert send(strict, b"id;nom\n1;a\n").status_code == 403
    assert not DeliveredFile.objects.exists()


def test_an_empty_file_is_refused_at_once(desk):
    answer = send(desk, b"")
    assert answer.status_code == 422
    assert "est vide" in answer.content.decode()
    assert not DeliveredFile.objects.exists()
    assert list(folder().iterdir()) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 rest", "PDF"),
        (b"   \n \n", "vide"),
        (bytes(range(256)) * 200, "n’est pas du texte"),
        (b"\x1f\x8b\x08\x00 not gzip", "coupé avant la fin"),
    ],
)
def test_a_file_of_the_wrong_kind_is_said_with_its_own_name(desk, content, words):
    file = received(desk, content, "tableau du 3 mars.csv")
    text = shown(desk, page(file))
    if file.state == "received":  # unreadable by us, and told when it is tried
        desk.post(f"{page(file)}source/", {"source": "clairmaille"})
        run_waiting()
        text = shown(desk, page(file))
    assert words in text, file.failure
    assert file.path not in text
    assert not Delivery.objects.exists()


def test_the_name_of_a_file_is_shown_and_never_a_path(desk, tmp_path):
    content = table(tmp_path, [place_row(1)])
    file = received(desk, content, "../../évadé\u202e.csv")
    assert file.name == "évadé.csv"
    assert set(file.path) <= set("0123456789abcdef")
    assert {path.name for path in folder().iterdir()} == {file.path}
    assert (folder() / file.path).stat().st_mode & 0o777 == 0o600
    text = received(desk, content, "<b>gras</b>.csv")
    assert "<b>gras" not in shown(desk, page(text))


def test_the_same_file_twice_is_said_and_changes_nothing(desk, tmp_path):
    content = table(tmp_path, [place_row(n) for n in range(5)])
    first = imported(desk, content, "un.csv")
    again = tried(desk, content, "deux.csv")
    text = shown(desk, page(again))
    assert "a déjà été livré" in text
    assert f"/pro/livraisons/{first.pk}/" in text
    assert "Ce fichier ne change rien" in text
    desk.post(f"{page(again)}importer/")
    run_waiting()
    second = Delivery.objects.get(file=again)
    assert (second.n_in, second.n_unchanged) == (5, 5)


def test_a_source_that_nobody_knows_is_refused_in_words(desk, tmp_path):
    file = received(desk, table(tmp_path, [place_row(1)]))
    answer = desk.post(f"{page(file)}source/", {"source": "inconnue"})
    assert answer.status_code == 422
    answer = desk.post(f"{page(file)}source/", {"source": ""})
    assert "Choisissez une source." in answer.content.decode()
