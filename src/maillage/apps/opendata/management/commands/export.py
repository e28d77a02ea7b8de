"""`maillage export`: every public place, in one format or in all of them, in one command."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.directory.queries import export_records
from maillage.apps.opendata.actions.copies import moment_of, write_file, write_folder
from maillage.apps.opendata.queries.files import OPEN_FILES, OpenFile, open_file
from maillage.core.standard import PlaceRecord, write_csv

NATIONAL = "lieux.csv"


class Command(BaseCommand):
    """Write the public places, to a file, to a folder or to the standard output."""

    help = (
        "Exporte tous les lieux publics. Par défaut au standard national 1.0.2 (CSV, 32 champs) ; "
        "--format choisit un autre format, --all les écrit tous dans un dossier."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="par défaut : la sortie standard")
        parser.add_argument(
            "--format",
            default=NATIONAL,
            choices=[one.name for one in OPEN_FILES],
            help=f"le format, par son nom de fichier (par défaut : {NATIONAL})",
        )
        parser.add_argument(
            "--all",
            type=Path,
            metavar="DOSSIER",
            help="écrire tous les formats dans ce dossier, avec la date et la licence",
        )
        parser.add_argument(
            "--address",
            metavar="URL",
            help="adresse du site, pour les liens vers les pages des lieux",
        )
        parser.add_argument(
            "--extension", action="store_true", help="ajouter nos champs (standard national)"
        )
        parser.add_argument(
            "--strict",
            action="store_true",
            help="écrire les valeurs du schéma publié à la lettre (standard national)",
        )
        parser.add_argument("--json", action="store_true", help="dire le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        national = options["strict"] or options["extension"]
        if national and (options["format"] != NATIONAL or options["all"]):
            raise CommandError(
                "--extension et --strict ne concernent que le standard national : retirez "
                "--format et --all, ou retirez ces deux options."
            )
        if options["all"] and options["file"]:
            raise CommandError("Donnez un fichier ou --all DOSSIER, pas les deux.")
        moment = moment_of(timezone.localdate(), options["address"])
        try:
            if options["all"]:
                self._whole_folder(options, moment)
            elif options["format"] == NATIONAL:
                self._national(options)
            else:
                self._one(open_file(options["format"]), options, moment)
        except OSError as error:
            where = options["all"] or options["file"]
            raise CommandError(f"{where} ne peut pas être écrit : {error.strerror}.") from error

    def _whole_folder(self, options: dict[str, Any], moment: Any) -> None:
        written = write_folder(options["all"], moment)
        if options["json"]:
            files = {one.name: one.n_bytes for one in written}
            json.dump({"folder": str(options["all"]), "files": files}, self.stdout)
            return
        for one in written:
            self.stdout.write(f"{one.name} : {_size(one.n_bytes)}")
        self.stdout.write(f"{len(written)} fichiers écrits dans {options['all']}.")

    def _one(self, one: OpenFile, options: dict[str, Any], moment: Any) -> None:
        if options["file"] is None:
            self._to_output(one.pieces(moment))
            return
        n_bytes = write_file(one, options["file"], moment)
        if options["json"]:
            json.dump({"file": str(options["file"]), "bytes": n_bytes}, self.stdout)
            return
        self.stdout.write(f"{_size(n_bytes)} écrits dans {options['file']}.")

    def _national(self, options: dict[str, Any]) -> None:
        counted = _Counted(export_records())
        lines = write_csv(counted, strict=options["strict"], extension=options["extension"])
        if options["file"] is None:
            self._to_output(lines)
            return
        one = OpenFile(NATIONAL, "", "", "", lambda moment: lines)
        write_file(one, options["file"], moment_of(timezone.localdate(), ""))
        if options["json"]:
            json.dump({"places": counted.n, "file": str(options["file"])}, self.stdout)
            return
        self.stdout.write(f"{counted.n} lieux écrits dans {options['file']}.")

    def _to_output(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            self.stdout.write(piece, ending="")


class _Counted:
    """Records that are counted as they are read, never held."""

    def __init__(self, records: Iterable[PlaceRecord]) -> None:
        self._records = records
        self.n = 0

    def __iter__(self) -> Iterator[PlaceRecord]:
        for record in self._records:
            self.n += 1
            yield record


def _size(n_bytes: int) -> str:
    """Return "12 Ko", as people read sizes."""
    if n_bytes < 1024**2:
        return f"{max(1, n_bytes // 1024)}\u00a0Ko"
    return f"{n_bytes / 1024**2:.1f}\u00a0Mo".replace(".", ",")
