"""`maillage gaps`: who can walk to what, by zone and by need, without a screen."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.observatory.queries.gaps import CHOICES_MIN, MINUTES, GapMatrix, gap_matrix
from maillage.core.access import REDUCED_MOBILITY, STANDARD, UNHURRIED, moment_of
from maillage.web.errors import DomainError

KINDS = ["qpv", "quarter", "veille", "commune", "epci"]
PACES = {"tranquille": UNHURRIED, "ordinaire": STANDARD, "difficile": REDUCED_MOBILITY}
WORDS = {"gap": "manque", "some": "pour certains", "covered": "couvert", "unknown": "inconnu"}


class Command(BaseCommand):
    """Write the matrix of gaps: a line by zone, or all of it for a program."""

    help = "Dit ce qui manque, territoire par territoire et besoin par besoin, à pied."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=KINDS, default="qpv", help="par défaut : qpv")
        parser.add_argument(
            "--minutes", type=int, choices=CHOICES_MIN, default=MINUTES, help="marche, en minutes"
        )
        parser.add_argument(
            "--pace", choices=list(PACES), default="tranquille", help="à quel pas on marche"
        )
        parser.add_argument("--moment", default="", help="un jour, une heure : « mardi 18 h »")
        parser.add_argument("--json", action="store_true", help="pour un programme")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            moment = moment_of(options["moment"]) if options["moment"] else None
        except ValueError as error:
            raise CommandError(str(error)) from error
        try:
            found = gap_matrix(
                options["kind"], today=timezone.localdate(), minutes=options["minutes"],
                walker=PACES[options["pace"]], moment=moment,
            )  # fmt: skip
        except DomainError as error:
            raise CommandError(str(error)) from error
        if found is None:
            raise CommandError("Aucun territoire de ce genre : chargez d’abord des contours.")
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
            return
        for row in found.rows:
            said = ", ".join(f"{cell.need.label} : {WORDS[cell.cover]}" for cell in row.cells)
            self.stdout.write(f"{row.zone.nom}. {said}.")


def as_json(found: GapMatrix) -> dict[str, Any]:
    """Return the matrix as a program reads it; people under 11 are not told."""
    return {
        "kind": found.kind,
        "minutes": found.minutes,
        "way": found.travel.way,
        "detour": found.travel.detour,
        "speed_km_h": found.travel.walker.speed_km_h if found.travel.walker else None,
        "by_cells": found.by_cells,
        "n_places": found.n_places,
        "n_without_position": found.n_without_position,
        "ended_on": found.ended_on.isoformat() if found.ended_on else None,
        "zones": [
            {
                "code": row.zone.code,
                "nom": row.zone.nom,
                "people": round(row.people) if row.is_counted and row.people >= 11 else None,
                "n_places": row.n_within,
                "needs": {
                    cell.need.code: {
                        "cover": cell.cover,
                        **{
                            when: {
                                "share_pct": round(reach.share_pct, 1),
                                "n_places": reach.n_places,
                                "n_maybe": reach.n_maybe,
                            }
                            for when, reach in cell.by_when.items()
                        },
                    }
                    for cell in row.cells
                },
            }
            for row in found.rows
        ],
    }
