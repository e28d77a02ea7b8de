"""Files of the packages of npm that pages load: these, and nothing else of their folders.

A package has maps of its sources, copies for developers and types, ten times what is served.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

# Name among the static files: file in the folder of packages.
PACKAGE_FILES = {
    "maplibre/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre/maplibre-gl-shared.mjs": "maplibre-gl/dist/maplibre-gl-shared.mjs",
    "maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "pmtiles/pmtiles.js": "pmtiles/dist/pmtiles.js",
}

_SOURCES = re.compile(rb"(?m)^(?://[#@] sourceMappingURL=.*|/\*# sourceMappingURL=[^*]*\*/)$")


class PackageFinder(BaseFinder):
    """Finds the files of PACKAGE_FILES where packages are installed; others do not exist."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing can be wrong: a package that is absent has no file."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the file of this name, [] when there is none."""
        file = _installed(path)
        if file is None:
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, "_Storage"]]:
        """Yield each file that is installed, with what opens it."""
        for name in PACKAGE_FILES:
            if _installed(name) is not None and not matches_patterns(
                name, list(ignore_patterns or [])
            ):
                yield name, _Storage(_installed)


def _installed(name: str) -> Path | None:
    inside = PACKAGE_FILES.get(name.replace("\\", "/"))
    if inside is None:
        return None
    file = Path(settings.PACKAGES_FOLDER) / inside
    return file if file.is_file() else None


class _Storage(FileSystemStorage):
    """Opens the files of packages under their names among the static files."""

    prefix = ""

    def __init__(self, installed: Callable[[str], Path | None]) -> None:
        super().__init__(location=str(settings.PACKAGES_FOLDER))
        self._find = installed

    def path(self, name: str) -> str:
        """Return the file itself."""
        file = self._find(name)
        return str(file) if file is not None else super().path(name)

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        """Return a file without the line that names its map of sources, which is not served."""
        return ContentFile(_SOURCES.sub(b"", Path(self.path(name)).read_bytes()), name)
