"""How the open services answer: JSON that any site may read, and again only when it changed."""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

from maillage.web.errors import DomainError, problem

View = Callable[..., HttpResponseBase]
METHODS = ("GET", "HEAD", "OPTIONS")
PIECE = 64 * 1024


def open_to_programs(view: View) -> View:
    """Let any site read a view, with GET only; a refusal is a problem document (RFC 9457).

    A program that says nothing of what it accepts must not receive a page.
    """

    @wraps(view)
    def service(request: HttpRequest, **words: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method not in METHODS:
            response = HttpResponse(status=405)
            response["Allow"] = ", ".join(METHODS)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
            response["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
        else:
            try:
                response = view(request, **words)
            except DomainError as error:
                response = problem(error)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        return response

    return service


def json_answer(
    request: HttpRequest, body: Any, content_type: str = "application/json"
) -> HttpResponseBase:
    """Answer with JSON in UTF-8; 304 when the program already has the same bytes."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return bytes_answer(request, text.encode(), content_type)


def bytes_answer(request: HttpRequest, data: bytes, content_type: str) -> HttpResponseBase:
    """Answer with these bytes; 304 when the program already has them."""
    response = HttpResponse(data, content_type=content_type)
    etag = etag_of(data)
    return _conditional(request, etag, response) or response


def file_answer(
    request: HttpRequest,
    pieces: Callable[[], Iterable[str]],
    *,
    etag: str,
    content_type: str,
    filename: str,
) -> HttpResponseBase:
    """Answer with a long file sent as it is written, few pieces at a time in memory.

    Nothing is read when the program already has the file of this `etag`.
    """
    response = StreamingHttpResponse(content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    known = _conditional(request, etag, response)
    if known is not None:
        return known
    response.streaming_content = () if request.method == "HEAD" else _larger(pieces())
    return response


def etag_of(data: bytes) -> str:
    """Return the entity tag of bytes."""
    return f'"{blake2b(data, digest_size=12).hexdigest()}"'


def _conditional(request: HttpRequest, etag: str, response: Any) -> HttpResponseBase | None:
    # Kept by caches, asked again each time: what is closed leaves everywhere at once.
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    answer = get_conditional_response(request, etag=etag, response=response)
    return None if answer is response else answer


def _larger(pieces: Iterable[str]) -> Iterable[bytes]:
    """Yield the same text in pieces of a size worth sending."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        data = piece.encode()
        held.append(data)
        size += len(data)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
