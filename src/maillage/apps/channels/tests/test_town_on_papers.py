"""The logo and the colours of a town on papers; without them, papers are as they were."""

import io
import struct
import zlib

import pytest
from pypdf import PdfReader

from maillage.apps.channels.queries.papers import place_paper, slip, zone_paper
from maillage.apps.directory.tests.factories import NOW, Zone, make_place
from maillage.web.logo import Logo, read_logo
from maillage.web.tests.test_logo import SVG, png

pytestmark = pytest.mark.django_db
SITE = "https://clairmaille.example"


@pytest.fixture
def place():
    zone = Zone.objects.create(kind="quarter", code="q", nom="Centre", slug="centre")
    return make_place(nom="Lieu", quarter_zone=zone)


def alternatives(made):
    """Return the words that a PDF says in place of its drawings."""
    reader = PdfReader(io.BytesIO(made.pdf))
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if not hasattr(one, "get"):
            continue
        if "/Alt" in one:
            found.append(str(one["/Alt"]).replace("\u00a0", " "))
        below = one.get("/K", [])
        waiting += below if isinstance(below, list) else [below]
    return found


@pytest.mark.parametrize("content", [SVG.format("").encode(), png(128, 128)])
def test_the_logo_of_the_town_is_in_the_head_with_its_words(settings, tmp_path, place, content):
    before = slip([place.pk], now=NOW)
    assert not any("Logo" in words for words in alternatives(before))
    file = tmp_path / "logo"
    file.write_bytes(content)
    settings.LOGO = read_logo(file)
    town = settings.SITE["name"]
    for made in (
        slip([place.pk], now=NOW),
        zone_paper("guide", "centre", now=NOW, site=SITE),
        zone_paper("affiche", "centre", now=NOW, site=SITE),
        zone_paper("besoins-gros", "centre", now=NOW, site=SITE),
        zone_paper("qui-fait-quoi", "centre", now=NOW, site=SITE),
        place_paper("agenda", place.public_id, now=NOW, site=SITE),
    ):
        assert f"Logo : {town}" in alternatives(made)
        assert made.pdf != before.pdf


def test_a_logo_that_cannot_be_drawn_costs_no_paper(settings, place, caplog):
    plain = slip([place.pk], now=NOW).pdf

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 128, 128, 8, 0, 0, 0, 0))
    settings.LOGO = Logo(b"\x89PNG\r\n\x1a\n" + head + b"rien", "image/png", "x")
    assert slip([place.pk], now=NOW).pdf == plain
    assert "MAILLAGE_LOGO" in caplog.text


def test_the_ink_of_the_town_is_that_of_its_papers(settings, place):
    def inks():
        page = PdfReader(io.BytesIO(slip([place.pk], now=NOW).pdf)).pages[0]
        return page.get_contents().get_data()

    ours = inks()
    settings.COLOURS = {"deep": "#4b0082", "accent": "#f2a93b"}
    theirs = inks()
    assert b"0.29411766 0 0.50980395" in theirs
    assert b"0.29411766 0 0.50980395" not in ours
