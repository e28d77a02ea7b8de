"""Lengthen the controlled lists without touching what was written with them before."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.hand import local_day
from maillage.apps.directory.actions.version import next_version, touch
from maillage.apps.directory.errors import TermAlreadyThere, TermUnknown
from maillage.apps.directory.models import Offer, Term, Vocabulary

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
    *,
    vocabulary: str,
    code: str,
    label: str,
    retired: bool,
    by: "User",
    now: datetime,
    aliases: Sequence[str] | None = None,
    description: str | None = None,
) -> Term:
    """Say a word otherwise, or retire it: no form offers it any more, old records keep it.

    None leaves the aliases and the description as they are.

    Raises TermUnknown, TermAlreadyThere.
    """
    next_version()
    term = Term.objects.filter(vocabulary=vocabulary, code=code).first()
    if term is None or not label:
        raise TermUnknown
    others = Term.objects.filter(vocabulary=vocabulary, label__iexact=label).exclude(pk=term.pk)
    if others.exists():
        raise TermAlreadyThere(label=label)
    names = ("label", "retired_on", "aliases", "description")
    before = {name: getattr(term, name) for name in names}
    term.label = label
    term.retired_on = (term.retired_on or local_day(now)) if retired else None
    if aliases is not None:
        term.aliases = list(dict.fromkeys(aliases))
    if description is not None:
        term.description = description
    after = {name: getattr(term, name) for name in names}
    if before == after:
        return term
    term.save(update_fields=names)
    _search_again(term)
    write_audit(
        action="edit_term",
        by=by,
        now=now,
        before=before,
        after=after,
        subject=("term", f"{vocabulary}:{code}"[:40]),
    )
    return term


@transaction.atomic
def rename_term(
    *, vocabulary: str, code: str, label: str, on: date, by: "User", now: datetime
) -> Term:
    """Give a body or a scheme its new name from a day on; return the new word (WRN-31).

    The old word is retired that day: records made with it keep the name of their time, forms offer
    the new one, and each is found under the other's name.
    Raises TermUnknown, TermAlreadyThere.
    """
    new = add_term(vocabulary=vocabulary, label=label, by=by, now=now)
    old = Term.objects.filter(vocabulary=vocabulary, code=code).first()
    if old is None or (old.started_on is not None and on < old.started_on):
        raise TermUnknown
    new.started_on, new.icon, new.description = on, old.icon, old.description
    new.position = old.position
    new.aliases = list(dict.fromkeys([old.label, *old.aliases]))
    new.save(update_fields=["started_on", "icon", "description", "position", "aliases"])
    old.retired_on = on
    old.aliases = list(dict.fromkeys([*old.aliases, new.label]))
    old.save(update_fields=["retired_on", "aliases"])
    _search_again(old)
    write_audit(
        action="rename_term",
        by=by,
        now=now,
        before={"label": old.label},
        after={"label": new.label, "started_on": on},
        subject=("term", f"{vocabulary}:{code}"[:40]),
    )
    return new


def _search_again(term: Term) -> None:
    """Let every index read again the offers that bear this word: they are found by its names."""
    column = {"use": "uses", "theme": "themes", "adaptation": "adaptations"}.get(term.vocabulary)
    if column is None:
        return
    rows = Offer.objects.exclude(**{column: []}).values_list("place_id", column)
    touch({place for place, codes in rows.iterator() if place is not None and term.code in codes})
