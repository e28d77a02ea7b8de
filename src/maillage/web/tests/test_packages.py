"""Of the packages of npm, only the files that pages load are served."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from maillage.web.packages import PACKAGE_FILES, PackageFinder


@pytest.fixture
def packages(settings, tmp_path) -> Path:
    """A folder of packages with all of maplibre-gl and nothing else."""
    folder = tmp_path / "node_modules"
    settings.PACKAGES_FOLDER = folder
    dist = folder / "maplibre-gl" / "dist"
    dist.mkdir(parents=True)
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl-dev.mjs"):
        (dist / name).write_text("let a;\n//# sourceMappingURL=somewhere.map\n")
    (dist / "maplibre-gl.css").write_text(".a{}\n/*# sourceMappingURL=somewhere.css.map */\n")
    (dist / "maplibre-gl.mjs.map").write_text("{}")
    return folder


def test_only_what_pages_load_is_listed(packages):
    listed = [name for name, _ in PackageFinder().list([])]
    assert listed == [
        "maplibre/maplibre-gl.mjs",
        "maplibre/maplibre-gl-worker.mjs",
        "maplibre/maplibre-gl.css",
    ]
    assert [name for name, _ in PackageFinder().list(["*.css"])] == listed[:2]


@pytest.mark.parametrize(
    "name",
    ["maplibre/maplibre-gl-dev.mjs", "maplibre/../package.json", "../settings.py", "pmtiles/x.js"],
)
def test_nothing_else_is_found(packages, name):
    assert PackageFinder().find(name) == []
    assert PackageFinder().find(name, find_all=True) == []


def test_files_are_collected_without_the_maps_that_are_not_served(packages, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    finders.get_finder.cache_clear()
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
    names = [path.name for path in (tmp_path / "static" / "maplibre").iterdir()]
    assert any(
        name.startswith("maplibre-gl.") and name != "maplibre-gl.mjs" and name.endswith(".mjs")
        for name in names
    )
    for path in (tmp_path / "static" / "maplibre").glob("*.mjs"):
        assert "sourceMappingURL" not in path.read_text()
    assert not [name for name in names if "dev" in name or name.endswith(".map")]


def test_every_name_is_of_a_package_that_is_declared():
    import json

    declared = json.loads((Path(__file__).resolve().parents[4] / "package.json").read_text())
    packages = {file.split("/")[0] for file in PACKAGE_FILES.values()}
    assert packages <= set(declared["dependencies"])
