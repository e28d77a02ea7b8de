"""Who may ask places, read what they answered, steer the figures."""

from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries.access import KEEPERS, has_role, may_compare, may_keep_base
from maillage.apps.freshness.errors import CampaignUnknown, RequestUnknown
from maillage.apps.freshness.models import Campaign, Request

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

__all__ = ["may_ask", "may_ask_request", "may_compare", "may_keep_base", "may_run_campaign"]


def may_ask(by: "User", **words: Any) -> None:
    """Those who publish."""
    has_role(by, KEEPERS)


def may_run_campaign(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a campaign that exists."""
    has_role(by, KEEPERS)
    if not Campaign.objects.filter(pk=number).exists():
        raise CampaignUnknown


def may_ask_request(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a place that is asked."""
    has_role(by, KEEPERS)
    if not Request.objects.filter(pk=number).exists():
        raise RequestUnknown
