"""Writes of the description of a file: whose it is, what its columns and its words become."""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.imports.actions.files import try_file
from maillage.apps.imports.errors import FileNotThere
from maillage.apps.imports.models import DeliveredFile, FileState, ProducerSource
from maillage.apps.imports.queries.files import get_file
from maillage.apps.imports.queries.mapping import declared_of, get_declared, look_of
from maillage.sources.mapping import Mapping, guess

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

SUBJECT = "producer_source"
_LONGEST_SLUG = 34
_MOST_TRIES = 20
# A file may be described while nothing works on it.
_MAY_DESCRIBE = (
    FileState.RECEIVED,
    FileState.PREVIEWED,
    FileState.FAILED,
    FileState.IMPORTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """Whose a file is, as somebody typed it."""

    title: str
    producer: str
    licence: str = ""
    url: str = ""
    complete: bool = True


def declare_source(number: int, said: Producer, *, by: "User", now: datetime) -> ProducerSource:
    """Say of whom a file is; what its columns become is guessed, and waits to be confirmed.

    Until then the source recognises no other file. Said twice of one file, the first is corrected.
    Raises FileUnknown, FileGone, FileNotThere, DeliveryUnreadable.
    """
    file = get_file(number)
    look = look_of(file)
    fields = {
        "title": said.title,
        "producer": said.producer,
        "licence": said.licence,
        "url": said.url,
        "complete": said.complete,
        "updated_at": now,
    }
    with transaction.atomic():
        # Sent twice at once, the second finds the source of the first.
        file = DeliveredFile.objects.select_for_update().get(pk=number)
        declared = declared_of(file)
        before = _said(declared) if declared is not None else {}
        if declared is None:
            mapping = guess(look).to_json()
            created = {"mapping": mapping, "created_by": by, "created_at": now}
            declared = _create(said.producer, fields | created)
        else:
            ProducerSource.objects.filter(pk=declared.pk).update(**fields)
            declared.refresh_from_db()
        _point(file, declared)
        _audit("declare_source", declared, before, by, now)
    return declared


def save_mapping(number: int, mapping: Mapping, *, by: "User", now: datetime) -> ProducerSource:
    """Keep what the columns and words of a file become; nothing is read with it yet.

    Raises FileUnknown, FileNotThere, SourceUnknown.
    """
    file = get_file(number)
    declared = get_declared(file)
    with transaction.atomic():
        _point(file, declared)
        _keep(declared, mapping, by, now)
    return declared


def confirm_mapping(number: int, mapping: Mapping, *, by: "User", now: datetime) -> DeliveredFile:
    """Keep the mapping for this file and the next ones, and ask what importing would do.

    From now on a file with these columns is recognised, and asks no question.
    Raises FileUnknown, FileGone, FileNotThere, SourceUnknown.
    """
    file = get_file(number)
    declared = get_declared(file)
    with transaction.atomic():
        declared.columns = list(mapping.columns)
        _keep(declared, mapping, by, now)
        return try_file(
            number, source=declared.source_id, by=by, now=now, sheet=mapping.sheet or None
        )


def accept_drift(number: int, *, by: "User", now: datetime) -> DeliveredFile:
    """Try a file whose novelties are left aside this time; its description stays as it is.

    Raises FileUnknown, FileGone, FileNotThere, SourceUnknown.
    """
    declared = get_declared(get_file(number))
    return try_file(number, source=declared.source_id, by=by, now=now)


def forget_source(number: int, *, by: "User", now: datetime) -> DeliveredFile:
    """Say that a file is not of the source it was taken for; whose it is will be asked.

    Raises FileUnknown, FileNotThere.
    """
    file = get_file(number)
    with transaction.atomic():
        changed = DeliveredFile.objects.filter(pk=number, state=FileState.RECEIVED).update(
            source="", preview={"columns": file.preview.get("columns", [])}
        )
        if not changed:
            raise FileNotThere
        write_audit(
            action="forget_source",
            by=by,
            now=now,
            before={"source": file.source},
            after={"source": ""},
            subject=("file", str(number)),
        )
    return get_file(number)


def _keep(declared: ProducerSource, mapping: Mapping, by: "User", now: datetime) -> None:
    before = declared.mapping
    declared.mapping = mapping.to_json()
    declared.updated_at = now
    declared.save(update_fields=["mapping", "columns", "updated_at"])
    if before != declared.mapping:
        _audit("map_source", declared, {"mapping": before}, by, now)


def _point(file: DeliveredFile, declared: ProducerSource) -> None:
    # What was tried before was read otherwise: it is to be tried again.
    columns = file.preview.get("columns", [])
    changed = DeliveredFile.objects.filter(pk=file.pk, state__in=_MAY_DESCRIBE).update(
        source=declared.source_id,
        state=FileState.RECEIVED,
        failure="",
        preview={"columns": columns},
    )
    if not changed:
        raise FileNotThere


def _create(producer: str, fields: dict[str, Any]) -> ProducerSource:
    """Create a source under a name of its own, even when somebody takes that name meanwhile."""
    for _attempt in range(_MOST_TRIES):
        try:
            with transaction.atomic():
                return ProducerSource.objects.create(slug=_new_slug(producer), **fields)
        except IntegrityError:
            continue
    raise FileNotThere  # never met: so many people at once on one name


def _new_slug(name: str) -> str:
    base = slugify(name)[:_LONGEST_SLUG].strip("-") or "producteur"
    slug, n = base, 1
    taken = set(ProducerSource.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    while slug in taken:
        n += 1
        slug = f"{base}-{n}"
    return slug


def _said(declared: ProducerSource) -> dict[str, object]:
    return {
        "title": declared.title,
        "producer": declared.producer,
        "licence": declared.licence,
        "url": declared.url,
        "complete": declared.complete,
    }


def _audit(
    action: str, declared: ProducerSource, before: Map[str, object], by: "User", now: datetime
) -> None:
    after = {"mapping": declared.mapping} if action == "map_source" else _said(declared)
    write_audit(
        action=action,
        by=by,
        now=now,
        before=before,
        after=after,
        subject=(SUBJECT, declared.slug),
    )
