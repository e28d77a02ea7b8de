"""`maillage load-territory FILE…`: load communes, quarters, their outlines and their streets."""

import json
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from maillage.apps.directory.actions import place_everything_in_zones
from maillage.apps.directory.actions.territories import load_territory, load_urban_units
from maillage.apps.territories.actions import LoadCount
from maillage.apps.territories.queries import (
    Asked,
    Composition,
    Remark,
    TerritoryFile,
    composition_of_file,
    content_of_path,
    layer_names,
    plan_units,
    read_territories,
)
from maillage.web.errors import DomainError
from maillage.web.readers import ReaderOptions, read_by_others

KINDS = ["epci", "commune", "quarter", "qpv", "veille", "iris", "cell"]
FORMATS = """\
Formats : GeoJSON, GeoPackage (.gpkg), FlatGeobuf (.fgb), Shapefile dans un .zip ; chacun peut être
comprimé en .gz ou en .zst. Les trois derniers, et la réparation des contours, demandent :
pip install maillage[geo]

Un fichier est chargé en entier ou pas du tout, et peut l’être deux fois sans rien changer.
Exemples :
  maillage load-territory node_modules/@etalab/decoupage-administratif/data/communes.json
  maillage load-territory quartiers.gpkg --layers
  maillage load-territory quartiers.gpkg --layer qpv --dry-run
  maillage load-territory contours.zip --kind quarter --name-field LIBELLE --crs 2154

La « Base des unités urbaines » de l’Insee (CSV, Excel, ou leur .zip) se charge après les communes.

Avec le module « observatory », les tableaux de chiffres par territoire (CSV, Excel, ODS, JSON) se
chargent de la même façon, après les contours : ceux de l’Insee, de la Caf et de l’Arcep qui sont
connus sont lus tels quels, un autre se décrit (--describe ma-description.toml).
"""


def day(said: str) -> date:
    """Return a day written year-month-day."""
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise ArgumentTypeError(f"« {said} » n’est pas une date (2024-01-31)") from error


def _has_outlines(path: Path) -> bool:
    """Return True for a GeoPackage: it may hold figures beside outlines, which come first."""
    return ".gpkg" in path.name.lower()


class Command(BaseCommand):
    """Load files of territories, then put every place in its zones."""

    help = (
        "Charge des territoires : des contours (communes, quartiers, quartiers prioritaires, IRIS, "
        "carreaux), des rues, ou la liste des communes de France "
        "(paquet @etalab/decoupage-administratif). Les lieux sont ensuite replacés."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Show the formats and the examples under the options."""
        from argparse import RawDescriptionHelpFormatter

        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.epilog = FORMATS
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="+", help="fichiers à charger")
        parser.add_argument(
            "--kind",
            choices=KINDS,
            default="",
            help="ce que sont les contours, quand le fichier ne le dit pas",
        )
        parser.add_argument(
            "--layer",
            action="append",
            default=[],
            help="couche à charger, quand il y en a plusieurs",
        )
        parser.add_argument(
            "--layers", action="store_true", help="dire quelles couches un fichier contient, sans "
            "rien charger"
        )  # fmt: skip
        parser.add_argument("--code-field", default="", help="colonne du code")
        parser.add_argument("--name-field", default="", help="colonne du nom")
        parser.add_argument("--kind-field", default="", help="colonne du genre de territoire")
        parser.add_argument(
            "--crs", type=int, help="système de coordonnées : 2154 pour Lambert-93, 4326 pour WGS84"
        )
        parser.add_argument("--valid-from", type=day, help="premier jour où ces contours valent")
        parser.add_argument("--valid-to", type=day, help="dernier jour où ces contours valent")
        parser.add_argument(
            "--department", action="append", default=[], help="ne garder que ces départements"
        )
        parser.add_argument(
            "--commune", default="", help="code Insee de la commune des rues qui ne la disent pas"
        )
        parser.add_argument(
            "--replace-drawn",
            action="store_true",
            help="remplacer aussi les contours dessinés à la main que le fichier décrit",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="dire ce qui changerait, sans rien écrire"
        )
        parser.add_argument(
            "--describe",
            type=Path,
            help="fichier (.toml ou .json) qui dit ce que mesurent les colonnes d’un tableau",
        )
        parser.add_argument("--json", action="store_true", help="écrire le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = Asked(
            kind=options["kind"],
            layers=tuple(options["layer"]),
            code=options["code_field"],
            nom=options["name_field"],
            kind_column=options["kind_field"],
            epsg=options["crs"],
            valid_from=options["valid_from"],
            valid_to=options["valid_to"],
            commune=options["commune"],
        )
        path = None
        report: dict[str, Any] = {"dry_run": options["dry_run"], "files": []}
        try:
            for path in options["file"]:
                if options["layers"]:
                    report["files"].append(self._layers(path, options))
                else:
                    report["files"].append(self._load(path, asked, options))
        except DomainError as error:
            raise CommandError(f"{path} : {error}") from error
        if not options["layers"] and not options["dry_run"]:
            report["places_moved"] = self._place(options)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))

    def _say(self, options: dict[str, Any], words: str) -> None:
        # With --json the standard output is for programs alone.
        (self.stderr if options["json"] else self.stdout).write(words)

    def _layers(self, path: Path, options: dict[str, Any]) -> dict[str, Any]:
        layers = layer_names(content_of_path(path))
        for layer in layers:
            self._say(
                options,
                f"{path.name} : {layer.name or 'une seule couche'}"
                + (f", {layer.n_rows} lignes, {layer.geometry}" if layer.name else ""),
            )
        return {
            "file": path.name,
            "layers": [
                {"name": one.name, "geometry": one.geometry, "rows": one.n_rows} for one in layers
            ],
        }

    def _load(self, path: Path, asked: Asked, options: dict[str, Any]) -> dict[str, Any]:
        self._say(options, f"Lecture de {path.name}…")
        units = None if options["describe"] else composition_of_file(path)
        if units is not None:
            return self._load_units(path, units, options)
        asked_of_others = ReaderOptions(options["describe"], options["dry_run"])
        if not _has_outlines(path):
            figures = read_by_others(path, asked_of_others)
            if figures is not None:
                return self._tell_figures(options, path, figures)
        read = read_territories(content_of_path(path), asked)
        wanted = set(options["department"])
        said = [s for s in read.statements if not wanted or s.values.get("department") in wanted]
        for remark in read.remarks:
            self._say(options, f"  {remark.sentence}")
        with transaction.atomic():
            count, lines = load_territory(
                said, read.streets.statements, replace_drawn=options["replace_drawn"]
            )
            if options["dry_run"]:
                # What would change is what was changed, then undone whole.
                transaction.set_rollback(True)
        self._tell(options, read, count, lines)
        figures = read_by_others(path, asked_of_others) if _has_outlines(path) else None
        self._tell_figures(options, path, figures or [])
        return {
            "file": path.name,
            "figures": figures or [],
            "kinds": {kind: sum(s.kind == kind for s in said) for kind in read.kinds},
            "added": count.added,
            "changed": count.changed,
            "unchanged": count.unchanged,
            "attached": count.attached,
            "streets": {
                "added": lines.added,
                "changed": lines.changed,
                "unchanged": lines.unchanged,
                "unnamed": read.streets.n_unnamed,
            },
            "remarks": [
                {"code": r.code, "count": r.n, "names": list(r.names), "sentence": r.sentence}
                for r in read.remarks
            ],
        }

    def _load_units(
        self, path: Path, units: Composition, options: dict[str, Any]
    ) -> dict[str, Any]:
        with transaction.atomic():
            count = load_urban_units(units)
            partial = plan_units(units).partial
            if options["dry_run"]:
                transaction.set_rollback(True)
        self._say(
            options,
            f"Unités urbaines {units.year} : {count.added} ajoutées, {count.changed} changées, "
            f"{count.unchanged} inchangées ; {count.attached} communes rattachées."
            + (" Rien n’est écrit." if options["dry_run"] else ""),
        )
        if partial:
            self._say(options, f"  {Remark('partial', tuple(partial)).sentence}")
        return {
            "file": path.name, "year": units.year, "kinds": {"uu": len(units.units)},
            "added": count.added, "changed": count.changed, "unchanged": count.unchanged,
            "attached": count.attached, "partial": partial,
        }  # fmt: skip

    def _tell_figures(
        self, options: dict[str, Any], path: Path, figures: list[str]
    ) -> dict[str, Any]:
        for sentence in figures:
            self._say(options, f"  {sentence}")
        return {"file": path.name, "figures": figures}

    def _tell(
        self, options: dict[str, Any], read: TerritoryFile, count: LoadCount, lines: LoadCount
    ) -> None:
        if options["dry_run"]:
            self._say(
                options,
                f"Territoires : {count.added} seraient ajoutés, {count.changed} changés, "
                f"{count.unchanged} inchangés. Rien n’est écrit.",
            )
            return
        self._say(
            options,
            f"Territoires : {count.added} ajoutés, {count.changed} changés, "
            f"{count.unchanged} inchangés.",
        )
        if count.attached:
            self._say(options, f"Rattachés à leur commune ou à leur EPCI : {count.attached}.")
        if read.streets.statements or read.streets.n_unnamed:
            self._say(
                options,
                f"Rues : {lines.added} ajoutées, {lines.changed} changées, "
                f"{lines.unchanged} inchangées, {read.streets.n_unnamed} tronçons sans nom "
                "laissés.",
            )

    def _place(self, options: dict[str, Any]) -> int:
        now = timezone.now()
        moved = place_everything_in_zones(today=timezone.localdate(now), now=now)
        self._say(options, f"Lieux replacés dans leur territoire : {moved}.")
        return moved
