"""A site of its own for the browser: filled by the real commands, served by `maillage serve`.

The folder is prepared once for the whole run; each process of xdist serves its own copy.
"""

import csv
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
COORDINATOR = "coordination@clairmaille.example"
# A second invented commune, with a quarter that bears the name of one of Clairmaille.
OTHER_TOWN = {"code": "59998", "nom": "Fuseau-sur-Lys", "postcode": "59998"}
OTHER_TOWN_CENTRE = (50.40, 3.40)  # latitude, longitude
N_OTHER_PLACES = 45


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers; `log` is what it prints, codes of connection included."""

    url: str
    folder: Path
    log: Path

    def code_sent(self, since: int) -> str:
        """Return the code of the last e-mail printed after the byte `since` of the log."""
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            printed = self.log.read_bytes()[since:].decode("utf-8", "replace")
            if found := re.findall(r"^ {4}(\S+)$", printed, re.M):
                return found[-1]
            time.sleep(0.05)
        raise AssertionError("no code was printed")


def run(folder: Path, *words: object) -> str:
    """Run one command of Maillage on this folder and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "maillage.config.cli", *map(str, words)],
        env=_environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    # The options of the machine must not reach the site of the tests.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), kept.get("PYTHONPATH", "")]),
    }


def prepared_once(shared: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """Return a folder that `fill` filled, by whichever process came first."""
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill(folder)
            done.touch()
    return folder


@contextmanager
def served(folder: Path, **options: str) -> Iterator[Site]:
    """Serve a folder until the end of the block, with these options of Maillage (their names
    without MAILLAGE_)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "site.log"
    command = [sys.executable, "-m", "maillage.config.cli", "serve", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--workers", "1", "--threads", "2"],
            env=_environment(folder) | {f"MAILLAGE_{name}": v for name, v in options.items()},
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            yield Site(url, folder, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + 300
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{url}/vos-donnees/", timeout=30):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the site does not answer: {log.read_text(encoding='utf-8')}")


# ---------------------------------------------------------------- what the sites hold


def fill_town(folder: Path) -> None:
    """Clairmaille, and a second town of 45 places from a national file, more than two pages."""
    run(folder, "migrate", "--verbosity", "0")
    run(folder, "demo")
    outlines = folder / "fuseau.geojson"
    outlines.write_text(json.dumps(_other_territory()), encoding="utf-8")
    run(folder, "load-territory", outlines)
    places = folder / "fuseau.csv"
    rows = [_other_place(number) for number in range(1, N_OTHER_PLACES + 1)]
    leaving = _other_place(N_OTHER_PLACES + 1) | {"nom": "Fuseau qui s’en va"}
    _write_csv(places, [*rows, BARE_PLACE, leaving])
    run(folder, "import", places, "--source", "national")
    _write_csv(places, [*rows, BARE_PLACE])
    run(folder, "import", places, "--source", "national")
    run(folder, "shell", "--no-imports", "-c", CLOSE_ONE)


# The seven required fields of the standard, and not one more.
BARE_PLACE = {
    "id": "fuseau-nu",
    "pivot": "00000000000000",
    "nom": "Local sans rien",
    "commune": OTHER_TOWN["nom"],
    "code_postal": OTHER_TOWN["postcode"],
    "adresse": "99 rue de la Lys",
    "date_maj": "2024-01-15",
}
CLOSE_ONE = """
from datetime import date
from django.utils import timezone
from maillage.apps.accounts.actions import ensure_person
from maillage.apps.directory.actions.staff import add_closure, close_place
from maillage.apps.directory.models import Place
by, now = ensure_person(email="coordination@clairmaille.example", name=""), timezone.now()
number = lambda nom: Place.objects.get(nom=nom).public_id
close_place(public_id=number("Salle Jacquard"), on=date(2026, 6, 30), by=by, now=now)
add_closure(public_id=number("Foyer La Trame"), starts_on=date(2026, 1, 1),
    ends_on=date(2099, 1, 1), by=by, now=now, reason="travaux")
"""


def _other_territory() -> dict[str, object]:
    latitude, longitude = OTHER_TOWN_CENTRE
    west, east = longitude - 0.02, longitude + 0.02
    south, north = latitude - 0.02, latitude + 0.02
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    commune = {
        "kind": "commune",
        "code": OTHER_TOWN["code"],
        "nom": OTHER_TOWN["nom"],
        "department": "59",
        "codes_postaux": [OTHER_TOWN["postcode"]],
    }
    quarter = {
        "kind": "quarter",
        "code": "fuseau-centre",
        "nom": "Centre",
        "slug": "centre-fuseau",
        "parent": ["commune", OTHER_TOWN["code"]],
    }
    empty = quarter | {"code": "fuseau-vide", "nom": "Les Navettes", "slug": "les-navettes"}
    away = [[x + 0.2, y] for x, y in ring]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": commune, "geometry": None},
            {
                "type": "Feature",
                "properties": quarter,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            },
            {
                "type": "Feature",
                "properties": empty,
                "geometry": {"type": "Polygon", "coordinates": [away]},
            },
        ],
    }


def _other_place(number: int) -> dict[str, object]:
    latitude, longitude = OTHER_TOWN_CENTRE
    return {
        "id": f"fuseau-{number:02}",
        "pivot": "00000000000000",
        "nom": f"Point Fuseau {number:02}",
        "commune": OTHER_TOWN["nom"],
        "code_postal": OTHER_TOWN["postcode"],
        "code_insee": OTHER_TOWN["code"],
        "adresse": f"{number} rue de la Lys",
        # A line to the north: the order by distance from the south is the order of the numbers.
        "latitude": round(latitude - 0.01 + number * 0.0004, 4),
        "longitude": longitude,
        "telephone": f"+331990022{number:02}",
        "horaires": "Mo-Fr 09:00-12:00",
        "date_maj": "2026-09-01",
        "services": "Aide aux démarches administratives",
        "frais_a_charge": "Gratuit",
        "modalites_acces": "Se présenter",
        "modalites_accompagnement": "Accompagnement individuel",
    }


def _write_csv(path: Path, rows: Sequence[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)


REGIONAL_FILE = "lieux/hauts-de-france-portrea-2022.geojson.gz"
COMMUNES_FILE = "territoires/decoupage-administratif-6.0.0/communes.json.gz"
STEWARD, PASSWORD = "referente@clairmaille.example", "quatre mots sans suite"


def fill_region(folder: Path, *, regional_file: Path, communes_file: Path) -> None:
    """The real regional file and the communes of two departments, by the real commands."""
    run(folder, "migrate", "--verbosity", "0")
    departments = ("--department", "59", "--department", "62")
    run(folder, "load-territory", communes_file, *departments)
    counts = run(folder, "import", regional_file, "--source", "hauts-de-france", "--json")
    (folder / "counts.json").write_text(counts, encoding="utf-8")
    run(folder, "shell", "--no-imports", "-c", OPEN_A_DOOR)


OPEN_A_DOOR = f"""
from maillage.apps.accounts.models import User
User.objects.create_superuser({STEWARD!r}, {PASSWORD!r}, name="Dominique Exemple")
"""
