"""The bytes of a file of territories, unpacked, and what kind of file they are."""

import gzip
import importlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Literal

from maillage.apps.territories.errors import GeoExtraMissing, TerritoryFileUnreadable

# "csv" and "xlsx" are tables without outlines: which communes make an urban unit.
Shape = Literal["json", "gpkg", "fgb", "shp", "csv", "xlsx"]

# A file of all the IRIS of France unpacks to 90 MB; a bomb of 1 MB unpacks to a disk.
MOST_BYTES = 1_500_000_000
_PARTS_OF_A_SHAPEFILE = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
_WHOLE = {".geojson": "json", ".json": "json", ".gpkg": "gpkg", ".fgb": "fgb"}
_TABLES = {".csv", ".xlsx", ".ods"}
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds once unpacked; `parts` are the files of a shapefile, by their ending."""

    name: str
    shape: Shape
    data: bytes = b""
    parts: tuple[tuple[str, bytes], ...] = ()


def extra(name: str) -> Any:
    """Return an optional library of outlines. Raises GeoExtraMissing when it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise GeoExtraMissing(library=name) from error


def content_of_path(path: Path) -> Content:
    """Return what a file holds, unpacked. Raises TerritoryFileUnreadable, GeoExtraMissing."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise TerritoryFileUnreadable(detail=f"le fichier {path} n’existe pas") from error
    except IsADirectoryError as error:
        raise TerritoryFileUnreadable(detail=f"{path} est un dossier") from error
    except OSError as error:
        raise TerritoryFileUnreadable(detail=f"{path} : {error.strerror}") from error
    return content_of(data, path.name)


def content_of(data: bytes, name: str, *, most: int = MOST_BYTES) -> Content:
    """Return what bytes hold, unpacked: .gz, .zst, .zip, or as they are.

    The first bytes tell, never the name alone. Raises TerritoryFileUnreadable, GeoExtraMissing.
    """
    if data[:2] == b"\x1f\x8b":
        stream: Any = gzip.GzipFile(fileobj=io.BytesIO(data))
        return content_of(_unpacked(stream, ".gz", most), _without(name, ".gz"), most=most)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return content_of(_from_zst(data, most), _without(name, ".zst"), most=most)
    if data[:4] == b"PK\x03\x04":
        return _from_zip(data, name, most)
    if data[:16] == b"SQLite format 3\x00":
        return Content(name, "gpkg", data)
    if data[:3] == b"fgb":
        return Content(name, "fgb", data)
    if data[:4] == b"\x00\x00\x27\x0a":
        raise TerritoryFileUnreadable(
            detail="un .shp ne va pas seul : mettez les .shp, .shx, .dbf et .prj dans un .zip"
        )
    if not data.strip():
        raise TerritoryFileUnreadable(detail="le fichier est vide")
    if PurePosixPath(name).suffix.lower() in (".csv", ".tsv", ".txt") and data.lstrip()[:1] not in (
        b"{",
        b"[",
    ):
        return Content(name, "csv", data)
    return Content(name, "json", data)


def _from_zst(data: bytes, most: int) -> bytes:
    zstandard = extra("zstandard")
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 28)
    stream = decompressor.stream_reader(io.BytesIO(data), read_across_frames=True)
    unpacked = _unpacked(stream, ".zst", most)
    # The reader says nothing of a file that stops too soon, but its first lines say its size.
    said = zstandard.get_frame_parameters(data).content_size
    if said < 1 << 62 and said > len(unpacked):
        raise _cut(".zst")
    return unpacked


def _unpacked(stream: Any, ending: str, most: int) -> bytes:
    pieces, size = [], 0
    try:
        while piece := stream.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise TerritoryFileUnreadable(
                    detail=f"l’archive {ending} contient plus de {most // 1_000_000} Mo"
                )
    except (EOFError, OSError, zlib.error) as error:
        raise _cut(ending) from error
    except Exception as error:
        # zstandard has an error of its own, and may be absent: its name cannot be written above.
        if type(error).__name__ != "ZstdError":
            raise
        raise _cut(ending) from error
    return b"".join(pieces)


def _cut(ending: str) -> TerritoryFileUnreadable:
    return TerritoryFileUnreadable(
        detail=f"l’archive {ending} est coupée avant la fin ou abîmée : refaites le téléchargement"
    )


def _without(name: str, ending: str) -> str:
    return name[: -len(ending)] if name.lower().endswith(ending) else name


def _from_zip(data: bytes, name: str, most: int) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {
                PurePosixPath(info.filename): info
                for info in archive.infolist()
                if not info.is_dir() and not PurePosixPath(info.filename).name.startswith(".")
            }
            # A workbook is a zip of its own: LibreOffice’s says so in "mimetype".
            if PurePosixPath("xl/workbook.xml") in files or PurePosixPath("content.xml") in files:
                return Content(name, "xlsx", data)
            wanted = _chosen(list(files))
            if sum(files[path].file_size for path in wanted) > most:
                raise TerritoryFileUnreadable(
                    detail=f"l’archive .zip contient plus de {most // 1_000_000} Mo"
                )
            read = {}
            for path in wanted:
                with archive.open(files[path]) as stream:
                    read[path] = _unpacked(stream, ".zip", most)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _cut(".zip") from error
    first = wanted[0]
    if first.suffix.lower() in _WHOLE or first.suffix.lower() in _TABLES:
        return content_of(read[first], first.name, most=most)
    parts = {path.suffix.lower(): content for path, content in read.items()}
    if missing := {".shx", ".dbf"} - parts.keys():
        raise TerritoryFileUnreadable(
            detail=f"il manque à « {first.name} », dans l’archive, son {min(missing)}"
        )
    return Content(first.stem, "shp", parts=tuple(sorted(parts.items())))


def _chosen(paths: list[PurePosixPath]) -> list[PurePosixPath]:
    """Return the one file of an archive that holds outlines, or the parts of its shapefile."""
    heads = [p for p in paths if p.suffix.lower() == ".shp" or p.suffix.lower() in _WHOLE]
    heads = heads or [p for p in paths if p.suffix.lower() in _TABLES]
    if len(heads) != 1:
        found = ", ".join(sorted(p.name for p in heads)[:8])
        raise TerritoryFileUnreadable(
            detail=f"l’archive .zip contient plusieurs fichiers de contours : {found} ; "
            "donnez-en un seul"
            if heads
            else "l’archive .zip ne contient ni .shp, ni .geojson, ni .gpkg, ni .fgb"
        )
    head = heads[0]
    if head.suffix.lower() != ".shp":
        return [head]
    beside = [
        p
        for p in paths
        if p != head
        and p.parent == head.parent
        and p.stem == head.stem
        and p.suffix.lower() in _PARTS_OF_A_SHAPEFILE
    ]
    return [head, *beside]


@contextmanager
def on_disk(content: Content) -> Iterator[Path]:
    """Put a content where GDAL can open it, under a name of ours, and take it away after."""
    with TemporaryDirectory(prefix="maillage-") as folder:
        if content.shape == "shp":
            for ending, data in content.parts:
                (Path(folder) / f"contours{ending}").write_bytes(data)
            yield Path(folder) / "contours.shp"
        else:
            path = Path(folder) / f"contours.{content.shape}"
            path.write_bytes(content.data)
            yield path


def json_in(content: Content) -> Any:
    """Return the JSON of a content. Raises TerritoryFileUnreadable."""
    try:
        return json.loads(content.data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TerritoryFileUnreadable(
            detail="le fichier n’est pas en UTF-8, ou n’est pas un fichier de contours connu : "
            "GeoJSON, GeoPackage (.gpkg), FlatGeobuf (.fgb), Shapefile dans un .zip"
        ) from error
    except json.JSONDecodeError as error:
        raise TerritoryFileUnreadable(
            detail=f"ce n’est pas du JSON, à la ligne {error.lineno}, colonne {error.colno}"
        ) from error
    except RecursionError as error:
        raise TerritoryFileUnreadable(detail="ce JSON est emboîté à l’infini") from error


def json_of(path: Path) -> Any:
    """Return the JSON of a file, compressed or not. Raises TerritoryFileUnreadable."""
    content = content_of_path(path)
    if content.shape != "json":
        raise TerritoryFileUnreadable(detail="ce n’est pas du JSON")
    return json_in(content)
