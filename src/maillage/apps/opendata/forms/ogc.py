"""What a program asks of a collection of OGC API – Features, turned into a typed request."""

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.apps.directory.queries.published_numbers import Box
from maillage.apps.opendata.errors.open_services import RequestUnreadable

DEFAULT_LIMIT = 100
MAX_LIMIT = 1_000
# How one may be answered; without `f`, what the program says that it accepts decides.
FORMS = ("json", "geojson", "html")
_MOST_DIGITS = 9
_TOKEN = re.compile(r"[A-Za-z0-9-]{1,80}(?:\.[A-Za-z0-9-]{1,12})?")
_COMMON = ("limit", "bbox", "datetime", "apres", "f")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class ItemsRequest:
    """A page of features: how many, beyond which, where, when, and with which values.

    Days are both included; None on a side is open. `days` False asks nothing about time.
    """

    limit: int
    after: str
    box: Box | None
    days: bool
    first: date | None
    last: date | None
    values: Mapping[str, str]
    # The same request as it was written, for the link to the next page.
    written: Mapping[str, str]


def items_request(query: QueryDict, filters: Mapping[str, str]) -> ItemsRequest:
    """Return what the address asks. Raises RequestUnreadable, which says how to write it.

    filters : the parameters that choose by a value, beside the common ones
    """
    check_names(query, filters)
    said = {str(name): str(value) for name, value in query.items() if value != ""}
    first, last, days = None, None, "datetime" in said
    if days:
        first, last = _days(said["datetime"])
    return ItemsRequest(
        limit=_limit(said.get("limit", "")),
        after=_token(said.get("apres", "")),
        box=_box(said["bbox"]) if "bbox" in said else None,
        days=days,
        first=first,
        last=last,
        values={name: said[name] for name in filters if name in said},
        written={name: value for name, value in said.items() if name not in ("apres", "f")},
    )


def plain_request(query: QueryDict) -> None:
    """Check an address that takes no parameter but `f`. Raises RequestUnreadable."""
    check_names(query, {}, common=("f",))


def whole(
    name: str, text: str, *, default: int, largest: int, smallest: int = 1, cap: bool = True
) -> int:
    """Return a whole number of the address; beyond the largest, the largest (with `cap`).

    Raises RequestUnreadable.
    """
    if text == "":
        return default
    if not re.fullmatch(r"[0-9]+", text) or len(text.lstrip("0")) > _MOST_DIGITS:
        raise RequestUnreadable(
            detail=_("« %(name)s » vaut « %(text)s ». Écrivez un nombre entier, de %(a)s à %(b)s.")
            % {"name": name, "text": shown(text), "a": smallest, "b": largest}
        )
    number = int(text)
    if number < smallest or (number > largest and not cap):
        raise RequestUnreadable(
            detail=_("« %(name)s » vaut %(text)s. Écrivez un nombre entier, de %(a)s à %(b)s.")
            % {"name": name, "text": number, "a": smallest, "b": largest}
        )
    return min(number, largest)


def shown(text: str) -> str:
    """Return a received text short enough for a message."""
    return text if len(text) <= 60 else f"{text[:60]}…"


def check_names(
    query: QueryDict, filters: Iterable[str], *, common: tuple[str, ...] = _COMMON
) -> None:
    """Refuse a parameter that does not exist, is given twice or is too long.

    Raises RequestUnreadable, with the name that one may have meant.
    """
    known = (*common, *filters)
    for name in query:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = _(" Vouliez-vous dire « %s » ?") % near[0] if near else ""
            raise RequestUnreadable(
                detail=_("Le paramètre « %(name)s » n’existe pas ici.%(hint)s Il y a : %(known)s.")
                % {"name": shown(name), "hint": hint, "known": ", ".join(known)}
            )
        if len(query.getlist(name)) > 1:
            raise RequestUnreadable(
                detail=_("« %s » est donné deux fois. Gardez-en un seul.") % shown(name)
            )
        if len(str(query[name])) > _LONGEST or "\x00" in str(query[name]):
            raise RequestUnreadable(
                detail=_("« %(name)s » est trop long : %(n)s signes au plus.")
                % {"name": name, "n": _LONGEST}
            )
    form = str(query.get("f", ""))
    if "f" in common and form not in (*FORMS, ""):
        raise RequestUnreadable(
            detail=_("« f » vaut « %s ». Écrivez « json » ou « html ».") % shown(form)
        )


def _limit(text: str) -> int:
    return whole("limit", text, default=DEFAULT_LIMIT, largest=MAX_LIMIT)


def _token(text: str) -> str:
    if text and not _TOKEN.fullmatch(text):
        raise RequestUnreadable(
            detail=_(
                "« apres » vaut « %s ». Ce paramètre ne s’écrit pas à la main : suivez le lien "
                "« next » de la page d’avant."
            )
            % shown(text)
        )
    return text


def _box(text: str) -> Box:
    """Return (south, west, north, east) of four numbers, or of six with heights, longitude first.

    A west beyond the east crosses the antimeridian.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(math.isfinite(n) for n in numbers):
        raise RequestUnreadable(
            detail=_(
                "« bbox » vaut « %s ». Écrivez quatre nombres séparés par des virgules : longitude "
                "ouest, latitude sud, longitude est, latitude nord. Exemple : 3.0,50.6,3.2,50.7."
            )
            % shown(text)
        )
    half = len(numbers) // 2
    west, south, east, north = numbers[0], numbers[1], numbers[half], numbers[half + 1]
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise RequestUnreadable(
            detail=_("« bbox » : une longitude va de −180 à 180 degrés, et vient en premier.")
        )
    if not -90 <= south <= north <= 90:
        raise RequestUnreadable(
            detail=_(
                "« bbox » : les latitudes vont de −90 à 90 degrés, le sud avant le nord. Ici : "
                "%(south)s, puis %(north)s."
            )
            % {"south": south, "north": north}
        )
    if half == 3 and numbers[2] > numbers[5]:
        raise RequestUnreadable(detail=_("« bbox » : la hauteur basse vient avant la haute."))
    return (south, west, north, east)


def _days(text: str) -> tuple[date | None, date | None]:
    """Return the days of a moment or of an interval of RFC 3339, open with ".." or nothing."""
    parts = text.split("/")
    if len(parts) == 1:
        day = _day(parts[0], text)
        return day, day
    ends = [None if part in ("", "..") else _day(part, text) for part in parts]
    if len(ends) != 2:
        raise _bad_time(text)
    first, last = ends
    if first is not None and last is not None and first > last:
        raise RequestUnreadable(detail=_("« datetime » : la première date vient avant la seconde."))
    return first, last


def _day(text: str, whole_text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    except (ValueError, OverflowError):
        raise _bad_time(whole_text) from None


def _bad_time(text: str) -> RequestUnreadable:
    return RequestUnreadable(
        detail=_(
            "« datetime » vaut « %s ». Écrivez une date (2026-09-01), ou deux séparées par une "
            "barre (2026-09-01/2026-09-30) ; « .. » laisse un côté ouvert."
        )
        % shown(text)
    )
