"""Files of outlines received on screen: what they would change."""

from dataclasses import dataclass

from django.db.models import QuerySet

from maillage.apps.territories.errors import OutlineFileUnknown
from maillage.apps.territories.models import OutlineFile
from maillage.apps.territories.queries.content import content_of
from maillage.apps.territories.queries.files import (
    Asked,
    Remark,
    TerritoryFile,
    read_territories,
)
from maillage.apps.territories.queries.planning import drawn_over, plan_zones
from maillage.apps.territories.queries.units import plan_units

# What a page may receive, and what that may unpack to.
MOST_BYTES = 20_000_000
_MOST_UNPACKED = 200_000_000
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class OutlinePreview:
    """What applying a file would do; names are the first ones, in the order of the file."""

    file: OutlineFile
    kinds: dict[str, int]
    n_added: int
    n_changed: int
    n_unchanged: int
    n_streets: int
    names: tuple[str, ...]
    remarks: tuple[Remark, ...]


def get_outline_file(number: int) -> OutlineFile:
    """Return a file that waits to be applied. Raises OutlineFileUnknown."""
    file = OutlineFile.objects.filter(pk=number, applied_at=None).first()
    if file is None:
        raise OutlineFileUnknown
    return file


def applied_files(*, limit: int = 10) -> QuerySet[OutlineFile]:
    """Return the files that were applied, the newest first, without their bytes."""
    rows = OutlineFile.objects.filter(applied_at__isnull=False).defer("content")
    return rows.order_by("-applied_at", "-pk")[:limit]


def read_received(file: OutlineFile) -> TerritoryFile:
    """Return what a kept file says. Raises what `read_territories` raises, OutlineFileUnknown."""
    if file.content is None:
        raise OutlineFileUnknown
    content = content_of(bytes(file.content), file.name, most=_MOST_UNPACKED)
    layer = str(file.asked.get("layer") or "")
    asked = Asked(
        kind=str(file.asked.get("kind") or ""),
        layers=(layer,) if layer else (),
        code=str(file.asked.get("code") or ""),
        nom=str(file.asked.get("nom") or ""),
        epsg=file.asked.get("epsg"),
    )
    return read_territories(content, asked)


def outline_preview(number: int) -> OutlinePreview:
    """Return what applying a kept file would do. Nothing is written.

    Raises OutlineFileUnknown, TerritoryFileUnreadable, LayerNotChosen, GeoExtraMissing.
    """
    file = get_outline_file(number)
    found = read_received(file)
    if found.composition is not None:
        units = plan_units(found.composition)
        return OutlinePreview(
            file=file,
            kinds={"uu": len(units.names)},
            n_added=len(units.added),
            n_changed=len(units.changed),
            n_unchanged=units.unchanged,
            n_streets=0,
            names=tuple(units.names[:_SHOWN]),
            remarks=(Remark("partial", tuple(units.partial)),) if units.partial else (),
        )
    plan = plan_zones(found.statements)
    drawn = drawn_over(plan)
    return OutlinePreview(
        file=file,
        kinds=found.kinds,
        n_added=len(plan.added),
        n_changed=len(plan.changed),
        n_unchanged=plan.unchanged,
        n_streets=len(found.streets.statements),
        names=tuple(statement.nom for statement in found.statements[:_SHOWN]),
        remarks=found.remarks + ((Remark("drawn", drawn),) if drawn else ()),
    )
