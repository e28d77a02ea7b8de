"""`maillage import FILE --source ID [--dry-run]`: take a file of places in."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.imports.actions import Options, preview_delivery, run_delivery
from maillage.apps.imports.actions.words import delivery_words, tally_words
from maillage.apps.imports.queries.sources import source_of
from maillage.web.errors import DomainError


class Command(BaseCommand):
    """Read the file, publish it, print what became of every row."""

    help = (
        "Importe un fichier de lieux. Relancer la même commande ne change rien ; après une "
        "coupure, elle reprend où elle en était. --dry-run dit ce qui changerait, sans rien écrire."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier, éventuellement compressé (.gz)")
        parser.add_argument(
            "--source",
            required=True,
            help="la source ; national:nom pour les fichiers d’un producteur, fichier:nom pour une "
            "source décrite à l’écran",
        )
        parser.add_argument("--dry-run", action="store_true", help="dire sans rien écrire")
        parser.add_argument(
            "--accept-removals",
            action="store_true",
            help="accepter qu’un fichier retire plus de la moitié des lieux de la source",
        )
        parser.add_argument(
            "--keep-days",
            action="store_true",
            help="croire un fichier dont presque tous les lieux n’ouvrent qu’un même jour de la "
            "semaine ; sans cela, leurs autres jours sont écrits « inconnus »",
        )
        parser.add_argument(
            "--abandon",
            action="store_true",
            help="abandonner une livraison de la même source restée inachevée",
        )
        parser.add_argument("--json", action="store_true", help="le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = source_of(options["source"])
            if options["dry_run"]:
                tally = preview_delivery(options["file"], source, progress=self._progress)
                counts, words = tally.counts(), tally_words(tally)
            else:
                delivery = run_delivery(
                    options["file"],
                    source,
                    now=timezone.now(),
                    options=Options(
                        accept_removals=options["accept_removals"],
                        abandon=options["abandon"],
                        keep_days=options["keep_days"] or None,
                        progress=self._progress,
                    ),
                )
                counts, words = delivery_words(delivery)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
        self.stdout.write(json.dumps(counts, ensure_ascii=False) if options["json"] else words)

    def _progress(self, step: str, n: int) -> None:
        # A moving line for a person; nothing at all in a log.
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{step} : {n}", ending="")
            self.stderr.flush()
