"""What is known of a source: which records it has, and what it last said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from maillage.apps.directory.models import Attachment


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """The state of one record of a source: its content, and whether it is withdrawn."""

    content_hash: str
    withdrawn: bool


def known_records(source: str) -> dict[str, KnownRecord]:
    """Return every attached record of a source by its key. One query, two words by record."""
    rows = Attachment.objects.filter(source=source, detached_at=None).values_list(
        "key", "content_hash", "withdrawn_at"
    )
    return {key: KnownRecord(digest, gone is not None) for key, digest, gone in rows.iterator()}


def live_keys(source: str) -> set[str]:
    """Return the keys that a source still names."""
    rows = Attachment.objects.filter(source=source, detached_at=None, withdrawn_at=None)
    return set(rows.values_list("key", flat=True))


def last_values(source: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what a source last said under these keys, as it was read."""
    rows = Attachment.objects.filter(source=source, key__in=keys, detached_at=None)
    return dict(rows.values_list("key", "record__values"))
