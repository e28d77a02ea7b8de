"""Sources of deliveries: those of the catalog, and those that were declared on screen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from maillage.apps.imports.errors import SourceUnknown
from maillage.apps.imports.models import DECLARED, DeliveredFile, Delivery, ProducerSource
from maillage.sources.base import Source
from maillage.sources.catalog import UnknownSource, all_sources, get_source
from maillage.sources.mapping import MappingError, from_json, mapped_source

# Files of the national standard that no column tells apart: their producer is asked.
NATIONAL = "national"
_NATIONAL_COLUMNS = frozenset({"id", "nom", "commune", "code_postal", "adresse"})
_NATIONAL_MORE = frozenset({"services", "date_maj", "pivot", "horaires", "code_insee"})
# Of the columns of a declared source, how many a file keeps when it is still hers.
_KEPT = 0.7


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source that a person may choose for a file."""

    id: str
    title: str
    producer: str


def source_of(source_id: str) -> Source:
    """Return a source by its name: of the catalog, "national:x", or "fichier:x".

    Raises SourceUnknown.
    """
    if source_id.startswith(DECLARED):
        declared = find_declared(source_id)
        if declared is None:
            raise SourceUnknown(detail=f"Aucune source décrite ne s’appelle « {source_id} ».")
        return declared_source(declared)
    try:
        return get_source(source_id)
    except UnknownSource as error:
        raise SourceUnknown(detail=str(error)) from error


def declared_source(declared: ProducerSource) -> Source:
    """Return the source that reads files as they were described on screen.

    Raises SourceUnknown when the description is not finished.
    """
    try:
        mapping = from_json(declared.mapping)
    except MappingError as error:
        raise SourceUnknown(detail=str(error)) from error
    return mapped_source(
        mapping,
        id=declared.source_id,
        title=declared.title,
        producer=declared.producer,
        licence=declared.licence,
        url=declared.url,
        complete=declared.complete,
    )


def find_declared(source_id: str) -> ProducerSource | None:
    """Return the source that was declared on screen under this name."""
    return ProducerSource.objects.filter(slug=source_id.removeprefix(DECLARED)).first()


def source_title(source_id: str) -> str:
    """Return how people call a source; its name when it is known no more."""
    return source_titles([source_id]).get(source_id, source_id)


def source_titles(source_ids: Collection[str]) -> dict[str, str]:
    """Return the titles of several sources. One query at most."""
    slugs = [name.removeprefix(DECLARED) for name in source_ids if name.startswith(DECLARED)]
    titles = {}
    if slugs:
        rows = ProducerSource.objects.filter(slug__in=slugs).values_list("slug", "title")
        titles = {f"{DECLARED}{slug}": title for slug, title in rows}
    for name in source_ids:
        if name and not name.startswith(DECLARED):
            try:
                titles[name] = get_source(name).title
            except UnknownSource:
                titles[name] = name
    return titles


def recognised(columns: Sequence[str], *, url: str = "") -> str:
    """Return the name of the source that a file is of, "" when its columns do not tell.

    What was fetched at the same address before is of the same source. Then the source of the
    catalog whose own columns are all there, the most of them; then the declared source that has
    nearly the same columns.
    """
    there = {name.strip() for name in columns}
    if url and (before := _fetched_before(url)):
        return before
    found = [
        (len(source.recognised_by), source.id)
        for source in all_sources().values()
        if source.recognised_by and there.issuperset(source.recognised_by)
    ]
    if found:
        return max(found)[1]
    likely = []
    for declared in ProducerSource.objects.order_by("pk"):
        known = set(declared.columns)
        share = len(known & there) / max(1, len(known | there))
        if share >= _KEPT:
            likely.append((share, declared.source_id))
    return max(likely)[1] if likely else ""


def speaks_standard(columns: Sequence[str]) -> bool:
    """True when columns are those of the national standard: only its producer is to be asked."""
    there = {name.strip().casefold() for name in columns}
    return there >= _NATIONAL_COLUMNS and len(there & _NATIONAL_MORE) >= 2


def source_choices(*, own: str = "") -> list[SourceChoice]:
    """Return every source that a person may choose, by title; producers of the standard too.

    `own` is that of the file, which may never have delivered.
    """
    choices = [
        SourceChoice(source.id, source.title, source.producer) for source in all_sources().values()
    ]
    delivered = Delivery.objects.filter(source__startswith=f"{NATIONAL}:").order_by()
    named = set(delivered.values_list("source", flat=True).distinct())
    named |= {own} if own.startswith(f"{NATIONAL}:") else set()
    choices += [SourceChoice(name, get_source(name).title, "") for name in sorted(named)]
    choices += [
        SourceChoice(declared.source_id, declared.title, declared.producer)
        for declared in ProducerSource.objects.order_by("title")
    ]
    return sorted(choices, key=lambda choice: choice.title.casefold())


def _fetched_before(url: str) -> str:
    rows = DeliveredFile.objects.filter(url=url, state="imported").order_by("-received_at", "-pk")
    return rows.values_list("source", flat=True).first() or ""
