"""One tile of the Plan IGN, fetched by this server and kept: a visitor never asks IGN.

The host, the layer and the parameters are written here and nowhere else; from the visitor come
three whole numbers, checked. No cookie, address nor referrer of the visitor is passed on.
"""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from maillage.sources.addresses import FetchError
from maillage.sources.http import Fetched, Limits, fetch

DEEPEST_IGN = 18
_ADDRESS = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILECOL={x}&TILEROW={y}"
)
_LIMITS = Limits(
    total_bytes=1024**2, total_s=10, silence_s=5, redirections=0, attempts=1, ports=frozenset({443})
)
# What is older is asked again; what nobody has looked at for long goes first when it is full.
_FRESH_S = 30 * 24 * 3600
MOST_BYTES = 500 * 1024**2
_LOOK_EVERY = 200
# So many are fetched at once: a crowd of visitors is not a crowd at IGN's door.
_AT_ONCE = threading.BoundedSemaphore(4)
_PNG = b"\x89PNG\r\n\x1a\n"


class TileRefused(Exception):
    """The tile cannot be had now; the message is French."""


def plan_ign_tile(z: int, x: int, y: int, *, folder: Path) -> bytes:
    """Return the PNG of a tile, from the folder or else from IGN.

    Raises
    ------
    TileRefused : no such tile, IGN does not answer, or too many are asked at once.
    """
    if not (0 <= z <= DEEPEST_IGN and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise TileRefused("cette tuile n’existe pas")
    path = folder / str(z) / str(x) / f"{y}.png"
    kept = _kept(path)
    if kept is not None and time.time() - kept.written_at < _FRESH_S:
        return kept.content
    try:
        return _fetched(_ADDRESS.format(z=z, x=x, y=y), path, folder)
    except TileRefused:
        if kept is not None:  # an old one is better than none
            return kept.content
        raise


class _Tile(NamedTuple):
    content: bytes
    written_at: float


def _kept(path: Path) -> _Tile | None:
    try:
        with path.open("rb") as file:
            # Of the file that is open: another thread may be taking it away to make room.
            return _Tile(file.read(), os.fstat(file.fileno()).st_mtime)
    except OSError:
        return None


def _fetched(address: str, path: Path, folder: Path) -> bytes:
    if not _AT_ONCE.acquire(timeout=5):
        raise TileRefused("trop de tuiles sont demandées à la fois")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
        os.close(number)
        try:
            _fetch(address, Path(draft))
            content = Path(draft).read_bytes()
            if not content.startswith(_PNG):
                raise TileRefused("la réponse n’est pas une image")
            # Whole, then in place: a reader never sees half of it.
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except (FetchError, OSError) as error:
        raise TileRefused(str(error)) from error
    finally:
        _AT_ONCE.release()
    _make_room(folder)
    return content


def _fetch(address: str, path: Path) -> Fetched:
    return fetch(address, path, limits=_LIMITS)


_n_written = 0


def _make_room(folder: Path) -> None:
    """Now and then, remove the oldest tiles beyond the size that is allowed."""
    global _n_written
    _n_written += 1
    if _n_written % _LOOK_EVERY:
        return
    tiles = sorted(_tiles(folder))
    size = sum(n_bytes for _, n_bytes, _ in tiles)
    for _, n_bytes, found in tiles:
        if size <= MOST_BYTES:
            break
        found.unlink(missing_ok=True)
        size -= n_bytes


def _tiles(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for found in folder.rglob("*.png"):
        try:
            said = found.stat()
        except FileNotFoundError:  # another process makes room too
            continue
        yield said.st_mtime, said.st_size, found
