"""Who makes papers, and who says where posters hang."""

from typing import TYPE_CHECKING, Any

from maillage.apps.channels.queries.outgoing import get_message
from maillage.apps.channels.queries.postings import get_posting
from maillage.apps.directory.queries import may_keep_base, may_read_professional, may_steer
from maillage.apps.territories.queries import get_zone

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def may_make_papers(by: "User", **words: Any) -> None:
    """Any professional."""
    may_read_professional(by)


def may_make_zone_papers(by: "User", *, slug: str, **words: Any) -> None:
    """Any professional, on a quarter that has a page."""
    may_read_professional(by)
    get_zone(slug)


def may_take_down_posting(by: "User", *, number: int, **words: Any) -> None:
    """Any professional, on a poster of the list."""
    may_read_professional(by)
    get_posting(number)


def may_plan_messages(by: "User", *, number: int | None = None, **words: Any) -> None:
    """Those who steer, on the plan or on one of its lines."""
    may_steer(by)
    if number is not None:
        get_message(number)


def may_name_counter(by: "User", *, slug: str, **words: Any) -> None:
    """Those who publish, on a quarter that has a page."""
    may_keep_base(by)
    get_zone(slug)
