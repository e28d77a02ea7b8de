"""Files of places for tests: invented, in the national standard, as many rows as wanted."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from maillage.core.standard import FIELDS, Frais, ModaliteAcces, Service

COLUMNS = [field.name for field in FIELDS]
SERVICES = [str(service) for service in Service]


def place_row(number: int, **changed: str) -> dict[str, str]:
    """Return one valid row; the same number always gives the same row."""
    row = {
        "id": f"lieu-{number}",
        "pivot": "00000000000000",
        "nom": f"Espace numérique {number}",
        "commune": "Clairmaille",
        "code_postal": "59999",
        "code_insee": "59999",
        "adresse": f"{number % 200 + 1} rue du Rouet",
        "latitude": f"{50.28 + (number * 37 % 400) / 10_000:.5f}",
        "longitude": f"{3.18 + (number * 53 % 400) / 10_000:.5f}",
        "telephone": f"+3319900{number % 10_000:04d}",
        "horaires": f"Mo-Fr 09:00-{12 + number % 5}:00",
        "source": "Clairmaille",
        "date_maj": "2026-09-01",
        "services": "|".join(sorted({SERVICES[number % 9], SERVICES[(number * 5 + 2) % 9]})),
        "frais_a_charge": str(Frais.GRATUIT),
        "modalites_acces": str(ModaliteAcces.SE_PRESENTER),
    }
    return row | changed


def write_places(
    path: Path, rows: Iterable[Mapping[str, str]], *, columns: list[str] | None = None
) -> Path:
    """Write rows as a CSV of the standard, compressed when the name ends with .gz."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or COLUMNS, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path
