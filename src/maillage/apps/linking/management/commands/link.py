"""`maillage link [--full] [--json]`: look for records that are of one place."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.linking.actions.searching import search_links
from maillage.apps.linking.queries.pairs import n_waiting
from maillage.web.errors import DomainError


class Command(BaseCommand):
    """Compare what changed, join what is surely one place, leave the doubts to people."""

    help = (
        "Cherche les fiches de plusieurs sources qui parlent du même lieu : les liens sûrs sont "
        "faits, les doutes attendent sur l’écran « Rapprochements ». Relancer la même commande ne "
        "change rien ; après une coupure, elle reprend où elle en était."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--full",
            action="store_true",
            help="tout comparer de nouveau, et pas seulement ce qui a changé",
        )
        parser.add_argument("--json", action="store_true", help="le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = search_links(now=timezone.now(), full=options["full"], progress=self._progress)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
        counts = {
            "records": run.n_records,
            "compared": run.n_compared,
            "joined": run.n_joined,
            "separated": run.n_separated,
            "waiting": n_waiting(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        self.stdout.write(
            f"{run.n_records} fiches, dont {run.n_compared} comparées : {run.n_joined} liens "
            f"faits, {run.n_separated} défaits, {counts['waiting']} à vérifier à l’écran."
        )

    def _progress(self, step: str, n: int, total: int) -> None:
        # A moving line for a person; nothing at all in a log.
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{step} : {n} / {total}", ending="")
            self.stderr.flush()
