"""The square that a telephone reads: the address of the page, the code after the `#`.

What follows `#` stays on the device: it is sent to no server and written in no log.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

import qrcode  # type: ignore[import-untyped]
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from maillage.web.languages import Language
from maillage.web.speaking import PARAMETER

# What may be asked of a paper: large print, two languages, French.
ASKED = ("gros", "deux", "francais")


@dataclass(frozen=True, slots=True)
class Qr:
    """A drawing of squares: `path` of an SVG of `size` × `size`; the address that it holds."""

    path: str
    size: int
    address: str


def qr_of(code: str, *, language: Language | None = None) -> Qr | None:
    """Return the square of a code; None when the address of the site is not known.

    language : that in which the page opens; a telephone may ask for another
    """
    if not settings.SITE_URL:
        return None
    address = f"{settings.SITE_URL}{reverse('liaison:mine')}"
    asked = "" if language is None or language.is_french else f"?{PARAMETER}={language.code}"
    drawn = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn.add_data(f"{address}{asked}#{code}")
    rows = drawn.get_matrix()
    pieces = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            pieces.append(f"M{start} {y}.5h{x - start}")
    return Qr("".join(pieces), len(rows), address.split("//", 1)[-1])


def is_large(request: HttpRequest) -> bool:
    """Tell whether a paper is asked for in large print."""
    return request.GET.get("gros") == "1"


def other_size(request: HttpRequest) -> str:
    """Return the address of the same paper in the other size."""
    return with_asked(request, gros="" if is_large(request) else "1")


def with_asked(request: HttpRequest, **asked: str) -> str:
    """Return the address of the same paper with something else asked of it; "" asks no more."""
    kept = {name: request.GET.get(name, "") for name in ASKED} | asked
    query = urlencode({name: value for name, value in kept.items() if value == "1"})
    return f"{request.path}?{query}" if query else request.path
