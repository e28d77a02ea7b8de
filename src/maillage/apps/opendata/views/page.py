"""The page of open data: each format in words, for whom it is, and the address to copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import latest_change
from maillage.apps.directory.queries.published_numbers import (
    n_places_without_position,
    n_published_offers,
    n_published_places,
)
from maillage.apps.opendata.queries.catalog import Kind, licence_duty, open_licence
from maillage.apps.opendata.queries.copies import copies_folder, kept_days
from maillage.apps.opendata.queries.files import OPEN_FILES
from maillage.apps.opendata.views.catalog import offered_formats
from maillage.web.pages import render_page

TITLES = {
    Kind.FILE: _("Un fichier à prendre"),
    Kind.SERVICE: _("Un service à brancher"),
    Kind.FEED: _("Être prévenu des changements"),
}


@dataclass(frozen=True, slots=True)
class FormatLine:
    """One format: its words and its address."""

    code: str
    title: Any
    for_whom: Any
    url: str
    standard: str
    # Of the file as it was copied last night, compressed; None when it is not copied.
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Copy:
    """A file as it was on a day."""

    label: Any
    url: str


@dataclass(frozen=True, slots=True)
class CopiedDay:
    """The copies of a day."""

    day: date
    copies: Sequence[Copy]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Formats that one takes in the same way."""

    title: Any
    lines: Sequence[FormatLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataPage:
    """All that opendata/open_data.html may use."""

    n_places: int
    n_offers: int
    n_without_position: int
    changed_at: datetime
    licence: str
    licence_url: str
    licence_duty: str
    shelves: Sequence[Shelf]
    days: Sequence[CopiedDay]


@login_not_required
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Choose a format; copy its address."""
    offered = offered_formats(request)
    days = kept_days()
    sizes = _sizes(days[0]) if days else {}
    shelves = [
        Shelf(
            title,
            [
                FormatLine(
                    one.format.code,
                    one.format.title,
                    one.format.for_whom,
                    one.url,
                    one.format.standard,
                    sizes.get(one.format.route.partition(":")[2]),
                )
                for one in offered
                if one.format.kind is kind
            ],
        )
        for kind, title in TITLES.items()
    ]
    page = OpenDataPage(
        n_places=n_published_places(),
        n_offers=n_published_offers(),
        n_without_position=n_places_without_position(),
        changed_at=latest_change(timezone.now()),
        licence=open_licence()[0],
        licence_url=open_licence()[1],
        licence_duty=licence_duty(),
        shelves=[shelf for shelf in shelves if shelf.lines],
        days=[_copied(day) for day in days],
    )
    return render_page(request, page, "opendata/open_data.html")


def _sizes(day: date) -> dict[str, int]:
    """Return the size of each file of a day, by the name of its route."""
    folder = copies_folder() / day.isoformat()
    paths = {one.route: folder / f"{one.name}.gz" for one in OPEN_FILES}
    return {route: path_.stat().st_size for route, path_ in paths.items() if path_.is_file()}


def _copied(day: date) -> CopiedDay:
    there = _sizes(day)
    copies = [
        Copy(one.title, reverse("opendata:dated_file", args=[day.isoformat(), one.name]))
        for one in OPEN_FILES
        if one.route in there
    ]
    return CopiedDay(day, copies)


page_urls: list[URLPattern] = [path("donnees/ouvertes/", open_data, name="open_data")]
