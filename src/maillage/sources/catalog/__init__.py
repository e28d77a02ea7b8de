"""The catalog of sources: one file per source, found by listing this folder."""

import pkgutil
import re
from collections.abc import Mapping
from dataclasses import replace
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


# After "national:", the name that tells one producer's files from another's.
PRODUCER = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


def get_source(source_id: str) -> Source:
    """Return a source by its id.

    "national:lens" is the source "national" for the files of one producer: what they no longer
    name is withdrawn, what another producer gave is left alone.

    Raises
    ------
    UnknownSource : no file of the catalog bears this id.

    Examples
    --------
    >>> get_source("national:lens").id
    'national:lens'
    """
    sources = all_sources()
    family, colon, producer = source_id.partition(":")
    if colon and family in sources:
        if not PRODUCER.fullmatch(producer):
            raise UnknownSource(
                f"« {producer} » ne convient pas pour nommer un producteur : lettres minuscules "
                f"sans accent, chiffres et tirets, par exemple {family}:lens."
            )
        source = sources[family]
        return replace(source, id=source_id, title=f"{source.title} ({producer})")
    if source_id in sources:
        return sources[source_id]
    near = get_close_matches(source_id.casefold().replace("_", "-"), sources, n=3, cutoff=0.4)
    advice = f"Vouliez-vous dire : {', '.join(near)} ? " if near else ""
    raise UnknownSource(
        f"Aucune source ne s’appelle « {source_id} ». {advice}Sources connues : "
        f"{', '.join(sources)}."
    )
