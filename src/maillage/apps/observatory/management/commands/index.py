"""`maillage index [--kind] [--method] [--reference] [--json]`: the index of fragility, to read."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.observatory.queries.index import fragility_index
from maillage.apps.observatory.queries.index.among import COMMUNES
from maillage.apps.observatory.queries.index.files import index_table
from maillage.apps.observatory.queries.index.words import (
    firmness,
    lead,
    missing_words,
    rank_words,
    stamp,
    total_words,
)
from maillage.sources.figures import known_indices

KINDS = ("qpv", "quarter", "veille", "commune", "iris", "epci")


class Command(BaseCommand):
    """Say the index of the territories of a kind: what lacks, then each one with its interval."""

    help = (
        "Dit l’indice de fragilité des territoires d’un genre : ce qui manque, puis chaque "
        "territoire avec son total, son rang et l’intervalle de ce rang. Rien n’est écrit dans la "
        "base."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", default="qpv", choices=KINDS, metavar="GENRE",
                            help=f"{', '.join(KINDS)} (qpv par défaut)")  # fmt: skip
        parser.add_argument("--method", default="local", choices=list(known_indices()),
                            help="l’indice")  # fmt: skip
        parser.add_argument("--reference", default="", choices=(*KINDS, *COMMUNES), metavar="GENRE",
                            help="les territoires parmi lesquels comparer : un genre, ou "
                            f"{', '.join(COMMUNES)}")  # fmt: skip
        parser.add_argument("--partial", action="store_true",
                            help="accepter un total quand un chiffre manque")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="le tableau en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = fragility_index(
            known_indices()[options["method"]], options["kind"], today=timezone.localdate(),
            reference=options["reference"], partial=options["partial"],
        )  # fmt: skip
        if found is None:
            raise CommandError("Aucun territoire de ce genre : voir maillage load-territory.")
        if options["json"]:
            columns, rows = index_table(found)
            lines = [dict(zip(columns, row, strict=True)) for row in rows]
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1))
            return
        for words in (stamp(found), lead(found), *missing_words(found), *firmness(found)):
            self.stdout.write(words)
        for line in found.lines:
            rank = rank_words(line.ranks, line.place)
            self.stdout.write(f"{line.zone.nom} : {total_words(found, line)} ; rang {rank}")
