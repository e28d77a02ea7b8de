"""Photographs: the right way up, small, and with nothing of where and when they were taken."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, features

from maillage.web.photographs import (
    CARD,
    MOST_BYTES,
    MOST_CARD,
    MOST_PAGE,
    PAGE,
    PhotoHeic,
    PhotoRefused,
    PhotoTooLarge,
    PhotoTooSmall,
    read_photograph,
)

# Latitude 50° 37' 52" N: what a telephone writes.
GPS = {1: "N", 2: (50.0, 37.0, 52.0), 3: "E", 4: (3.0, 4.0, 19.0)}


def drawing(width=1600, height=1200):
    """Return an image of which the top left corner is red."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill="#cc0000")
    return image


def noise(width=2400, height=1800):
    return Image.effect_noise((width, height), 120).convert("RGB")


def saved(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def read(data):
    return read_photograph(io.BytesIO(data))


def opened(data):
    return Image.open(io.BytesIO(data))


def is_red(data, x, y):
    red, green, blue = opened(data).convert("RGB").getpixel((x, y))
    return red > 150 and green < 90 and blue < 90


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_becomes_two_light_jpegs(kind):
    assert kind != "WEBP" or features.check("webp")
    found = read(saved(drawing(), kind))
    card, page = opened(found.card), opened(found.page)
    assert card.format == page.format == "JPEG"
    assert card.size == CARD
    assert page.size == (found.width, found.height) == (960, 720)
    assert is_red(found.page, 100, 100)
    assert not is_red(found.page, 900, 700)


def test_nothing_of_the_file_is_kept_but_its_pixels():
    exif = Image.Exif()
    exif[0x010F], exif[0x9003] = "Marque Exemple", "2026:09:15 10:20:00"
    exif.get_ifd(0x8825).update(GPS)
    data = saved(drawing(), exif=exif, comment=b"chez Dominique", xmp=b"<x>moi</x>")
    # The photograph that is sent does say it: else this test would show nothing.
    assert opened(data).getexif().get_ifd(0x8825)[2] == (50.0, 37.0, 52.0)
    assert b"Marque Exemple" in data
    assert b"chez Dominique" in data
    assert b"<x>moi</x>" in data
    found = read(data)
    for one in (found.card, found.page):
        assert not opened(one).getexif()
        assert set(opened(one).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                         "progressive", "progression"}  # fmt: skip
        for secret in (b"Exif", b"Exemple", b"2026", b"Dominique", b"moi", b"GPS"):
            assert secret not in one


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (20, 20)), (3, (-20, -20)), (6, (-20, 20)), (8, (20, -20)), (2, (-20, 20))],
)
def test_it_is_turned_as_the_camera_was_held(orientation, corner):
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = read(saved(drawing(), exif=exif))
    width, height = opened(found.page).size
    assert (width < height) == (orientation in (6, 8))
    assert is_red(found.page, corner[0] % width, corner[1] % height)


def test_what_is_seen_through_becomes_white():
    image = Image.new("RGBA", (800, 600), (0, 0, 0, 0))
    found = read(saved(image, "PNG"))
    assert opened(found.page).getpixel((400, 300)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_other_colours_are_read(mode):
    kind = "JPEG" if mode in ("L", "CMYK") else "PNG"
    assert opened(read(saved(drawing().convert(mode), kind)).card).mode == "RGB"


def test_even_noise_weighs_little():
    found = read(saved(noise(), quality=95))
    assert len(found.card) <= MOST_CARD <= 25_000
    assert len(found.page) <= MOST_PAGE <= 90_000
    assert found.width <= PAGE


def test_the_size_that_is_told_is_that_of_the_file():
    for image in (drawing(), noise(), drawing(700, 2000)):
        found = read(saved(image, quality=90))
        assert opened(found.page).size == (found.width, found.height)


def bomb(width, height):
    """Return a PNG of a few bytes that says so many pixels."""

    def chunk(name, data):
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize("size", [(8_100, 8_000), (12_000, 9_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_takes_any_memory(size):
    with pytest.raises(PhotoTooLarge):
        read(bomb(*size))


def test_a_heavy_file_is_refused():
    with pytest.raises(PhotoTooLarge, match="15"):
        read(b"\xff\xd8" + b"\0" * MOST_BYTES)


def test_heic_is_refused_with_what_to_do():
    with pytest.raises(PhotoHeic, match="Le plus compatible"):
        read(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100)


def test_a_small_one_is_refused():
    with pytest.raises(PhotoTooSmall, match="320"):
        read(saved(drawing(319, 240)))
    assert read(saved(drawing(320, 240))).width == 320


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_are_refused(kind):
    with pytest.raises(PhotoRefused):
        read(saved(drawing(), kind))


@given(st.data())
def test_a_damaged_file_is_refused_or_read_and_never_anything_else(data):
    whole = saved(drawing(480, 360))
    cut = data.draw(st.integers(0, len(whole)))
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=8))
    damaged = (whole[:at] + byte + whole[at + len(byte) :])[:cut]
    try:
        found = read(damaged)
    except (PhotoRefused, PhotoTooLarge, PhotoTooSmall):
        return
    assert opened(found.page).size == (found.width, found.height)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_photograph_are_refused(data):
    with pytest.raises(PhotoRefused):
        read(data)
