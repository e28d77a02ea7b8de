"""The files of the open data: always those of now, and the copies of the last thirty days."""

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.gzip import gzip_page

from maillage.apps.directory.queries import base_version, latest_change
from maillage.apps.opendata.errors.files import FileUnknown
from maillage.apps.opendata.queries.catalog import open_licence
from maillage.apps.opendata.queries.copies import copy_of
from maillage.apps.opendata.queries.files import OPEN_FILES, Moment, open_file
from maillage.apps.opendata.views.answers import (
    PIECE,
    etag_of,
    file_answer,
    open_to_programs,
)


@login_not_required
@open_to_programs
@gzip_page
def current_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a file as the base is now; nothing is read when the reader already has it."""
    one = open_file(name)
    now = timezone.now()
    today = timezone.localdate(now)
    pattern = request.build_absolute_uri(reverse("directory:place", args=["-"]))

    def page_url(public_id: str) -> str:
        return f"{pattern[:-2]}{public_id}/"

    # The day counts: the score of quality falls with age, a closure begins or ends.
    state = f"{name} {base_version()} {today} {pattern}"
    response = file_answer(
        request,
        lambda: one.pieces(Moment(today, page_url)),
        etag=etag_of(state.encode()),
        content_type=one.content_type,
        filename=name,
    )
    response["Last-Modified"] = http_date(latest_change(now).timestamp())
    return _licensed(response)


@login_not_required
@open_to_programs
def dated_file(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """Return a file as it was on one of the last thirty days."""
    path_ = copy_of(name, _day(day, name))
    said = path_.stat()
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    changed = datetime.fromtimestamp(said.st_mtime, UTC)
    response = file_answer(
        request,
        lambda: (),
        etag=etag_of(f"{day} {name} {said.st_mtime_ns} {compressed}".encode()),
        content_type=open_file(name).content_type,
        filename=f"{day}-{name}",
    )
    response["Last-Modified"] = http_date(changed.timestamp())
    response["Vary"] = "Accept-Encoding"
    if isinstance(response, StreamingHttpResponse) and request.method != "HEAD":
        response.streaming_content = _bytes(path_, compressed=compressed)
        if compressed:
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(said.st_size)
    return _licensed(response)


def _day(day: str, name: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise FileUnknown(name=f"{day}/{name}") from None


def _bytes(path_: Path, *, compressed: bool) -> Iterator[bytes]:
    with path_.open("rb") if compressed else gzip.open(path_, "rb") as content:
        while piece := content.read(PIECE):
            yield piece


def _licensed(response: HttpResponseBase) -> HttpResponseBase:
    """Say the licence where a list of records has no room for it (RFC 8288)."""
    response["Link"] = f'<{open_licence()[1]}>; rel="license"'
    return response


files_urls: list[URLPattern] = [
    *(
        path(f"donnees/fichiers/{one.name}", current_file, {"name": one.name}, name=one.route)
        for one in OPEN_FILES
    ),
    path("donnees/copies/<str:day>/<str:name>", dated_file, name="dated_file"),
]
