"""The territories for programs: communes, quarters, priority neighbourhoods, and their outlines."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field

from maillage.apps.territories.queries import get_zone, zones_in_force
from maillage.web.api import OneOf, Out, Text, answer, page_url

# What has a page; what exists for statistics only is not listed.
KINDS = ("epci", "commune", "quarter", "qpv", "veille")
SLUG = r"^[0-9a-zA-Z_-]{1,80}$"
COLUMNS = (
    "kind", "code", "nom", "slug", "department", "codes_postaux", "population",
    "population_year", "latitude", "longitude", "valid_from", "valid_to",
    "parent__slug",
)  # fmt: skip

router = Router(tags=["Territoires"])


class ZonesAsked(BaseModel):
    """Which territories."""

    kind: Annotated[str, OneOf(KINDS)] | None = Field(None, description="Une seule sorte.")
    after: Annotated[str, Field(pattern=SLUG)] | None = Field(
        None, description="Où commence la page : prenez `next` de la page d’avant, tel quel."
    )
    limit: int = Field(100, ge=1, le=500, description="Combien par page.")


class ZoneOut(Out):
    """One territory; `code` is the official one where there is one."""

    kind: str
    code: str
    nom: str
    slug: str
    parent: Text = Field(description="Le nom court du territoire qui contient celui-ci.")
    department: Text
    codes_postaux: list[str]
    population: int | None
    population_year: int | None
    latitude: float | None
    longitude: float | None
    valid_from: date | None
    valid_to: date | None


class ZoneWithOutlineOut(ZoneOut):
    """One territory with its outline."""

    geometry: dict[str, Any] | None = Field(
        description="Polygon ou MultiPolygon de GeoJSON ; null quand le contour n’est pas connu."
    )


class ZonesOut(Out):
    """One page of territories."""

    data: list[ZoneOut]
    next: str | None = Field(description="L’adresse de la page suivante ; null à la dernière.")


@router.get("/zones", response=ZonesOut, operation_id="zones", summary="Les territoires")
def zones(request: HttpRequest, asked: Query[ZonesAsked]) -> HttpResponse:
    """Communes, quartiers et quartiers prioritaires en vigueur, dans l’ordre des noms courts."""
    today = timezone.localdate()
    kinds = [asked.kind] if asked.kind else KINDS
    # One query: the base compares and sorts, in its own order.
    found = reduce(or_, (zones_in_force(kind, today=today) for kind in kinds))
    rows = found.filter(slug__gt=asked.after or "").order_by("slug").values(*COLUMNS)
    page = list(rows[: asked.limit + 1])
    more = len(page) > asked.limit
    page = page[: asked.limit]
    following = page_url(request, after=page[-1]["slug"]) if more else ""
    body = ZonesOut(data=[_zone_out(row) for row in page], next=following or None)
    return answer(request, body, next_url=following)


@router.get(
    "/zones/{slug:slug}", response=ZoneWithOutlineOut, operation_id="zone", summary="Un territoire"
)
def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """Un territoire, avec son contour quand il est connu."""
    found = get_zone(slug)
    said = {name: getattr(found, name) for name in COLUMNS if "__" not in name}
    body = ZoneWithOutlineOut(
        **said | {"codes_postaux": found.codes_postaux or []},
        parent=found.parent.slug if found.parent else None,
        geometry=found.geometry,
    )
    return answer(request, body)


def _zone_out(row: dict[str, Any]) -> ZoneOut:
    said = {name: value for name, value in row.items() if "__" not in name}
    codes: list[str] = said.pop("codes_postaux") or []
    return ZoneOut(**said, codes_postaux=codes, parent=row["parent__slug"])
