"""Who may do what in orientation, among professionals."""

from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries.access import PROFESSIONALS, STEERING, has_role

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def may_orient(by: "User", **words: Any) -> None:
    """Any professional, prescribers included: what is kept opens with the code of the person."""
    has_role(by, PROFESSIONALS)


def may_read_counts(by: "User", **words: Any) -> None:
    """Those who steer, and elected members: figures without anybody in them."""
    has_role(by, STEERING | frozenset({"elected"}))
