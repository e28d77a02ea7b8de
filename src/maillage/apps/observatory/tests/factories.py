"""Hand-made figures: zones that are squares, cells with people, values that a head can check."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django.apps import apps

from maillage.apps.observatory.models import Dataset, Figure, Measure, Snapshot, Work
from maillage.apps.observatory.queries.values import Value, values_of
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import ZoneStatement
from maillage.apps.territories.tests.shapes import square
from maillage.core.standard import Service

Zone = apps.get_model("territories", "Zone")
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
# A town of 4 × 6 cells of 200 m, near the equator so that a degree is as long both ways.
STEP = 200.0 / 111_195.0
SOUTH, WEST = 0.0, 3.0
COMMUNE = ("commune", "59999")
# What a place teaches, and another thing that nobody would take for it.
TOOLS = [str(Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN)]
OTHER = [str(Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE)]


def make_measure(code: str = "poverty_rate_pct", **fields: Any) -> Measure:
    """Return a share, unless `unit` says another thing."""
    values = {"nom": f"Mesure {code}", "unit": "pct", "family": "social", "direction": 1} | fields
    if values["unit"] == "pct":
        values.setdefault("base_words", "des habitants")
    return Measure.objects.create(code=code, **values)


def make_dataset(code: str = "clairmaille-2024", **fields: Any) -> Dataset:
    values = {
        "title": "Chiffres de Clairmaille",
        "producer": "Ville de Clairmaille",
        "licence": "Licence Ouverte 2.0",
        "year": 2024,
        "file_name": "chiffres.csv",
        "sha256": "0" * 64,
        "n_rows": 10,
        "n_figures": 0,
        "loaded_at": NOW,
    } | fields
    return Dataset.objects.create(code=code, **values)


def make_figure(zone: Any, measure: Measure, value: float | None, **fields: Any) -> Figure:
    """Return a figure; None is a secret unless `state` says another thing."""
    dataset = fields.pop("dataset", None) or Dataset.objects.first() or make_dataset()
    values = {
        "year": dataset.year,
        "state": "secret" if value is None else "known",
        "method": "published",
    } | fields
    return Figure.objects.create(zone=zone, measure=measure, dataset=dataset, value=value, **values)


def make_kept_dossier() -> Snapshot:
    """Return a dossier as it is kept, empty but for its titles."""
    parts = {"sentences": [], "references": [], "lines": [], "services": [], "maps": [],
             "index": [], "table": {}, "holes": [], "structures": [], "findings": [],
             "reading": ""}  # fmt: skip
    facts = {"title": "Dossier", "subtitle": "", "figures": [], "essential": [], "sources": [],
             "methods": [], "publics": parts, "offers": parts, "needs": parts,
             "gaps": parts}  # fmt: skip
    return Snapshot.objects.create(
        title="Dossier", made_at=NOW, facts=facts, content=b"%PDF-1.7", sha256="0" * 64
    )


def make_work(**fields: Any) -> Work:
    """Return a long work that was asked, and of which nobody asked the worker."""
    key = uuid4().hex
    values = {"kind": "dossier", "key": key, "subject": f"dossier {key}", "asked_at": NOW,
              "asked": {"title": "Dossier", "kind": "quarter", "minutes": 15}}  # fmt: skip
    return Work.objects.create(**(values | fields))


def make_zone(code: str = "59999", kind: str = "commune", **fields: Any) -> Any:
    values = {"nom": code.capitalize(), "slug": code.lower()} | fields
    return Zone.objects.create(kind=kind, code=code, **values)


def block(row: float, column: float, rows: float = 1, columns: float = 1) -> dict[str, Any]:
    """Return the outline of cells of the grid, from their row and column."""
    south, west = SOUTH + row * STEP, WEST + column * STEP
    north, east = south + rows * STEP, west + columns * STEP
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def at(row: float, column: float) -> dict[str, float]:
    """Return the position of the middle of a cell."""
    return {"latitude": SOUTH + (row + 0.5) * STEP, "longitude": WEST + (column + 0.5) * STEP}


def load_block(kind: str, code: str, *where: float) -> Any:
    """Load one zone that is a block of cells of the commune; return it."""
    load_zones([statement(kind, code, block(*where), COMMUNE)])
    return Zone.objects.get(kind=kind, code=code)


def value_of(measure: Measure, zone: Any) -> Value | None:
    """Return what is known of one zone: published, or estimated from its parts."""
    return values_of(measure, zone.kind, [zone.pk]).by_zone.get(zone.pk)


def statement(kind: str, code: str, geometry: Any, parent: Any = None) -> ZoneStatement:
    """Return what a file of outlines would say of a zone."""
    return ZoneStatement(
        kind=kind, code=code, nom=code.replace("-", " ").capitalize(),
        slug="" if kind in ("cell", "iris") else f"{kind}-{code}".lower(),
        parent=parent, values={"geometry": geometry},
    )  # fmt: skip


def make_grid(people: Any = lambda row, column: 10.0, rows: int = 4, columns: int = 6) -> Any:
    """Load a commune of cells, with its people by cell; return the cells by (row, column)."""
    load_zones([statement("commune", "59999", block(0, 0, rows, columns))])
    load_zones(
        [
            statement("cell", f"c{row}-{column}", block(row, column), ("commune", "59999"))
            for row in range(rows)
            for column in range(columns)
        ]
    )
    measure = make_measure("grid_population", unit="people", family="people", direction=0)
    dataset = make_dataset("carreaux", title="Carreaux")
    cells = {}
    for zone in Zone.objects.filter(kind="cell"):
        row, column = map(int, zone.code[1:].split("-"))
        cells[row, column] = zone
        make_figure(zone, measure, people(row, column), dataset=dataset)
    return cells


__all__ = ["COMMUNE", "NOW", "OTHER", "TODAY", "TOOLS", "Zone", "at", "block", "load_block",
           "make_dataset", "make_figure", "make_grid", "make_kept_dossier", "make_measure",
           "make_work", "make_zone", "square", "statement", "value_of"]  # fmt: skip
