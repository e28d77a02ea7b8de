"""What changed in the public places, newest first: an Atom feed (RFC 4287), paged (RFC 5005).

It says what became of a place and which of its fields changed; never who changed them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from maillage.apps.directory.queries.changed_days import changed_days
from maillage.apps.directory.queries.compare import Kind, PlaceChange, Why, changes, end_of
from maillage.apps.directory.queries.labels import (
    DELIVERED_LABELS,
    LIFE_LABELS,
    OFFER_LABELS,
    PLACE_LABELS,
)

ATOM = "http://www.w3.org/2005/Atom"
PER_PAGE = 50
# Each day is a comparison of the base: a page looks at so many, and the next page goes on.
DAYS_PER_PAGE = 14
MOST_DAYS = 60
SECOND = timedelta(seconds=1)
HISTORY = timedelta(days=365)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one place on one day."""

    day: date
    public_id: str
    kind: Kind
    title: str
    words: str

    @property
    def token(self) -> str:
        """The place of this change in the feed, for the address of the next page."""
        return f"{self.day.isoformat()}.{self.public_id}"


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Changes of one page; `after` is the token of the next one, "" when there is none."""

    changes: Sequence[Change]
    after: str


def changes_page(
    *, version: int, today: date, zone: int | None = None, after: str = ""
) -> ChangesPage:
    """Return the changes beyond a token, the newest day first, then by number of place.

    version : number of the state of the base: what it makes known is kept until it changes
    zone : number of a commune or of a quarter
    """
    day, _dot, number = after.partition(".")
    until = date.fromisoformat(day) if day else today
    oldest = today - HISTORY
    if until <= oldest:
        return ChangesPage((), "")
    found: list[Change] = []
    days = _days(version, oldest, min(until, today))
    for n, one in enumerate(days):
        if n >= DAYS_PER_PAGE and (found or n >= MOST_DAYS):
            # Nothing is lost: the next page begins with this day.
            return ChangesPage(found, f"{one.isoformat()}.")
        for change in _of_day(version, one, zone):
            if one == until and number and change.public_id <= number:
                continue
            if len(found) == PER_PAGE:
                return ChangesPage(found, found[-1].token)
            found.append(change)
    return ChangesPage(found, "")


@lru_cache(maxsize=8)
def _days(version: int, start: date, end: date) -> tuple[date, ...]:
    return tuple(changed_days(start, end))


@lru_cache(maxsize=256)
def _of_day(version: int, day: date, zone: int | None) -> tuple[Change, ...]:
    found = changes(day - timedelta(days=1), day, zone=zone)
    return tuple(sorted((_change(one, day) for one in found), key=lambda c: c.public_id))


def forget_changes() -> None:
    """Drop what is kept; for tests, whose bases share their version numbers."""
    _days.cache_clear()
    _of_day.cache_clear()


def _change(one: PlaceChange, day: date) -> Change:
    where = f"{one.nom} ({one.commune})" if one.commune else one.nom
    if one.kind is Kind.CHANGED:
        # By name: the two databases do not give fields in the same order.
        names = ", ".join(sorted({_label(f.part, f.name) for f in one.fields}))
        title, words = _("Changé : %s") % where, _("Ce qui a changé : %s.") % names
    elif one.kind is Kind.CLOSED:
        reasons = {
            Why.CLOSED: _("Ce lieu est fermé définitivement."),
            Why.MOVED: _("Ce lieu a déménagé."),
        }
        title = _("Sorti de la liste : %s") % where
        default = _("Plus aucune source ne nomme ce lieu.")
        words = reasons.get(one.why, default) if one.why else default
    elif one.kind is Kind.REOPENED:
        title, words = _("Remis dans la liste : %s") % where, _("Ce lieu est de nouveau publié.")
    else:
        title, words = _("Ajouté : %s") % where, _("Ce lieu est publié pour la première fois.")
    return Change(day, one.public_id, one.kind, title, words)


def _label(part: str, name: str) -> str:
    tables = {"place": PLACE_LABELS, "offer": OFFER_LABELS | DELIVERED_LABELS | LIFE_LABELS}
    table = tables.get(part, LIFE_LABELS | DELIVERED_LABELS)
    found = str(table.get(name, name))
    return found[:1].lower() + found[1:] if found[1:2].islower() else found


# ---------------------------------------------------------------- the file


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """What a feed says of itself; `authority` is the name that its identities are made from."""

    title: str
    author: str
    licence: str
    authority: str
    name: str
    self_url: str
    first_url: str
    next_url: str
    page_url: str
    changed_at: datetime


def tag(authority: str, name: str) -> str:
    """Return an identity that never changes (RFC 4151)."""
    return f"tag:{authority},2026:maillage/{name}"


def atom(head: FeedHead, page: Sequence[Change], url_of: Any, *, today: date) -> bytes:
    """Return the feed as a file; `url_of(public id)` is the address of a place."""

    def moment_of(change: Change) -> datetime:
        # Today is not over: what is added to it must be seen as new, and not before it happens.
        return head.changed_at if change.day >= today else end_of(change.day) - SECOND

    newest = max((moment_of(change) for change in page), default=head.changed_at)
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    _put(feed, "id", tag(head.authority, head.name))
    _put(feed, "title", head.title)
    _put(feed, "updated", _moment(max(newest, head.changed_at)))
    _put(feed, "rights", head.licence)
    _put(_put(feed, "author"), "name", head.author)
    for rel, url in (("self", head.self_url), ("first", head.first_url), ("next", head.next_url)):
        if url:
            _put(feed, "link", rel=rel, href=url, type="application/atom+xml")
    _put(feed, "link", rel="alternate", href=head.page_url, type="text/html")
    for change in page:
        entry = _put(feed, "entry")
        name = f"lieux/{change.public_id}/{change.day.isoformat()}/{change.kind.value}"
        _put(entry, "id", tag(head.authority, name))
        _put(entry, "title", change.title)
        _put(entry, "updated", _moment(moment_of(change)))
        _put(entry, "link", rel="alternate", href=url_of(change.public_id), type="text/html")
        _put(entry, "category", term=change.kind.value)
        _put(entry, "summary", change.words)
    text: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def _put(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    clean = {key: _NOT_XML.sub("", value) for key, value in attributes.items()}
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    if text:
        child.text = _NOT_XML.sub("", text)
    return child


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
