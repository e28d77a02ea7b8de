"""`maillage print`: the papers of a whole town, in a folder, in one command."""

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.channels.actions.printing import DEFAULT, Run, print_town, together
from maillage.apps.channels.queries.kinds import PAPERS
from maillage.web.languages import SOURCE, languages, said_in

# A line of progress at most so often.
EVERY_S = 2.0


class Command(BaseCommand):
    """Write the papers of every quarter and of every place."""

    help = (
        "Écrit les papiers de toute la ville : guides, affiches, listes, fiches. "
        "Coupée, la commande reprend où elle en était."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", type=Path, metavar="DOSSIER", required=True, help="où écrire les papiers"
        )
        parser.add_argument(
            "--paper",
            action="append",
            choices=[paper.code for paper in PAPERS],
            metavar="PAPIER",
            help="n’écrire que celui-ci ; se répète. Connus : "
            + ", ".join(paper.code for paper in PAPERS),
        )
        parser.add_argument(
            "--address", metavar="URL", default="", help="adresse du site, imprimée et à scanner"
        )
        parser.add_argument(
            "--lang",
            action="append",
            choices=list(languages()),
            metavar="LANGUE",
            help="langue des papiers, en français sinon ; se répète. Chaque autre langue a son "
            "dossier dans le premier, et seulement les papiers que l’on dit dans cette langue. "
            "Connues : " + ", ".join(languages()),
        )
        parser.add_argument("--json", action="store_true", help="dire le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["all"]
        site = (options["address"] or settings.SITE_URL).rstrip("/")
        started, told = time.monotonic(), 0.0
        codes = list(dict.fromkeys(options["lang"] or [SOURCE]))
        runs: list[Run] = []

        def progress(run: Run) -> None:
            nonlocal told
            if time.monotonic() - told >= EVERY_S:
                told = time.monotonic()
                said = f", {codes[len(runs)]}" if len(codes) > 1 else ""
                self.stderr.write(f"{run.done} papiers sur {run.total}{said}")

        try:
            for code in codes:
                with said_in(code):
                    run = print_town(
                        folder if code == SOURCE else folder / code,
                        now=timezone.now(),
                        site=site,
                        codes=options["paper"] or DEFAULT,
                        progress=progress,
                    )
                runs.append(run)
        except OSError as error:
            raise CommandError(f"{folder} ne peut pas être écrit : {error.strerror}.") from error
        seconds = round(time.monotonic() - started, 1)
        run = together(runs)
        if options["json"]:
            said = {
                "folder": str(folder), "made": run.made, "kept": run.kept, "bytes": run.n_bytes,
                "refused": run.refused, "unwritten": run.unwritten, "seconds": seconds,
            }  # fmt: skip
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{run.made} papiers écrits dans {folder}, {run.kept} gardés, en {seconds} s."
            )
            for name in run.unwritten:
                self.stdout.write(f"{name} : des lettres n’ont pas de police, « […] » les remplace")
            if not site:
                self.stdout.write(
                    "Sans adresse du site, rien ne se scanne : donnez --address, ou "
                    "MAILLAGE_SITE_URL."
                )
        if run.refused:
            raise CommandError(
                "Ces papiers n’ont pas pu être faits : " + ", ".join(run.refused[:20]), returncode=1
            )
