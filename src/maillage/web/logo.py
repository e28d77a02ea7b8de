"""The logo of a town, in place of ours: a small square image, read once when the site starts."""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

MOST_BYTES = 30_000
# Shown 37 px wide, on screens that draw up to three points for each pixel.
LEAST_PIXELS = 96
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
# What draws nothing by itself: a logo has no need of it, and it may hide anything.
_REFUSED = {"script", "foreignObject", "iframe", "object", "embed", "handler", "animate", "set"}


@dataclass(frozen=True, slots=True)
class Logo:
    """An image that browsers may be given; `mark` changes with it."""

    content: bytes
    content_type: str
    mark: str


def read_logo(file: Path) -> Logo:
    """Return the logo that a file holds.

    Raises ValueError, in French, for a file that cannot be read, is too heavy, is neither SVG nor
    PNG, is not about square, or holds what draws nothing (a script, a link to another site).
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ValueError(f"le fichier {file} ne se lit pas ({error.strerror})") from error
    if len(content) > MOST_BYTES:
        raise ValueError(
            f"{file} pèse {len(content) // 1000} ko : il en faut {MOST_BYTES // 1000} au plus, "
            "car chaque page le porte"
        )
    if content.startswith(_PNG):
        width, height = _size_of_png(content, file)
        if min(width, height) < LEAST_PIXELS:
            raise ValueError(
                f"{file} fait {width:g} × {height:g} pixels : il en faut {LEAST_PIXELS} au moins "
                "de chaque côté"
            )
        kind = "image/png"
    else:
        width, height = _size_of_svg(content, file)
        kind = "image/svg+xml"
    if not 0.8 <= width / height <= 1.25:
        raise ValueError(
            f"{file} n’est pas carré ({width:g} × {height:g}) : donnez la marque seule, le nom est "
            "écrit à côté"
        )
    return Logo(content, kind, hashlib.sha256(content).hexdigest()[:12])


def _size_of_png(content: bytes, file: Path) -> tuple[float, float]:
    if content[12:16] != b"IHDR" or len(content) < 33:
        raise ValueError(f"{file} est une image PNG coupée")
    width, height = struct.unpack(">II", content[16:24])
    if not width or not height:
        raise ValueError(f"{file} est une image PNG vide")
    return width, height


def _size_of_svg(content: bytes, file: Path) -> tuple[float, float]:
    try:
        content.decode()  # papers are drawn from UTF-8 only
        root = defusedxml.ElementTree.fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError, LookupError) as error:
        raise ValueError(f"{file} n’est ni une image SVG sans DOCTYPE, ni une PNG") from error
    if root.tag != f"{_SVG}svg":
        raise ValueError(f"{file} n’est ni une image SVG, ni une PNG")
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name in _REFUSED:
            raise ValueError(f"{file} contient « {name} » : un logo est un dessin, rien d’autre")
        for key, value in element.attrib.items():
            plain = key.rpartition("}")[2].lower()
            elsewhere = plain == "href" and not value.startswith(("#", "data:image/"))
            if plain.startswith("on") or elsewhere or "url(http" in value.replace(" ", "").lower():
                raise ValueError(f"{file} contient « {plain} » : un logo n’appelle rien d’ailleurs")
    try:
        _x, _y, width, height = map(float, root.get("viewBox", "").replace(",", " ").split())
    except ValueError as error:
        raise ValueError(f"{file} n’a pas de viewBox : on ne sait pas sa forme") from error
    if width <= 0 or height <= 0:
        raise ValueError(f"{file} a une viewBox vide")
    return width, height
