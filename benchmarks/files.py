"""Files of producers never met, undoing and comparing: each measure beside a peer where one exists.

Run: python -m benchmarks.files [--places 25000]      One JSON line by measure.
Peers: duckdb's sniffer for finding how a CSV is written; calamine alone for reading a workbook.
"""

import argparse
import csv
import os
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.chain import command, environment, say
from benchmarks.places import rows, write_communes
from benchmarks.places import write_csv as write_standard

# The same rows under the titles that a town would write.
TITLES = {
    "id": "N°",
    "nom": "Nom du lieu",
    "adresse": "Adresse (n° et rue)",
    "code_postal": "CP",
    "commune": "Ville",
    "latitude": "Lat.",
    "longitude": "Long.",
    "telephone": "Tél",
    "courriels": "Mail de contact",
    "horaires": "Horaires d'ouverture",
    "services": "Services proposés",
    "frais_a_charge": "Tarif",
    "date_maj": "Mis à jour le",
}


def write_town(path: Path, n: int) -> Path:
    """Write a CSV as a French office saves it: semicolons, cp1252, a title, decimal commas."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Recensement des lieux"])
        writer.writerow(TITLES.values())
        for row in rows(n):
            row |= {name: row[name].replace(".", ",") for name in ("latitude", "longitude")}
            writer.writerow([row[name] for name in TITLES])
    return path


def write_workbook(path: Path, n: int) -> Path:
    """Write the same rows as an XLSX."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Lieux")
    sheet.write_row(0, 0, list(TITLES.values()))
    for line, row in enumerate(rows(n), start=1):
        sheet.write_row(line, 0, [row[name] for name in TITLES])
    book.close()
    return path


def best_s(function, times: int = 3) -> float:
    """Return the shortest of several runs, seconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        function()
        took.append(time.perf_counter() - started)
    return min(took)


def describing(folder: Path, n: int) -> None:
    """Time what a person waits for before the page of columns; count what is guessed right."""
    import duckdb
    from python_calamine import CalamineWorkbook

    from maillage.sources.mapping import guess, look

    path = write_town(folder / "ville.csv", n)
    book = write_workbook(folder / "ville.xlsx", n)
    mapping = guess(look(path))
    right = sum(1 for name, title in TITLES.items() if mapping.columns[title].name == name)
    say(
        measure="look and guess, CSV",
        rows=n,
        seconds=round(best_s(lambda: guess(look(path))), 3),
        columns_with_a_field=len(TITLES) - 1,
        guessed_right=right,
    )
    # It reads UTF-8 only: the same file in that encoding, which is easier.
    plain = folder / "ville-utf8.csv"
    plain.write_text(path.read_text(encoding="cp1252"), encoding="utf-8")
    peer = f"SELECT * FROM sniff_csv('{plain}')"
    seconds = round(best_s(lambda: duckdb.sql(peer).fetchall()), 3)
    say(measure="peer: duckdb sniff_csv (UTF-8, no meaning)", rows=n, seconds=seconds)
    say(measure="look and guess, XLSX", rows=n, seconds=round(best_s(lambda: guess(look(book))), 3))
    say(
        measure="peer: calamine reads the sheet, XLSX",
        rows=n,
        seconds=round(
            best_s(lambda: CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()),
            3,
        ),
    )


def converting(folder: Path, n: int) -> None:
    """Time the reading of the same rows: by a mapping, and by the source of the standard."""
    from maillage.core.harmonise import Log
    from maillage.sources.base import open_delivery, read_source
    from maillage.sources.catalog import get_source
    from maillage.sources.mapping import guess, look, mapped_source, with_words

    town = folder / "ville.csv"
    seen = look(town)
    mapped = mapped_source(
        with_words(seen, guess(seen)),
        id="fichier:ville",
        title="Ville",
        producer="Ville",
        licence="Licence Ouverte 2.0",
        url="",
    )
    standard = write_standard(folder / "standard.csv", n)
    for words, path, source in (
        ("read to validated, by a mapping", town, mapped),
        ("read to validated, national standard", standard, get_source("national")),
    ):

        def read(path=path, source=source) -> None:
            with open_delivery(path) as file:
                assert sum(1 for _ in read_source(source, file, Log())) == n

        say(measure=words, rows=n, rows_per_s=round(n / best_s(read)))


def undoing(folder: Path, n: int) -> None:
    """Time the undoing of a delivery that changed every place, and the comparison of two dates."""
    os.environ.update(environment(folder))
    command(folder, "migrate", "-v0")
    command(folder, "load-territory", str(write_communes(folder / "communes.json")))
    path = write_standard(folder / "standard.csv", n)
    command(folder, "import", str(path), "--source", "national")
    changed = folder / "changed.csv"
    changed.write_text(
        path.read_text(encoding="utf-8").replace("Espace ", "Lieu ").replace("2026-", "2027-"),
        encoding="utf-8",
    )
    command(folder, "import", str(changed), "--source", "national")

    import django

    django.setup()
    from django.utils import timezone

    from maillage.apps.accounts.models import User
    from maillage.apps.directory.queries.compare import compare
    from maillage.apps.imports.actions.undo import put_back, undo_delivery

    today = timezone.localdate()
    started = time.perf_counter()
    found = compare(today - timedelta(days=1), today)
    say(
        measure="compare two dates, every place",
        places=n,
        added=len(found.added),
        seconds=round(time.perf_counter() - started, 2),
    )
    started = time.perf_counter()
    quiet = compare(date(2020, 1, 1), date(2020, 2, 1))
    say(
        measure="compare two dates, nothing between",
        places=n,
        changed=len(quiet.changed),
        seconds=round(time.perf_counter() - started, 3),
    )
    by = User.objects.create_user("banc@bench.example", name="Banc")
    undo_delivery(2, by=by, now=timezone.now())
    started = time.perf_counter()
    put_back(2)
    took_s = time.perf_counter() - started
    say(
        measure="undo a delivery of every place",
        places=n,
        seconds=round(took_s, 1),
        places_per_s=round(n / took_s),
    )


def main() -> None:
    """Run every measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--places", type=int, default=25_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        describing(folder, options.places)
        converting(folder, options.places)
        undoing(folder, options.places)


if __name__ == "__main__":
    main()
