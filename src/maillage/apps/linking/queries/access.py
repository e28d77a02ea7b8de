"""Who may answer, start a search and undo a link: those who publish."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries.access import KEEPERS, has_role, holders_among
from maillage.apps.linking.errors import LinkUnknown, PairUnknown, RunUnknown
from maillage.apps.linking.models import Link, LinkPair, LinkRun

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def may_link(by: "User", **words: Any) -> None:
    """Those who publish."""
    has_role(by, KEEPERS)


def may_answer_pair(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a pair that exists."""
    has_role(by, KEEPERS)
    if not LinkPair.objects.filter(pk=number).exists():
        raise PairUnknown


def may_undo_link(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a link that was made here."""
    has_role(by, KEEPERS)
    if not Link.objects.filter(pk=number).exists():
        raise LinkUnknown


def may_see_link_run(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a search that exists."""
    has_role(by, KEEPERS)
    if not LinkRun.objects.filter(pk=number).exists():
        raise RunUnknown


def keepers_among(people: Collection[int | str]) -> list[int]:
    """Return those of these people who may answer. One query."""
    return holders_among(people, KEEPERS)
