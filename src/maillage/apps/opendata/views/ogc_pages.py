"""The OGC service as pages: what each document says, for whoever opens its address in a browser.

A page is made from the document itself: both always say the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.opendata.queries.ogc import COLLECTIONS, GEOJSON, OPENAPI, Collection

Document = Mapping[str, Any]
FORM_NAMES = {
    "application/json": "JSON",
    "application/schema+json": "JSON Schema",
    GEOJSON: "GeoJSON",
    OPENAPI: "OpenAPI",
}
# What tells a feature from another one: its name, then where or what it is.
SHOWN = {
    "lieux": ("nom", ("adresse", "code_postal", "commune")),
    "offres": ("titre", ("lieu_nom", "commune")),
    "zones": ("nom", ("genre_en_mots", "code")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that leads somewhere."""

    title: str
    url: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what it is worth; `url` when that is an address."""

    name: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The same in the form of programs."""

    name: str
    url: str
    media: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OgcPage:
    """All that opendata/ogc.html may use."""

    heading: str
    trail: Sequence[Line]
    form: Form
    lead: str = ""
    count: int | None = None
    lines: Sequence[Line] = ()
    facts: Sequence[Fact] = ()
    next_url: str = ""


def landing_page(body: Document, *, base: str, other: str, media: str) -> OgcPage:
    """Return the first page of the service."""
    return OgcPage(
        heading=body["title"],
        lead=body["description"],
        trail=(),
        lines=_links(body),
        form=Form(FORM_NAMES[media], other, media),
    )


def conformance_page(body: Document, *, base: str, other: str, media: str) -> OgcPage:
    """Return the parts of the standard that are followed."""
    return OgcPage(
        heading=_("Ce que le service suit"),
        lead=_("Les parties de la norme OGC API – Features."),
        trail=_trail(base),
        facts=[Fact(one.rpartition("/")[2], one) for one in body["conformsTo"]],
        form=Form(FORM_NAMES[media], other, media),
    )


def api_page(body: Document, *, base: str, other: str, media: str) -> OgcPage:
    """Return every address of the service, and what may be asked of it."""
    facts = []
    for path, methods in body["paths"].items():
        names = ", ".join(one["name"] for one in methods["get"]["parameters"])
        asked = _(" On peut ajouter : %(names)s.") % {"names": names}
        facts.append(Fact(path, f"{methods['get']['summary'].rstrip('.')}.{asked}"))
    return OgcPage(
        heading=_("Les adresses de ce service"),
        lead=body["info"]["description"],
        trail=_trail(base),
        facts=facts,
        form=Form(FORM_NAMES[media], other, media),
    )


def collections_page(body: Document, *, base: str, other: str, media: str) -> OgcPage:
    """Return the list of the collections."""
    return OgcPage(
        heading=_("Les données"),
        trail=_trail(base),
        lines=[
            Line(one["title"], _link(one, "self"), one["description"])
            for one in body["collections"]
        ],
        form=Form(FORM_NAMES[media], other, media),
    )


def collection_page(body: Document, *, base: str, other: str, media: str) -> OgcPage:
    """Return what one collection is, and where it is read."""
    facts = []
    extent = body.get("extent", {})
    if extent:
        west, south, east, north = extent["spatial"]["bbox"][0]
        facts.append(
            Fact(_("Étendue : ouest, sud, est, nord"), f"{west}, {south}, {east}, {north}")
        )
    if "temporal" in extent:
        first, last = (day[:10] for day in extent["temporal"]["interval"][0])
        facts.append(Fact(_("Dates"), f"{first} – {last}"))
    return OgcPage(
        heading=body["title"],
        lead=body["description"],
        trail=_trail(base, "collections"),
        lines=_links(body),
        facts=facts,
        form=Form(FORM_NAMES[media], other, media),
    )


def schema_page(
    collection_id: str, body: Document, *, base: str, other: str, media: str
) -> OgcPage:
    """Return the columns of a collection."""
    columns = body["properties"]["properties"]["properties"]
    return OgcPage(
        heading=_("%(title)s : ses colonnes") % {"title": body["title"]},
        trail=_trail(base, "collections", collection_id),
        facts=[Fact(name, _kind(column)) for name, column in columns.items()],
        form=Form(FORM_NAMES[media], other, media),
    )


def items_page(one: Collection, body: Document, *, base: str, other: str, media: str) -> OgcPage:
    """Return one page of features, each with the address of its own."""
    here = f"{base}/collections/{one.id}/items"
    name, rest = SHOWN[one.id]
    return OgcPage(
        heading=str(one.title),
        lead=str(one.description),
        trail=_trail(base, "collections", one.id),
        count=body["numberMatched"],
        lines=[
            Line(
                said.get(name) or _("Sans nom"),
                f"{here}/{feature['id']}",
                ", ".join(said[word] for word in rest if word in said),
            )
            for feature in body["features"]
            for said in [feature["properties"]]
        ],
        next_url=_link(body, "next"),
        form=Form(FORM_NAMES[media], other, media),
    )


def item_page(one: Collection, body: Document, *, base: str, other: str, media: str) -> OgcPage:
    """Return all that is published of one feature."""
    said = dict(body["properties"])
    name, _rest = SHOWN[one.id]
    url = said.pop("url", "")
    facts = [Fact(column, *_words(value)) for column, value in said.items()]
    geometry = body["geometry"] or {}
    if geometry.get("type") == "Point":
        longitude, latitude = geometry["coordinates"]
        facts.append(Fact(_("longitude, latitude"), f"{longitude}, {latitude}"))
    return OgcPage(
        heading=said.get(name) or _("Sans nom"),
        trail=[
            *_trail(base, "collections", one.id),
            Line(_("La liste"), f"{base}/collections/{one.id}/items"),
        ],
        lines=[Line(_("Sa page, pour les habitants"), url)] if url else [],
        facts=facts,
        form=Form(FORM_NAMES[media], other, media),
    )


# ---------------------------------------------------------------- pieces


def _trail(base: str, *steps: str) -> list[Line]:
    """Return what is above a page: the service, its data, one collection."""
    found = [Line(_("Le service de cartes"), f"{base}/")]
    if steps:
        found.append(Line(_("Les données"), f"{base}/collections"))
    found += [Line(str(COLLECTIONS[s].title), f"{base}/collections/{s}") for s in steps[1:]]
    return found


def _links(body: Document) -> list[Line]:
    return [Line(one["title"], one["href"]) for one in body["links"] if one["rel"] not in ("self",)]


def _link(body: Document, rel: str) -> str:
    return next((str(one["href"]) for one in body["links"] if one["rel"] == rel), "")


def _words(value: Any) -> tuple[str, str]:
    """Return a value in words, and the address that it is, or ""."""
    if isinstance(value, bool):
        return (_("oui") if value else _("non")), ""
    if isinstance(value, list):
        return ", ".join(_in_list(one) for one in value), ""
    text = str(value)
    return text, text if text.startswith(("https://", "http://")) else ""


def _in_list(one: Any) -> str:
    return str(one.get("titre") or _("sans titre")) if isinstance(one, dict) else str(one)


def _kind(column: Document) -> str:
    kinds = {
        "string": _("texte"),
        "integer": _("nombre entier"),
        "boolean": _("oui ou non"),
        "array": _("liste"),
    }
    formats = {"date": _("jour"), "uri": _("adresse d’une page")}
    return formats.get(str(column.get("format", ""))) or kinds[str(column["type"])]
