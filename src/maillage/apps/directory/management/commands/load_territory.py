"""`maillage load-territory FILE`: load communes, quarters and their outlines."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.directory.actions import place_everything_in_zones
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import statements_of_file
from maillage.web.errors import DomainError


class Command(BaseCommand):
    """Load a file of territories, then put every place in its commune and quarter."""

    help = (
        "Charge des territoires : un GeoJSON de contours, ou la liste JSON des communes de France "
        "(paquet @etalab/decoupage-administratif). Les lieux sont ensuite replacés."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="fichier .json ou .geojson, éventuellement .gz")
        parser.add_argument(
            "--kind",
            choices=["epci", "commune", "quarter", "qpv", "veille"],
            help="ce que sont les contours, quand le fichier ne le dit pas",
        )
        parser.add_argument(
            "--department", action="append", default=[], help="ne garder que ces départements"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = set(options["department"])
        try:
            said = [
                s
                for s in statements_of_file(options["file"], kind=options["kind"])
                if not wanted or s.values.get("department") in wanted
            ]
            count = load_zones(said)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Territoires : {count.added} ajoutés, {count.changed} changés, "
            f"{count.unchanged} inchangés."
        )
        now = timezone.now()
        moved = place_everything_in_zones(today=timezone.localdate(now), now=now)
        self.stdout.write(f"Lieux replacés dans leur territoire : {moved}.")
