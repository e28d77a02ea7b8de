"""A town shows its own logo: a small square drawing, and nothing but a drawing."""

import struct
import zlib
from pathlib import Path

import pytest

from maillage.web.logo import MOST_BYTES, read_logo

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M2 2h36v36H2z"/>{}</svg>'
)


def png(width: int, height: int) -> bytes:
    """Return a PNG image, all black."""

    def chunk(name, data):
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = zlib.compress((b"\0" + b"\0" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    kinds = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in kinds)


def kept(folder: Path, content: bytes | str) -> Path:
    file = folder / "logo"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_a_drawing_and_an_image_are_read(tmp_path):
    drawn = read_logo(kept(tmp_path, SVG.format("<circle r='3'/>")))
    assert (drawn.content_type, len(drawn.mark)) == ("image/svg+xml", 12)
    assert read_logo(kept(tmp_path, png(128, 120))).content_type == "image/png"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "ni une image SVG sans DOCTYPE, ni une PNG"),
        (b"", "ni une image SVG"),
        ("<html/>", "ni une image SVG"),
        (SVG.format("<script>alert(1)</script>"), "« script »"),
        (SVG.format("<foreignObject/>"), "« foreignObject »"),
        (SVG.format("<g onload='x()'/>"), "« onload »"),
        (SVG.format("<image href='https://elsewhere.example/p.png'/>"), "« href »"),
        (SVG.format("<g fill='url( https://elsewhere.example/p)'/>"), "« fill »"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG.format(""), "sans DOCTYPE"),
        (SVG.format("").replace("0 0 40 40", ""), "viewBox"),
        (SVG.format("").replace("0 0 40 40", "0 0 0 40"), "viewBox vide"),
        (SVG.format("").replace("0 0 40 40", "0 0 200 40"), "n’est pas carré"),
        (png(40, 40), "96 au moins"),
        (png(300, 128), "n’est pas carré"),
        (png(128, 128)[:20], "coupée"),
        (b" " * (MOST_BYTES + 1), "30 au plus"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(tmp_path, content, words):
    with pytest.raises(ValueError, match="logo") as refused:
        read_logo(kept(tmp_path, content))
    assert words in str(refused.value).replace("\xa0", " ")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ValueError, match="ne se lit pas"):
        read_logo(tmp_path / "nowhere.svg")


@pytest.mark.django_db
def test_pages_bear_the_logo_of_the_town_beside_its_name(client, settings, tmp_path):
    assert client.get("/logo").status_code == 404
    settings.LOGO = read_logo(kept(tmp_path, SVG.format("")))
    page = client.get("/").content.decode()
    address = f"/logo?{settings.LOGO.mark}"
    assert f'<img class="i" src="{address}" alt=""' in page
    assert f'<link rel="icon" href="{address}">' in page
    assert client.get("/favicon.ico")["Location"] == address
    answer = client.get(address)
    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
