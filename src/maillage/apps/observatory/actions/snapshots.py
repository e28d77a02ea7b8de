"""A dossier made and kept: its facts and its bytes, so that it prints again as it was (WRN-19)."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.observatory.errors import NothingToObserve
from maillage.apps.observatory.models import Snapshot
from maillage.apps.observatory.queries.dossier import Said, dossier, n_steps, silent
from maillage.apps.observatory.queries.printed import printed
from maillage.web.languages import SOURCE, said_in
from maillage.web.typesetting import typeset

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "typst" / "dossier.typ"


def make_snapshot(
    kind: str, *, title: str, minutes: int = 15, by: "User | None", now: datetime
) -> Snapshot:
    """Make the dossier of the zones of a kind as it is today, and keep it.

    Reading and laying out take some seconds: they are done before anything is written. Raises
    NothingToObserve without a zone, PaperNotMade.
    """
    facts, pdf = laid_out(kind, title=title, minutes=minutes, now=now)
    return keep_snapshot(title, facts, pdf, by=by, now=now)


def laid_out(
    kind: str, *, title: str, minutes: int, now: datetime, said: Said = silent
) -> tuple[dict[str, Any], bytes]:
    """Return the facts of a dossier and its PDF; nothing is written. `said` hears how far it is.

    Raises NothingToObserve without a zone, PaperNotMade.
    """
    today = timezone.localdate(now)
    with said_in(SOURCE):
        found = dossier(kind, today=today, minutes=minutes, said=said)
        if found is None:
            raise NothingToObserve
        total = n_steps()
        said(_("Les cartes et l’indice, dessinés"), total - 1, total)
        facts = printed(found, title=title)
        said(_("La mise en page du document"), total, total)
        made = typeset(TEMPLATE, {**facts, "town": settings.SITE["name"]}, on=today)
    return facts, made.pdf


@transaction.atomic
def keep_snapshot(
    title: str, facts: dict[str, Any], pdf: bytes, *, by: "User | None", now: datetime
) -> Snapshot:
    """Keep a dossier that is made, with its row in the journal."""
    snapshot = Snapshot.objects.create(
        title=title,
        made_at=now,
        made_by=by,
        facts=facts,
        content=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
    )
    if by is not None:
        write_audit(
            action="make_dossier",
            by=by,
            now=now,
            before={},
            after={"title": title, "sha256": snapshot.sha256},
            subject=("snapshot", str(snapshot.pk)),
        )
    return snapshot
