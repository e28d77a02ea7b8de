"""Lengthen the controlled lists without touching what was written with them before."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.hand import local_day
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.errors import TermAlreadyThere, TermUnknown
from maillage.apps.directory.models import Term, Vocabulary

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def add_term(*, vocabulary: str, label: str, by: "User", now: datetime) -> Term:
    """Add a word to a controlled list; return it. Its code is drawn from its label, for ever.

    Raises TermUnknown for a list that does not exist or a word without letters, TermAlreadyThere.
    """
    code = slugify(label)[:40].strip("-").replace("-", "_")
    if vocabulary not in Vocabulary.values or not code:
        raise TermUnknown
    next_version()
    words = Term.objects.filter(vocabulary=vocabulary)
    if words.filter(code=code).exists() or words.filter(label__iexact=label).exists():
        raise TermAlreadyThere(label=label)
    last: int = words.aggregate(last=Max("position"))["last"] or 0
    term = Term.objects.create(
        vocabulary=vocabulary, code=code, label=label, position=min(last + 10, 32_000)
    )
    write_audit(
        action="add_term",
        by=by,
        now=now,
        before={},
        after={"label": label},
        subject=("term", f"{vocabulary}:{code}"[:40]),
    )
    return term


@transaction.atomic
def edit_term(
    *, vocabulary: str, code: str, label: str, retired: bool, by: "User", now: datetime
) -> Term:
    """Say a word otherwise, or retire it: no form offers it any more, old records keep it.

    Raises TermUnknown, TermAlreadyThere.
    """
    next_version()
    term = Term.objects.filter(vocabulary=vocabulary, code=code).first()
    if term is None or not label:
        raise TermUnknown
    others = Term.objects.filter(vocabulary=vocabulary, label__iexact=label).exclude(pk=term.pk)
    if others.exists():
        raise TermAlreadyThere(label=label)
    before = {"label": term.label, "retired_on": term.retired_on}
    term.label = label
    term.retired_on = (term.retired_on or local_day(now)) if retired else None
    after = {"label": term.label, "retired_on": term.retired_on}
    if before == after:
        return term
    term.save(update_fields=["label", "retired_on"])
    write_audit(
        action="edit_term",
        by=by,
        now=now,
        before=before,
        after=after,
        subject=("term", f"{vocabulary}:{code}"[:40]),
    )
    return term
