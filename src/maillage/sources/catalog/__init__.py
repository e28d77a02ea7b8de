"""The catalog of sources: one file per source, found by listing this folder."""

import pkgutil
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import MappingProxyType

from maillage.sources.base import Source


class UnknownSource(ValueError):
    """No source has this id; the message is French and names those that are near."""

    code = "source_unknown"


@cache
def all_sources() -> Mapping[str, Source]:
    """Return every source by its id, in the order of ids."""
    found: dict[str, Source] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if not module.ispkg:
            source: Source = import_module(f"{__name__}.{module.name}").SOURCE
            found[source.id] = source
    return MappingProxyType(found)


def get_source(source_id: str) -> Source:
    """Return a source by its id.

    Raises
    ------
    UnknownSource : no file of the catalog bears this id.
    """
    sources = all_sources()
    if source_id in sources:
        return sources[source_id]
    near = get_close_matches(source_id.casefold().replace("_", "-"), sources, n=3, cutoff=0.4)
    advice = f"Vouliez-vous dire : {', '.join(near)} ? " if near else ""
    raise UnknownSource(
        f"Aucune source ne s’appelle « {source_id} ». {advice}Sources connues : "
        f"{', '.join(sources)}."
    )
