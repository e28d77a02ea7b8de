"""A description that comes from elsewhere than the screen: kept as if it had been given there."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.imports.actions.mapping import SUBJECT, Producer
from maillage.apps.imports.models import ProducerSource
from maillage.sources.mapping import Mapping

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def ensure_described(
    *, slug: str, said: Producer, mapping: Mapping, by: "User", now: datetime
) -> ProducerSource:
    """Return the source "fichier:<slug>", made with this description when nobody knows it.

    A known one is left as it is: people may have changed it since. The next file with these
    columns is recognised.
    """
    declared, made = ProducerSource.objects.get_or_create(
        slug=slug,
        defaults={
            "title": said.title,
            "producer": said.producer,
            "licence": said.licence,
            "url": said.url,
            "complete": said.complete,
            "mapping": mapping.to_json(),
            "columns": list(mapping.columns),
            "created_by": by,
            "created_at": now,
            "updated_at": now,
        },
    )
    if made:
        write_audit(
            action="declare_source",
            by=by,
            now=now,
            before={},
            after={"title": said.title, "producer": said.producer, "mapping": declared.mapping},
            subject=(SUBJECT, declared.source_id),
        )
    return declared
