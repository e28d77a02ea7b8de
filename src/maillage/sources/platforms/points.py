"""Positions that are not written as the standard wants them."""

import re

from maillage.core.geo import degrees_of_metres
from maillage.core.harmonise import Log
from maillage.core.harmonise.position import in_france
from maillage.core.standard.problems import quote
from maillage.sources.platforms.draft import Draft

_DECIMALS = 7  # one centimetre
_PAIR = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,;]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")


def put_pair(draft: Draft, column: str, log: Log) -> None:
    """Give the draft the position of a column that holds "latitude, longitude" in degrees."""
    text = draft.text(column)
    if not text:
        return
    found = _PAIR.fullmatch(text)
    if found is None:
        _unread(draft, column, text, "Écrivez la latitude puis la longitude : « 50.31, 3.19 ».")
        return
    for field, number in zip(("latitude", "longitude"), found.groups(), strict=True):
        log.changed("position_from_pair", field, text, number)
        draft.put(field, float(number))


def put_metres(draft: Draft, x_column: str, y_column: str, epsg: int, log: Log) -> None:
    """Give the draft the position of two columns in metres of a French projection.

    A point that does not fall in France is not kept: it is a warning, and the metres go apart.
    """
    x, y = draft.text(x_column), draft.text(y_column)
    if not x and not y:
        return
    received = f"{x} ; {y}"
    try:
        x_m, y_m = (float(text.replace(",", ".").replace(" ", "")) for text in (x, y))
    except ValueError:
        _unread(draft, f"{x_column}, {y_column}", received, "Écrivez deux nombres de mètres.")
        return
    latitude, longitude = (float(degrees) for degrees in degrees_of_metres(x_m, y_m, epsg))
    if not in_france(latitude, longitude):
        repair = f"Vérifiez que les mètres sont ceux de la projection EPSG:{epsg}."
        _unread(draft, f"{x_column}, {y_column}", received, repair)
        return
    for field, degrees in (("latitude", latitude), ("longitude", longitude)):
        rounded = round(degrees, _DECIMALS)
        log.changed("position_from_metres", field, received, str(rounded))
        draft.put(field, rounded)


def _unread(draft: Draft, column: str, text: str, repair: str) -> None:
    draft.keep("position", text)
    draft.warn(
        "position_unread",
        "latitude",
        text,
        f"La position {quote(text)} ({column}) n’est pas lisible ou pas en France : elle est "
        "laissée de côté.",
        repair,
    )
