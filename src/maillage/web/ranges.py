"""A file, or the part of it that is asked (RFC 9110, section 14): maps and sounds are read so."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_BLOCK_BYTES = 256 * 1024


def file_answer(
    request: HttpRequest, path: Path, *, kind: str, etag: str, max_age: int = 3600
) -> HttpResponseBase:
    """Return a file, its part, 304 when it is known, 416 when no such part exists.

    kind : its type, "audio/mpeg"
    etag : its mark, between quotes
    """
    if (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    size = path.stat().st_size
    wanted = asked_range(request.headers.get("Range", ""), size)
    if wanted is None:
        response: HttpResponseBase = HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={"Content-Range": f"bytes */{size}"},
        )
    else:
        first, last = wanted
        partial = "Range" in request.headers
        response = StreamingHttpResponse(
            _blocks(path, first, last - first + 1),
            status=HTTPStatus.PARTIAL_CONTENT if partial else HTTPStatus.OK,
            content_type=kind,
            headers={"Content-Length": str(last - first + 1)},
        )
        if partial:
            response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=max_age)
    return response


def asked_range(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that are asked, None when there are none.

    >>> asked_range("bytes=2-", 10), asked_range("bytes=-3", 10), asked_range("bytes=10-", 10)
    ((2, 9), (7, 9), None)
    """
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found[0] == "bytes=-":
        return (0, size - 1) if size and not asked else None
    if not found[1]:
        return (max(0, size - int(found[2])), size - 1) if size and int(found[2]) else None
    first, last = int(found[1]), int(found[2] or size - 1)
    return (first, min(last, size - 1)) if first <= last and first < size else None


def _blocks(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (block := file.read(min(length, _BLOCK_BYTES))):
            length -= len(block)
            yield block
