"""The square that a telephone reads: the address of the page, the code after the `#`.

What follows `#` stays on the device: it is sent to no server and written in no log.
"""

from dataclasses import dataclass

import qrcode  # type: ignore[import-untyped]
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Qr:
    """A drawing of squares: `path` of an SVG of `size` × `size`; the address that it holds."""

    path: str
    size: int
    address: str


def qr_of(code: str) -> Qr | None:
    """Return the square of a code; None when the address of the site is not known."""
    if not settings.SITE_URL:
        return None
    address = f"{settings.SITE_URL}{reverse('liaison:mine')}"
    drawn = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn.add_data(f"{address}#{code}")
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
    return request.path if is_large(request) else f"{request.path}?gros=1"
