"""A record is never a piece of the language of papers; what cannot be written is said."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from maillage.apps.channels.errors import NothingToPrint, PaperUnknown
from maillage.apps.channels.queries.papers import place_paper, slip, zone_paper
from maillage.apps.channels.queries.typeset import typeset
from maillage.apps.channels.tests.test_faces import words_of_pdf
from maillage.apps.directory.tests.factories import NOW, TODAY, Zone, make_place
from maillage.web import typesetting as module
from maillage.web.paper_errors import PaperNotMade
from maillage.web.paper_fonts import characters_of, plain_font, written
from maillage.web.typesetting import UNWRITTEN, printable

HOSTILE = '#read("/etc/passwd") $x^2$ \\u{41} @cite *gras* _it_ `raw` <label> // fin #{1+1} "]'


@pytest.mark.django_db
def test_what_looks_like_a_command_is_printed_as_it_is():
    place = make_place(nom=HOSTILE, adresse="#pagebreak() 3 rue $ du Rouet")
    words = words_of_pdf(slip([place.pk], now=NOW).pdf)
    assert HOSTILE in words
    assert "#pagebreak() 3 rue $ du Rouet" in words
    assert "root:" not in words


@pytest.mark.django_db
@pytest.mark.parametrize("nom", ["مركز الحي", "Центр", "社区中心", "Ünï çødé œuvre €"])
def test_scripts_that_have_a_font_are_written(nom):
    if any(ord(char) not in written() for char in nom):
        pytest.skip(f"the font that writes {nom} is not installed: npm ci")
    made = slip([make_place(nom=nom).pk], now=NOW)
    assert made.missing == ()
    assert UNWRITTEN not in words_of_pdf(made.pdf)


@pytest.mark.django_db
def test_letters_that_no_font_writes_are_said_and_smileys_leave():
    made = slip([make_place(nom="Le ☕🙂 café ᚠᚢᚦ").pk], now=NOW)
    words = words_of_pdf(made.pdf)
    assert "Le café […]" in words
    assert "que cette feuille ne peut pas écrire" in words
    assert {"ᚠ", "🙂"} <= set(made.missing)


@pytest.mark.django_db
def test_a_very_long_name_stays_on_the_sheet():
    place = make_place(nom="Maison des associations et des solidarités " * 5, adresse="A" * 180)
    made = place_paper("cartes", place.public_id, now=NOW, site="https://clairmaille.example")
    assert len(PdfReader(io.BytesIO(made.pdf)).pages) == 1
    made = place_paper("affiche-lieu", place.public_id, now=NOW)
    assert len(PdfReader(io.BytesIO(made.pdf)).pages) == 1


@pytest.mark.django_db
def test_papers_are_tagged_say_their_language_and_follow_pdf_ua():
    reader = PdfReader(io.BytesIO(slip([make_place(nom="Lieu").pk], now=NOW).pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr-FR"
    assert reader.metadata.title == "Vos adresses"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


@pytest.mark.django_db
@pytest.mark.row("CHA-01")
@pytest.mark.parametrize("n", [1, 10])
def test_a_quarter_is_on_one_sheet_of_two_sides(n):
    zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    for _ in range(n):
        make_place(n_offers=1, quarter_zone=zone, horaires="Mo-Fr 09:00-12:00,14:00-17:30")
    made = zone_paper("guide", "centre", now=NOW, site="https://clairmaille.example")
    assert len(PdfReader(io.BytesIO(made.pdf)).pages) == 2


@pytest.mark.django_db
def test_three_hundred_places_make_a_long_guide_and_lose_none():
    zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    for number in range(300):
        make_place(nom=f"Maison-{number:03d}", quarter_zone=zone)
    words = words_of_pdf(zone_paper("guide", "centre", now=NOW).pdf)
    assert all(f"Maison-{number:03d}" in words for number in range(300))


@pytest.mark.django_db
def test_a_quarter_without_a_place_prints_nothing_and_says_so(client):
    Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    with pytest.raises(NothingToPrint):
        zone_paper("guide", "centre", now=NOW)
    answer = client.get("/papier/quartier/centre/guide.pdf")
    assert answer.status_code == 404
    assert "Aucun lieu à imprimer" in answer.content.decode()


@pytest.mark.django_db
def test_a_paper_that_does_not_exist_is_refused():
    with pytest.raises(PaperUnknown):
        zone_paper("fiche", "centre", now=NOW)
    with pytest.raises(PaperUnknown):
        place_paper("guide", "x", now=NOW)


@pytest.mark.django_db
def test_a_fault_of_the_compiler_is_a_sentence_not_a_trace(client, monkeypatch, caplog):
    place = make_place(nom="Lieu secret")

    class Refusing:
        def __init__(self, **options):
            raise RuntimeError("unknown variable")

    monkeypatch.setattr(module.typst, "Compiler", Refusing)
    answer = client.get("/papier/adresses.pdf", {"lieu": place.public_id})
    assert answer.status_code == 503
    assert "n’a pas pu être mis en page" in answer.content.decode()
    assert "Lieu secret" not in caplog.text


def test_a_template_that_is_absent_is_the_same_fault():
    with pytest.raises(PaperNotMade):
        typeset("absent.typ", {"town": ""}, on=TODAY)


@pytest.mark.django_db
def test_the_same_facts_give_the_same_bytes():
    place = make_place(nom="Lieu")
    assert slip([place.pk], now=NOW).pdf == slip([place.pk], now=NOW).pdf


@given(st.text(max_size=60))
@settings(deadline=None)
def test_cleaned_text_holds_only_what_is_written(text):
    missing = set()
    clean = printable(text, missing)
    left = {c for c in clean if ord(c) not in written()} - set(UNWRITTEN)
    assert not written() or all(ord(c) in module._SILENT or c == " " for c in left), left


def test_a_font_of_npm_is_opened_table_by_table():
    table = b"glyphs" * 40
    packed = zlib.compress(table)
    head = struct.pack(">4sIIHHIHHIIIII", b"wOFF", 0x00010000, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    entry = struct.pack(">4sIIII", b"glyf", 64, len(packed), len(table), 7)
    plain = plain_font(head + entry + packed)
    assert plain[:6] == b"\0\x01\0\0\0\x01"
    tag, checksum, offset, size = struct.unpack_from(">4sIII", plain, 12)
    assert (tag, checksum, plain[offset : offset + size]) == (b"glyf", 7, table)
    with pytest.raises(ValueError, match="WOFF"):
        plain_font(b"wOF2" + head[4:])


def test_what_a_font_draws_is_read_from_its_map():
    groups = struct.pack(">HHIIIIII", 12, 0, 28, 0, 1, 65, 67, 5)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups
    font = struct.pack(">IHHHH", 0x00010000, 1, 16, 0, 0)
    font += struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap
    assert characters_of(font) == {65, 66, 67}


@pytest.mark.django_db
@pytest.mark.parametrize("invented", [True, False])
def test_each_page_of_an_invented_town_says_so(monkeypatch, invented):
    """A sheet travels alone: what the top of the screen says is on each page of paper too."""
    monkeypatch.setitem(module.settings.SITE, "demo", invented)
    made = slip([make_place(nom=f"Lieu {n}").pk for n in range(9)], now=NOW)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages]
    assert pages
    assert [("existent pas" in page) for page in pages] == [invented] * len(pages)
