"""Answers that programs may keep: an ETag on each, 304 for what they have already."""

from datetime import datetime
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags
from pydantic import BaseModel

from maillage.web.api.problems import Changed, ConditionMissing


def etag_of(data: bytes) -> str:
    """Return the entity tag of bytes."""
    return f'"{blake2b(data, digest_size=12).hexdigest()}"'


def answer(
    request: HttpRequest,
    body: BaseModel | bytes,
    *,
    modified: datetime | None = None,
    next_url: str = "",
    status: int = 200,
    location: str = "",
) -> HttpResponse:
    """Answer with JSON; 304 when the program has the same bytes, or nothing newer than it has.

    modified : when it last changed, for programs that only know dates
    next_url : where the next page is
    location : where what was just made is

    Raises Changed when the program wanted it otherwise (If-Match on a read).
    """
    data = body if isinstance(body, bytes) else body.model_dump_json().encode()
    etag = etag_of(data)
    response = HttpResponse(data, content_type="application/json", status=status)
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(int(modified.timestamp()))
    if next_url:
        response["Link"] = f'<{next_url}>; rel="next"'
    if location:
        response["Location"] = location
    if request.method not in ("GET", "HEAD"):
        return response
    seconds = int(modified.timestamp()) if modified is not None else None
    known = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    assert known is not None
    if known.status_code == 412:
        raise Changed
    return known


def require_match(request: HttpRequest, etag: str) -> None:
    """Let a change through only when the program read what there is now (RFC 9110, If-Match).

    Raises ConditionMissing, Changed.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise ConditionMissing
    # Compressing an answer on its way weakens our tag: the record behind it is the same.
    if given != "*" and etag not in [tag.removeprefix("W/") for tag in parse_etags(given)]:
        raise Changed
