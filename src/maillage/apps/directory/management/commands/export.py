"""`maillage export`: every public place, in the national standard, in one command."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maillage.apps.directory.queries import export_records
from maillage.core.standard import write_csv


class Command(BaseCommand):
    """Write the public places as CSV, to a file or to the standard output."""

    help = (
        "Exporte tous les lieux publics au format du standard national 1.0.2 (CSV, 32 champs). "
        "--extension ajoute les colonnes local_… que le standard ne sait pas dire."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="par défaut : la sortie standard")
        parser.add_argument("--extension", action="store_true", help="ajouter nos champs")
        parser.add_argument(
            "--strict", action="store_true", help="écrire les valeurs du schéma publié à la lettre"
        )
        parser.add_argument("--json", action="store_true", help="dire le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        records = list(export_records())
        lines = write_csv(records, strict=options["strict"], extension=options["extension"])
        if options["file"] is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        # Whole or not at all: whoever reads the file meanwhile keeps the old one.
        part = options["file"].with_name(options["file"].name + ".part")
        with part.open("w", encoding="utf-8", newline="") as out:
            out.writelines(lines)
        part.replace(options["file"])
        if options["json"]:
            json.dump({"places": len(records), "file": str(options["file"])}, sys.stdout)
            return
        self.stdout.write(f"{len(records)} lieux écrits dans {options['file']}.")
