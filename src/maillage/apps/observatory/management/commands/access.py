"""`maillage access`: minutes, share, hours and places by zone, without a screen."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.observatory.management.commands.gaps import KINDS, PACES
from maillage.apps.observatory.queries.reach import Ask, access_map, asked_by_code
from maillage.core.access import moment_of
from maillage.web.errors import DomainError


class Command(BaseCommand):
    """Write how well zones are served, on foot."""

    help = "Mesure l’accès à pied, territoire par territoire."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=KINDS, default="qpv", help="par défaut : qpv")
        parser.add_argument(
            "--measure",
            choices=[one.value for one in Ask],
            default=Ask.MINUTES.value,
            help="minutes, part, heures ou places pour 1 000 personnes",
        )
        parser.add_argument("--need", default="", help="un besoin, par son code : imprimer")
        parser.add_argument("--minutes", type=int, default=10, help="pour « part »")
        parser.add_argument(
            "--pace", choices=list(PACES), default="tranquille", help="à quel pas on marche"
        )
        parser.add_argument("--moment", default="", help="un jour, une heure : « mardi 18 h »")
        parser.add_argument(
            "--completed", action="store_true", help="compléter par la médiane du genre de lieu"
        )
        parser.add_argument("--json", action="store_true", help="pour un programme")

    def handle(self, *args: Any, **options: Any) -> None:
        need = asked_by_code(options["need"]) if options["need"] else None
        if options["need"] and need is None:
            raise CommandError("Ce besoin n’existe pas : les codes sont ceux de « maillage gaps ».")
        try:
            moment = moment_of(options["moment"]) if options["moment"] else None
        except ValueError as error:
            raise CommandError(str(error)) from error
        try:
            found = access_map(
                options["kind"], today=timezone.localdate(), ask=Ask(options["measure"]), need=need,
                minutes=options["minutes"], walker=PACES[options["pace"]], moment=moment,
                completed=options["completed"],
            )  # fmt: skip
        except DomainError as error:
            raise CommandError(str(error)) from error
        if found is None:
            raise CommandError("Aucun territoire de ce genre : chargez d’abord des contours.")
        lines = [
            {"code": row.zone.code, "nom": row.zone.nom,
             "value": None if row.value is None else round(row.value, 3)}
            for row in found.rows
        ]  # fmt: skip
        if not options["json"]:
            for line in lines:
                self.stdout.write(f"{line['nom']} : {line['value']}")
            return
        said = {
            "measure": found.ask,
            "kind": found.kind,
            "unit": found.supply.unit if found.supply else "",
            "way": found.travel.way,
            "detour": found.travel.detour,
            "people_off_streets": round(found.streets.n_off) if found.streets else None,
            "n_places": found.n_places,
            "n_maybe": found.n_maybe,
            "n_supply_unknown": int(found.supply.unknown.sum()) if found.supply else None,
            "gini": found.gini,
            "concentration": found.concentration,
            "zones": lines,
        }
        self.stdout.write(json.dumps(said, ensure_ascii=False))
