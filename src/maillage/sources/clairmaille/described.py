"""The sources of the town's files: of the catalog, or described once and kept beside this file."""

import json
from dataclasses import dataclass
from importlib.resources import files

from maillage.sources.base import Source
from maillage.sources.catalog import get_source
from maillage.sources.mapping import Mapping, from_json, mapped_source

DESCRIBED = "fichier:"


@dataclass(frozen=True, slots=True)
class Described:
    """A file that somebody described on screen: who makes it, and what its columns mean."""

    slug: str
    title: str
    producer: str
    licence: str
    url: str
    mapping: Mapping


def described(source_id: str) -> Described:
    """Return the description kept for a source "fichier:..."."""
    slug = source_id.removeprefix(DESCRIBED)
    path = files("maillage.sources.clairmaille").joinpath(f"mappings/{slug}.json")
    said = json.loads(path.read_text("utf-8"))
    return Described(
        slug=said["slug"],
        title=said["title"],
        producer=said["producer"],
        licence=said["licence"],
        url=said["url"],
        mapping=from_json(said["mapping"]),
    )


def town_source(source_id: str) -> Source:
    """Return the source of one of the town's files."""
    if not source_id.startswith(DESCRIBED):
        return get_source(source_id)
    known = described(source_id)
    return mapped_source(
        known.mapping,
        id=source_id,
        title=known.title,
        producer=known.producer,
        licence=known.licence,
        url=known.url,
    )
