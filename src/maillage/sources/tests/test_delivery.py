"""Opening a delivery: gzip by its content, bounds, encodings, and what cannot be read."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.sources.base import DeliveryError, open_delivery
from maillage.sources.delivery import UNREADABLE
from maillage.sources.encoding import choose_encoding
from maillage.sources.platforms import csv_file
from maillage.sources.tests.memory import peak_memory

FRENCH = (
    "id,nom,adresse\n1,Médiathèque de l’Étang,3 rue de l’Église\n"
    "2,Maison des Associations — Île,12 allée des Chênes\n3,Centre social Saint-André,à côté\n"
)


def write(tmp_path, content: bytes, name: str = "lieux.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def read_text(path, **options) -> str:
    with open_delivery(path, **options) as delivery:
        return "".join(delivery.text())


@pytest.mark.parametrize("name", ["lieux.csv", "lieux.csv.gz", "lieux"])
def test_gzip_is_known_by_its_content_not_by_its_name(tmp_path, name):
    plain = write(tmp_path, FRENCH.encode(), name)
    with open_delivery(plain) as delivery:
        assert (delivery.compressed, delivery.format) == (False, "csv")
        assert bool(delivery.notes) == name.endswith(".gz")
        first = delivery.sha256
    packed = write(tmp_path, gzip.compress(FRENCH.encode()), name)
    with open_delivery(packed) as delivery:
        assert (delivery.compressed, delivery.format) == (True, "csv")
        assert delivery.sha256 == first
        assert "".join(delivery.text()) == FRENCH


def test_several_gzip_members_are_one_file(tmp_path):
    data = gzip.compress(b"id,nom\n") + gzip.compress(b"1,Un\n") + b"\0" * 512
    assert read_text(write(tmp_path, data)) == "id,nom\n1,Un\n"


@given(cut=st.integers(2, 9_000))
def test_rows_before_the_cut_of_a_gzip_are_given_then_it_is_refused(tmp_path_factory, cut):
    rows = [f"{n},Lieu numéro {n * n * 7919 % 10007}" for n in range(2_000)]
    whole = gzip.compress(("id,nom\n" + "\n".join(rows) + "\n").encode())
    path = write(tmp_path_factory.mktemp("cut"), whole[: min(cut, len(whole) - 1)])
    got = []
    with open_delivery(path) as delivery, pytest.raises(DeliveryError) as refusal:
        got.extend(csv_file.rows()(delivery))
    assert refusal.value.code == "gzip_truncated"
    assert "téléchargez-le de nouveau" in str(refusal.value)
    assert [f"{row.values['id']},{row.values['nom']}" for row in got] == rows[: len(got)]


def test_most_rows_before_the_cut_are_given(tmp_path):
    rows = "".join(f"{n},Lieu numéro {n * n * 7919 % 10007}\n" for n in range(20_000))
    whole = gzip.compress(("id,nom\n" + rows).encode())
    path = write(tmp_path, whole[: len(whole) // 2])
    got = []
    with pytest.raises(DeliveryError), open_delivery(path) as delivery:
        got.extend(csv_file.rows()(delivery))
    assert len(got) > 8_000


def test_a_damaged_gzip_is_refused(tmp_path):
    data = bytearray(gzip.compress(FRENCH.encode() * 50))
    data[-6] ^= 0xFF  # the checksum
    with pytest.raises(DeliveryError) as refusal:
        read_text(write(tmp_path, bytes(data)))
    assert refusal.value.code == "gzip_corrupt"


def test_a_small_gzip_cannot_fill_the_memory_nor_the_limit(tmp_path):
    path = write(tmp_path, gzip.compress(b"a" * 30_000_000))
    with (
        peak_memory() as peak,
        pytest.raises(DeliveryError) as refusal,
        open_delivery(path, total_limit_bytes=20_000_000) as delivery,
    ):
        for _ in delivery.text():
            pass
    assert refusal.value.code == "too_large"
    assert peak.bytes < 5_000_000


def test_where_a_delivery_stops_is_known_before_it_is_read(tmp_path):
    whole = gzip.compress(FRENCH.encode())
    with open_delivery(write(tmp_path, whole[:-3])) as delivery:
        assert delivery.stopped_by.code == "gzip_truncated"
    with open_delivery(write(tmp_path, whole)) as delivery:
        assert delivery.stopped_by is None


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_read_as_they_are(tmp_path, codec):
    assert read_text(write(tmp_path, FRENCH.encode(codec))).lstrip("\ufeff") == FRENCH


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp850"])
def test_older_encodings_are_found_by_french_letters_and_told(tmp_path, codec):
    text = FRENCH.replace("’", "'").replace("—", "-")
    with open_delivery(write(tmp_path, text.encode(codec))) as delivery:
        assert delivery.encoding.codec == codec
        assert "n’est pas en UTF-8" in delivery.notes[0]
        assert "".join(delivery.text()) == text


WORDS = ["été", "forêt", "à", "élève", "Église", "français", "où", "île", "Noël", "école", "sœur"]


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=4, max_size=30),
    codec=st.sampled_from(["cp1252", "mac_roman"]),
)
def test_a_few_french_words_are_enough_to_choose(words, codec):
    encoding = choose_encoding(iter([" ".join(words).encode(codec)]))
    assert encoding.codec == codec


def test_a_capital_inside_a_word_betrays_the_wrong_encoding():
    # In Mac Roman these bytes are È and Ö: French letters too, but not after a small letter.
    text = "Entrée… visite… réservée… gratuité… "
    assert choose_encoding(iter([text.encode("cp1252")])).codec == "cp1252"


@given(text=st.text(st.characters(codec="utf-8"), max_size=200), size=st.integers(1, 9))
def test_any_utf8_text_is_utf8_however_it_is_cut(text, size):
    data = text.encode()
    chunks = (data[i : i + size] for i in range(0, len(data), size))
    if b"\0" in data or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return
    assert choose_encoding(chunks).codec == "utf-8"


def test_a_utf8_file_with_a_few_bad_bytes_marks_them(tmp_path):
    path = write(tmp_path, FRENCH.encode() + b"4,Caf\xe9,rue\n")
    with open_delivery(path) as delivery:
        assert delivery.encoding.codec == "utf-8"
        assert "sauf quelques octets" in delivery.notes[0]
        assert f"Caf{UNREADABLE}" in "".join(delivery.text())


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty", "est vide"),
        (b" \n\n ", "empty", "est vide"),
        (b"\xef\xbb\xbf", "empty", "est vide"),
        (b"PK\x03\x04rest", "wrong_format", "classeur Excel"),
        (b"%PDF-1.7", "wrong_format", "un PDF"),
        (b"<!DOCTYPE html><html>", "wrong_format", "page web"),
        (
            b'{"type":"FeatureCollection","features":[]}',
            "wrong_format",
            "est du GeoJSON, la source",
        ),
        (b'[{"id": 1}]', "wrong_format", "est du JSON"),
    ],
)
def test_another_format_is_named_in_the_refusal(tmp_path, content, code, words):
    with open_delivery(write(tmp_path, content)) as delivery:
        with pytest.raises(DeliveryError, match=words) as refusal:
            delivery.expect("csv")
        assert refusal.value.code == code


def test_spaces_at_the_head_of_a_long_file_do_not_make_it_empty(tmp_path):
    path = write(tmp_path, b"\n" * 50_000 + b"id,nom\n1,Un\n")
    with open_delivery(path) as delivery:
        (row,) = csv_file.rows()(delivery)
    assert (row.line, row.values) == (50_002, {"id": "1", "nom": "Un"})


def test_bytes_that_are_no_text_and_a_file_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(DeliveryError, match="n’est pas du texte") as refusal:
        read_text(write(tmp_path, b"id\0\0\0\1nom\0\2\0"))
    assert refusal.value.code == "not_text"
    with pytest.raises(DeliveryError, match="n’existe pas") as refusal:
        read_text(tmp_path / "absent.csv")
    assert refusal.value.code == "unreadable"


def test_a_stray_null_character_is_not_a_reason_to_lose_the_file(tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("id,nom\n" + "".join(f"{n},Lieu\n" for n in range(50)) + "x,a\0b\n")
    with open_delivery(path) as delivery:
        assert delivery.format == "csv"
    path.write_bytes(b"id,nom\n1,\0\1\2\3\4\5")
    with pytest.raises(DeliveryError, match="pas du texte"), open_delivery(path):
        pass


def test_a_file_that_changes_between_two_readings_is_refused(tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text("id,nom\n1,Un\n")
    with open_delivery(path) as delivery:
        assert "".join(delivery.text()) == "id,nom\n1,Un\n"
        path.write_text("id,nom\n1,Un\n2,Deux\n")
        with pytest.raises(DeliveryError, match="a changé") as refusal:
            list(delivery.text())
    assert refusal.value.code == "changed_meanwhile"


def test_what_is_not_an_ordinary_file_is_never_read(tmp_path):
    for path in (tmp_path, "/dev/zero"):
        with pytest.raises(DeliveryError, match="ordinaire"), open_delivery(Path(path)):
            pass
    with pytest.raises(DeliveryError, match="n’existe pas"), open_delivery(tmp_path / "absent"):
        pass
