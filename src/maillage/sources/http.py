"""Fetch a file at an address that a person typed: bounded, resumed, and never from inside.

The connection is made to the very address that was checked (the name is not resolved a second
time), and each redirection is a new address, checked in the same way (addresses.py).
"""

import hashlib
import http.client
import os
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from maillage.sources.addresses import FetchError, Network, check_url, resolve

_REDIRECTIONS = {301, 302, 303, 307, 308}
_AGAIN = {429, 500, 502, 503, 504}
_BLOCK_BYTES = 64 * 1024
_UNSAFE_IN_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u202a-\u202e\u2066-\u2069]")
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class _Cut(Exception):
    """The transfer stopped before its end; asking again may go on from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a fetch may take, in bytes, seconds and steps, and where it may go.

    networks : internal networks that are allowed all the same
    """

    total_bytes: int = 50 * 1024**2
    total_s: float = 300.0
    silence_s: float = 20.0
    redirections: int = 5
    attempts: int = 4
    ports: frozenset[int] = frozenset({80, 443})
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched whole: its name as the server says, never to be used as a path."""

    name: str
    size: int
    sha256: str
    url: str


Progress = Callable[[int], None]


def fetch(
    url: str,
    path: Path,
    *,
    limits: Limits,
    progress: Progress = lambda n: None,
    pause: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Write the file at `url` to `path` and return what it is.

    A transfer that is cut goes on from there when the server can, else from the start.

    Raises
    ------
    FetchError : the address is refused, nobody answers, or the file is too large or not whole.
    """
    deadline = time.monotonic() + limits.total_s
    check_url(url, ports=limits.ports)
    # Without a buffer: closed after a refusal, it has nothing left to write.
    with _room_on_disk():
        opened = path.open("wb", buffering=0)
    with opened as file:
        transfer = _Transfer(file, limits, deadline, progress)
        for attempt in range(1, limits.attempts + 1):
            try:
                final = transfer.run(url)
                break
            except _Cut as cut:
                left = deadline - time.monotonic()
                wait_s = float(2 ** (attempt - 1))
                if attempt == limits.attempts or left <= wait_s:
                    raise FetchError(
                        "cut",
                        f"Le fichier n’arrive pas en entier ({cut}). Recommencez plus tard, ou "
                        "téléchargez-le vous-même et envoyez-le.",
                    ) from cut
                pause(wait_s)
        with _room_on_disk():
            file.flush()
            os.fsync(file.fileno())
    if transfer.size == 0:
        raise FetchError("empty", "Le fichier à cette adresse est vide.")
    return Fetched(transfer.name or name_in(final), transfer.size, _sha256(path), final)


def name_in(url: str) -> str:
    """Return the name of the file that an address ends with, safe to show."""
    return _safe_name(unquote(urlsplit(url).path.rsplit("/", 1)[-1])) or "livraison"


# ---------------------------------------------------------------- one file, in one or more goes


class _Transfer:
    """What has arrived so far, and what tells that the rest is of the same file."""

    def __init__(self, file: BinaryIO, limits: Limits, deadline: float, progress: Progress) -> None:
        self.file, self.limits, self.deadline, self.progress = file, limits, deadline, progress
        self.size = 0
        self.name = ""
        self.validator = ""

    def run(self, url: str) -> str:
        """Go as far as one connection leads and return the address that answered."""
        for _ in range(self.limits.redirections + 1):
            with self._answer(url) as response:
                if response.status in _REDIRECTIONS and response.headers.get("Location"):
                    # Characters beyond ASCII are written as the address line wants them.
                    to = quote(response.headers["Location"], safe="%/:=&?~#+!$,;'@()*[]")
                    url = urljoin(url, to)
                    continue
                self._take(response)
                return url
        raise FetchError(
            "redirections",
            f"L’adresse renvoie ailleurs plus de {self.limits.redirections} fois : copiez celle "
            "du fichier lui-même.",
        )

    @contextmanager
    def _answer(self, url: str) -> Iterator[http.client.HTTPResponse]:
        parts = check_url(url, ports=self.limits.ports)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        sock = self._connect(parts, host, port)
        # A server that sends one byte at a time never lets a read end: this does.
        left = max(0.1, self.deadline - time.monotonic())
        watch = threading.Timer(left, _hang_up, [sock])
        watch.daemon = True
        watch.start()
        # Given a socket that is there, it never resolves the name again.
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock
        try:
            target = quote(parts.path or "/", safe="%/:=&~+!$,;'@()*[]")
            query = f"?{quote(parts.query, safe='%/:=&?~+!$,;@()*[]')}" if parts.query else ""
            headers = {
                "User-Agent": "Maillage",
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                "Connection": "close",
            }
            if self.size and self.validator:
                headers |= {"Range": f"bytes={self.size}-", "If-Range": self.validator}
            connection.request("GET", target + query, headers=headers)
            with connection.getresponse() as response:
                yield response
        except (http.client.HTTPException, OSError, ValueError) as error:
            if isinstance(error, FetchError):
                raise
            self._check_time()
            if isinstance(error, (OSError, http.client.IncompleteRead)):
                raise _Cut("la connexion s’est coupée") from error
            raise FetchError(
                "answer_unreadable", f"La réponse du site {host} ne se lit pas."
            ) from error
        finally:
            watch.cancel()
            connection.close()
            sock.close()

    def _connect(self, parts: SplitResult, host: str, port: int) -> socket.socket:
        failed: OSError | None = None
        for address in resolve(host, port, allowed=self.limits.networks):
            self._check_time()
            try:
                sock = socket.create_connection((str(address), port), timeout=self.limits.silence_s)
            except OSError as error:
                failed = error
                continue
            if parts.scheme == "http":
                return sock
            try:
                return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
            except ssl.SSLCertVerificationError as error:
                sock.close()
                raise FetchError(
                    "certificate",
                    f"Le certificat du site {host} n’est pas bon : prévenez qui le publie.",
                ) from error
            except OSError as error:
                sock.close()
                failed = error
        raise _Cut(f"le site {host} ne répond pas") from failed

    def _take(self, response: http.client.HTTPResponse) -> None:
        headers = response.headers
        start = self._start(response)
        if start != self.size:
            self.size = start
            self._cut_back()
        encoding = headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip", "x-gzip", ""}:
            raise FetchError("encoding", f"Le site envoie un codage inconnu ({encoding[:20]}).")
        gzipped = "gzip" in encoding
        # A part of a compressed answer cannot be gone on with.
        self.validator = "" if gzipped else _validator(headers)
        self.name = _name_said(headers)
        declared = headers.get("Content-Length", "")
        expected = int(declared) if declared.isascii() and declared.isdigit() else None
        if expected is not None and start + expected > self.limits.total_bytes:
            raise self._too_large()
        n_read = 0
        unzip = zlib.decompressobj(wbits=31) if gzipped else None
        while block := response.read1(_BLOCK_BYTES):
            n_read += len(block)
            if unzip is None:
                self._write(block)
            else:
                self._write_unzipped(unzip, block)
            self._check_time()
            self.progress(self.size)
        self._check_time()  # hung up by the watch, an answer without a length looks whole
        if (expected is not None and n_read < expected) or (unzip is not None and not unzip.eof):
            raise _Cut("il s’arrête avant la fin")

    def _start(self, response: http.client.HTTPResponse) -> int:
        """Return where the content of an answer begins in the file. Raises when there is none."""
        status = response.status
        if status == 200:
            return 0
        if status == 206 and self.size:
            said = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
            if said and int(said[1]) == self.size:
                return self.size
        if status in {206, 416}:  # not the part that was asked for: all of it, then
            self.size, self.validator = 0, ""
            self._cut_back()
            raise _Cut("le site n’envoie pas la suite")
        if status in _AGAIN:
            raise _Cut(f"le site répond « {status} », il est peut-être occupé")
        if status in {401, 403, 407}:
            raise FetchError(
                "forbidden",
                f"Le site refuse de donner ce fichier ({status}) : téléchargez-le vous-même, puis "
                "envoyez-le.",
            )
        if status in {404, 410}:
            raise FetchError("not_found", f"Il n’y a pas de fichier à cette adresse ({status}).")
        raise FetchError("status", f"Le site répond « {status} » au lieu du fichier.")

    def _cut_back(self) -> None:
        with _room_on_disk():  # what waits in memory is written first
            self.file.seek(self.size)
            self.file.truncate()

    def _write(self, data: bytes) -> None:
        if self.size + len(data) > self.limits.total_bytes:
            raise self._too_large()
        rest = memoryview(data)
        with _room_on_disk():
            while rest:  # a disk that is nearly full takes only a part
                rest = rest[self.file.write(rest) :]
        self.size += len(data)

    def _write_unzipped(self, unzip: "zlib._Decompress", block: bytes) -> None:
        data = block
        while data and not unzip.eof:
            try:
                piece = unzip.decompress(data, _BLOCK_BYTES)
            except zlib.error as error:
                raise FetchError("gzip_corrupt", "Le fichier arrive abîmé.") from error
            self._write(piece)
            data = unzip.unconsumed_tail

    def _check_time(self) -> None:
        if time.monotonic() >= self.deadline:
            raise FetchError(
                "too_slow",
                f"Le fichier n’est pas arrivé en {self.limits.total_s / 60:.0f} minutes : "
                "téléchargez-le vous-même, puis envoyez-le.",
            )

    def _too_large(self) -> FetchError:
        return FetchError(
            "too_large",
            f"Le fichier dépasse {self.limits.total_bytes / 1024**2:.0f} Mo : découpez-le, ou "
            "importez-le par la commande « maillage import ».",
        )


@contextmanager
def _room_on_disk() -> Iterator[None]:
    """Say in words that the disk refuses: what is small waits in memory, and fails at the end."""
    try:
        yield
    except OSError as error:
        raise FetchError(
            "disk", "Le serveur n’a plus de place : prévenez la personne qui administre."
        ) from error


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is over already


def _validator(headers: Message) -> str:
    """Return what proves that two answers are of the same file; "" when nothing does."""
    etag = headers.get("ETag", "")
    if etag and not etag.startswith("W/"):
        return str(etag)
    return str(headers.get("Last-Modified", ""))


def _name_said(headers: Message) -> str:
    try:
        return _safe_name(headers.get_filename("") or "")
    except (LookupError, UnicodeError, ValueError):
        return ""


def _safe_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNSAFE_IN_NAME.sub("", last).strip(". ")[:200]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


__all__ = ["FetchError", "Fetched", "Limits", "check_url", "fetch", "name_in"]
