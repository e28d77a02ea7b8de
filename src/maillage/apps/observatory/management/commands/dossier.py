"""`maillage dossier`: the dossier of diagnosis of the territories, made, kept and written."""

import json
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maillage.apps.observatory.actions import make_snapshot
from maillage.apps.observatory.queries.snapshots import get_snapshot
from maillage.apps.territories.queries import content_of_path, layer_names
from maillage.web.drafts import write_whole
from maillage.web.errors import DomainError

KINDS = ["qpv", "quarter", "commune", "veille"]


class Command(BaseCommand):
    """Make the dossier of today, or write again one that was kept."""

    help = (
        "Fait le dossier de diagnostic des territoires chargés et l’écrit en PDF. Il est gardé "
        "dans la base : --again l’écrit de nouveau, tel qu’il était."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kind", choices=KINDS, default="qpv", help="les territoires : qpv par défaut"
        )
        parser.add_argument(
            "--title", default="Dossier de diagnostic numérique", help="titre du dossier"
        )
        parser.add_argument(
            "--minutes", type=int, choices=[5, 10, 15, 20], default=15, help="marche, en minutes"
        )
        parser.add_argument(
            "--out", type=Path, default=Path("dossier.pdf"), help="fichier à écrire"
        )
        parser.add_argument(
            "--load",
            type=Path,
            nargs="+",
            default=[],
            metavar="FICHIER",
            help="contours, puis chiffres, à charger d’abord (voir load-territory)",
        )
        parser.add_argument(
            "--department", action="append", default=[], help="ne garder que ces départements"
        )
        parser.add_argument(
            "--places",
            nargs="+",
            default=[],
            metavar="SOURCE=FICHIER",
            help="lieux à importer d’abord (voir import) : hauts-de-france=lieux.geojson",
        )
        parser.add_argument("--again", type=int, help="numéro d’un dossier gardé")
        parser.add_argument("--json", action="store_true", help="écrire le bilan en JSON")

    def _load(self, options: dict[str, Any]) -> None:
        """Load what the dossier is made from; each file as its own command would."""
        quiet = {"stdout": self.stderr if options["json"] else self.stdout}
        for path in options["load"]:
            words: dict[str, Any] = {"department": options["department"]}
            if ".gpkg" in path.name.lower():
                # Its layers go together; cells and intermunicipalities name no department.
                layers = [one.name for one in layer_names(content_of_path(path))]
                words = {"layer": layers}
            call_command("load_territory", str(path), **words, **quiet)
        for said in options["places"]:
            source, equal, name = said.partition("=")
            if not equal:
                raise CommandError(f"« {said} » : écrivez SOURCE=FICHIER")
            call_command("import", name, source=source, **quiet)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._load(options)
            if options["again"]:
                kept = get_snapshot(options["again"])
            else:
                if not options["json"]:
                    self.stdout.write("Lecture des chiffres et des lieux, mise en page…")
                kept = make_snapshot(
                    options["kind"],
                    title=options["title"],
                    minutes=options["minutes"],
                    by=None,
                    now=timezone.now(),
                )
            write_whole(options["out"], bytes(kept.content))
        except DomainError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['out']} : {error.strerror}") from error
        if options["json"]:
            said = {"number": kept.pk, "file": str(options["out"]), "sha256": kept.sha256,
                    "essential": kept.facts["essential"]}  # fmt: skip
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        for sentence in kept.facts["essential"]:
            self.stdout.write(f"  {sentence}")
        self.stdout.write(f"Dossier n° {kept.pk} : {options['out']}")
