"""A received file with some of its cells changed: the rest stays as it came, to the letter."""

import zlib
from collections.abc import Iterator, Sequence

from maillage.sources.base import Delivery
from maillage.sources.returned.csv_text import csv_pieces
from maillage.sources.returned.edits import RowEdits
from maillage.sources.returned.json_text import json_pieces
from maillage.sources.returned.refusal import NotWritable
from maillage.sources.returned.workbook import workbook_pieces

WRITABLE = ("csv", "json", "geojson", "xlsx")


def rewritten(
    delivery: Delivery, edits: Sequence[RowEdits], *, skipped: set[int]
) -> Iterator[bytes]:
    """Yield the file piece by piece, with these cells changed; compressed when it was received so.

    skipped : gets the number of each row in which nothing could be written

    Raises
    ------
    NotWritable : the file is of a format that is only read, or its layout cannot be kept.
    DeliveryError : it cannot be read to its end.
    """
    if delivery.format == "csv":
        pieces = csv_pieces(delivery, edits, skipped=skipped)
    elif delivery.format in ("json", "geojson"):
        pieces = json_pieces(delivery, edits, skipped=skipped)
    elif delivery.format == "xlsx":
        pieces = workbook_pieces(delivery, edits, skipped=skipped)
    else:
        raise NotWritable(delivery.format)
    return _compressed(pieces) if delivery.compressed else pieces


def _compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.compressobj(wbits=31)
    for piece in pieces:
        if packed := engine.compress(piece):
            yield packed
    yield engine.flush()


__all__ = ["WRITABLE", "rewritten"]
