"""Each import contract is proven by a deliberate fault: one bad import in an empty house."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^(\d)\. .+ (KEPT|BROKEN)", re.MULTILINE)
APP_FILES = ("models", "queries", "actions", "errors", "forms", "views", "urls", "apps")

# The number of the contract, the file that holds the fault, what it says.
FAULTS = {
    "the shared kit leans on an application": (
        "1",
        "web/pages.py",
        "import maillage.apps.directory.queries",
    ),
    "sources and web know one another": ("1", "sources/base.py", "import maillage.web"),
    "a floor that has no place": ("1", "gadgets/__init__.py", ""),
    "the core knows Django": ("2", "core/geo/distance.py", "import django.db"),
    "the core fetches": ("2", "core/standard/remote.py", "import httpx"),
    "geometry leans on search": ("3", "core/geo/distance.py", "import maillage.core.search"),
    "hours and geometry know one another": ("3", "core/geo/sun.py", "import maillage.core.hours"),
    "a room of the core that has no place": ("3", "core/gadgets/__init__.py", ""),
    "a lower application leans on an upper one": (
        "4",
        "apps/territories/actions.py",
        "import maillage.apps.directory.queries",
    ),
    "an application that has no place": ("4", "apps/gadgets/__init__.py", ""),
    "a file of another name in an application": ("5", "apps/directory/utils.py", ""),
    "a read leans on a page": (
        "5",
        "apps/directory/queries.py",
        "import maillage.apps.directory.views",
    ),
    "reads and writes the wrong way round": (
        "5",
        "apps/directory/queries.py",
        "import maillage.apps.directory.actions",
    ),
    "a page reaches for the tables": (
        "6",
        "apps/directory/views.py",
        "import maillage.apps.directory.models",
    ),
    "a source leans on another": (
        "7",
        "sources/catalog/one.py",
        "import maillage.sources.catalog.two",
    ),
}


def build(folder: Path) -> Path:
    """The packages of the real house, empty, with the usual files in every application."""
    package = folder / "src" / "maillage"
    real = ROOT / "src" / "maillage"
    for init in real.rglob("__init__.py"):
        parts = init.relative_to(real).parts
        if len(parts) <= 3 and not {"tests", "migrations", "management"} & set(parts):
            copy = package.joinpath(*parts)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text("")
    for app in (package / "apps").iterdir():
        for name in APP_FILES if app.is_dir() else ():
            if not (app / name).is_dir():
                (app / f"{name}.py").write_text("")
    for name in ("one", "two"):
        (package / "sources" / "catalog" / f"{name}.py").write_text("")
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return package


def verdicts(folder: Path) -> dict[str, str]:
    """Number of the contract → KEPT or BROKEN."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(
        command,
        cwd=folder,
        # Before the installed package, so that the empty house is the one that is read.
        env=os.environ | {"PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict(LINE.findall(done.stdout))
    assert found, done.stdout + done.stderr
    return found


def test_an_empty_house_keeps_every_contract(tmp_path):
    build(tmp_path)
    assert verdicts(tmp_path) == dict.fromkeys("1234567", "KEPT")


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_is_seen(tmp_path, fault):
    contract, file, statement = FAULTS[fault]
    target = build(tmp_path) / file
    if target.with_suffix("").is_dir():
        target = target.with_suffix("") / "__init__.py"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(statement + "\n")
    assert verdicts(tmp_path)[contract] == "BROKEN"


def test_every_contract_has_its_fault():
    numbers = re.findall(r'^name = "(\d)\. ', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert {contract for contract, _, _ in FAULTS.values()} == set(numbers)
