"""A file as it was delivered: opened by its content, bounded, decoded without a lost character."""

import codecs
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from maillage.sources.encoding import UNREADABLE, UNREADABLE_ERRORS, Encoding, choose_encoding

TOTAL_LIMIT_BYTES = 2 * 1024**3
RECORD_LIMIT_BYTES = 8 * 1024**2
_CHUNK_BYTES = 256 * 1024
_HEAD_BYTES = 16 * 1024
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.02
_KML = re.compile(r"<(?:\w+:)?kml[\s>]|earth\.google\.com/kml|opengis\.net/kml")
_UMAP = re.compile(r'"type"\s*:\s*"umap"')
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# The table of contents of a ZIP is at its end, before a comment of at most 64 kB.
_ZIP_END_BYTES = 66_000
_MOST_FILES = 10_000

FORMAT_NAMES = {
    "csv": "du CSV",
    "json": "du JSON",
    "geojson": "du GeoJSON",
    "umap": "une carte uMap",
    "kml": "du KML",
    "kmz": "du KML compressé (KMZ)",
    "xlsx": "un classeur Excel",
    "ods": "un classeur LibreOffice (ODS)",
    "zip": "une archive ZIP, ou un classeur Excel abîmé",
    "xml": "une page web ou du XML",
    "pdf": "un PDF",
    "excel": "un classeur Excel ancien (.xls)",
    "empty": "un fichier vide",
}


class DeliveryError(ValueError):
    """The delivery cannot be read further; what came before has been given.

    code : stable name of the refusal
    line : physical line, or None
    The message is French, and says where and how to repair.
    """

    def __init__(self, code: str, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivered file, ready to be read several times from its start.

    name : file name, for messages
    compressed : gzip, known by the content
    format : "csv", "json", "xlsx" or another key of FORMAT_NAMES, known by the content
    encoding : how the bytes are decoded
    sha256 : of the uncompressed content (of what can be read of it)
    notes : French sentences for the report of the import
    stopped_by : why the content cannot be read to its end, when it cannot
    """

    path: Path
    name: str
    compressed: bool
    format: str
    encoding: Encoding
    sha256: str
    notes: tuple[str, ...]
    total_limit_bytes: int = TOTAL_LIMIT_BYTES
    record_limit_bytes: int = RECORD_LIMIT_BYTES
    stopped_by: DeliveryError | None = None

    def text(self) -> Iterator[str]:
        """Yield the content as text, piece by piece; an undecodable byte becomes UNREADABLE.

        Raises DeliveryError after the last piece that could be read.
        """
        decoder = codecs.getincrementaldecoder(self.encoding.codec)(UNREADABLE_ERRORS)
        for chunk in self.raw():
            if piece := decoder.decode(chunk):
                yield piece
        if piece := decoder.decode(b"", final=True):
            yield piece

    def raw(self) -> Iterator[bytes]:
        """Yield the uncompressed content as it came, piece by piece.

        Raises DeliveryError after the last piece that could be read, or when the file changed.
        """
        digest = hashlib.sha256()
        for chunk in _chunks(self.path, self.compressed, self.total_limit_bytes):
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != self.sha256:
            # What was read is of two files: resuming it would mix them.
            raise self._changed()

    def content(self, limit_bytes: int) -> bytes:
        """Return the whole content, for formats that cannot be read piece by piece.

        Raises
        ------
        DeliveryError : over the limit ("too_large"), cut, or changed since it was opened.
        """
        digest = hashlib.sha256()
        held = bytearray()
        for chunk in _chunks(self.path, self.compressed, limit_bytes):
            digest.update(chunk)
            held += chunk
        if digest.hexdigest() != self.sha256:
            raise self._changed()
        return bytes(held)

    def _changed(self) -> DeliveryError:
        return DeliveryError(
            "changed_meanwhile",
            f"Le fichier {self.name} a changé pendant la lecture : relancez quand il est "
            "entier. Rien n’est publié.",
        )

    def expect(self, *formats: str) -> None:
        """Raise DeliveryError("empty" or "wrong_format") unless the content is one of `formats`."""
        if self.format == "empty" and self.stopped_by is not None:
            raise self.stopped_by
        if self.format == "empty":
            raise DeliveryError(
                "empty",
                f"Le fichier {self.name} est vide : demandez un nouvel envoi au producteur.",
            )
        if self.format in formats:
            return
        wanted = " ou ".join(FORMAT_NAMES[name] for name in formats)
        repair = {
            "zip": " Envoyez le tableau lui-même ; un classeur serait coupé : renvoyez-le.",
            "xlsx": " Enregistrez la feuille en CSV UTF-8.",
            "ods": " Enregistrez la feuille en CSV UTF-8.",
            "excel": " Enregistrez-le en .xlsx, ou la feuille en CSV UTF-8.",
            "xml": " L’adresse de téléchargement renvoie peut-être une page d’erreur.",
        }.get(self.format, " Choisissez l’autre format, ou l’autre source.")
        raise DeliveryError(
            "wrong_format",
            f"Ce fichier est {FORMAT_NAMES[self.format]}, la source attend {wanted}.{repair}",
        )


@contextmanager
def open_delivery(
    path: Path,
    *,
    total_limit_bytes: int = TOTAL_LIMIT_BYTES,
    record_limit_bytes: int = RECORD_LIMIT_BYTES,
) -> Iterator[Delivery]:
    """Give the delivered file as a Delivery: plain or gzip, whatever its name says.

    The whole content is looked at once, without being held, to choose the encoding.

    Raises
    ------
    DeliveryError : the file cannot be opened ("unreadable") or is not text ("not_text").
    """
    try:
        # A pipe can be read only once, and a device may have no end.
        if path.exists() and not path.is_file():
            raise DeliveryError(
                "unreadable", f"{path} n’est pas un fichier ordinaire : enregistrez-le d’abord."
            )
        with path.open("rb") as file:
            compressed = file.read(2) == b"\x1f\x8b"
    except OSError as error:
        reason = {
            FileNotFoundError: "n’existe pas : vérifiez son chemin",
            PermissionError: "ne peut pas être ouvert : vous n’avez pas le droit de le lire",
        }.get(type(error), f"ne peut pas être ouvert ({error.strerror})")
        raise DeliveryError("unreadable", f"Le fichier {path.name} {reason}.") from error

    digest = hashlib.sha256()
    head = bytearray()
    stopped: list[DeliveryError] = []

    def watched() -> Iterator[bytes]:
        try:
            for chunk in _chunks(path, compressed, total_limit_bytes):
                digest.update(chunk)
                if len(head) < _HEAD_BYTES:  # blank lines before the content say nothing
                    head.extend((chunk if head else chunk.lstrip())[: _HEAD_BYTES - len(head)])
                yield chunk
        except DeliveryError as error:
            stopped.append(error)  # told when the rows are read, after those that come before

    encoding = choose_encoding(watched())
    kind = _format_of(bytes(head), encoding)
    if kind == "zip" and not stopped:
        kind = _kind_of_zip(path, compressed)
    packed = kind in {"zip", "xlsx", "ods", "kmz"}
    notes = [encoding.note] if encoding.note and not packed else []
    if not compressed and path.suffix == ".gz":
        notes.append(
            "Le nom finit par .gz mais le fichier n’est pas compressé : il est lu tel quel."
        )
    if kind == "binary":
        raise DeliveryError(
            "not_text", f"Le fichier {path.name} n’est pas du texte : exportez-le en CSV UTF-8."
        )
    yield Delivery(
        path=path,
        name=path.name,
        compressed=compressed,
        format=kind,
        encoding=encoding,
        sha256=digest.hexdigest(),
        notes=tuple(notes),
        total_limit_bytes=total_limit_bytes,
        record_limit_bytes=record_limit_bytes,
        stopped_by=stopped[0] if stopped else None,
    )


def _format_of(head: bytes, encoding: Encoding) -> str:
    for magic, name in ((b"PK\x03\x04", "zip"), (b"%PDF", "pdf"), (b"\xd0\xcf\x11\xe0", "excel")):
        if head.startswith(magic):
            return name
    text = head.decode(encoding.codec, "ignore").lstrip("\ufeff \t\r\n")
    if not text:
        return "empty"
    # A stray null character is the fault of one cell; many of them are not a text.
    if "\0" in text and len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        return "binary"
    if text[0] == "<":
        return "kml" if _KML.search(text) else "xml"
    if text[0] == "[":
        return "json"
    if text[0] == "{":
        if _UMAP.search(text):
            return "umap"
        return "geojson" if '"FeatureCollection"' in text or '"features"' in text else "json"
    return "csv"


def _kind_of_zip(path: Path, compressed: bool) -> str:
    """Return what a ZIP holds: "xlsx", "ods", "kmz", or "zip" for anything else.

    Only its table of contents is read, and only when that is small: an archive may claim millions
    of files.
    """
    if compressed:
        return "zip"  # a workbook is compressed already: nobody sends it so
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(0, size - _ZIP_END_BYTES))
            end = file.read()
            at = end.rfind(b"PK\x05\x06")
            # Its larger form (ZIP64) claims what it likes, and no workbook of ours needs it.
            if at < 0 or len(end) - at < 22 or end[at - 20 : at - 16] == b"PK\x06\x07":
                return "zip"
            n_files = int.from_bytes(end[at + 10 : at + 12], "little")
            if n_files > _MOST_FILES or int.from_bytes(end[at + 12 : at + 16], "little") > 2**21:
                return "zip"
            file.seek(0)
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()[: _MOST_FILES + 1]
                if "mimetype" in names and _start(archive, "mimetype").startswith(_ODS):
                    return "ods"
                if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
                    return "xlsx"
                return "kmz" if any(name.lower().endswith(".kml") for name in names) else "zip"
    except (OSError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return "zip"


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(80)


def _chunks(path: Path, compressed: bool, limit_bytes: int) -> Iterator[bytes]:
    """Yield the uncompressed content; raise DeliveryError once everything readable was given."""
    total = 0
    with path.open("rb") as file:
        raw = iter(lambda: file.read(_CHUNK_BYTES), b"")
        for chunk in _gunzip(raw, path.name) if compressed else raw:
            total += len(chunk)
            if total > limit_bytes:
                raise DeliveryError(
                    "too_large",
                    f"Le fichier {path.name} dépasse {limit_bytes / 1024**2:.0f} Mo une fois "
                    "décompressé : découpez-le en plusieurs livraisons.",
                )
            yield chunk


def _gunzip(raw: Iterator[bytes], name: str) -> Iterator[bytes]:
    # zlib and not the gzip module, whose buffer loses the last bytes before a cut; and each step
    # is bounded, so that a small file cannot fill the memory.
    engine = zlib.decompressobj(wbits=31)
    for data in raw:
        while data:
            if engine.eof:
                data = data.lstrip(b"\0")
                if not data:
                    break
                engine = zlib.decompressobj(wbits=31)
            try:
                chunk = engine.decompress(data, _CHUNK_BYTES)
            except zlib.error as error:
                raise DeliveryError(
                    "gzip_corrupt",
                    f"Le fichier compressé {name} est abîmé : demandez un nouvel envoi au "
                    "producteur. Rien n’est publié.",
                ) from error
            if chunk:
                yield chunk
            data = engine.unused_data if engine.eof else engine.unconsumed_tail
    if not engine.eof:
        if chunk := engine.flush():
            yield chunk
        raise DeliveryError(
            "gzip_truncated",
            f"Le fichier compressé {name} est coupé avant la fin : téléchargez-le de nouveau. "
            "Rien n’est publié.",
        )


__all__ = ["UNREADABLE", "Delivery", "DeliveryError", "open_delivery"]
