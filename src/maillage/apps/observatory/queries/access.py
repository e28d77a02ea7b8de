"""Who may do what in the observatory, decided here and nowhere else."""

from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries.access import EVERYBODY, KEEPERS, has_role
from maillage.apps.observatory.queries.snapshots import get_snapshot
from maillage.apps.observatory.queries.uploads import get_dataset, get_upload
from maillage.apps.observatory.queries.values import get_measure
from maillage.apps.territories.queries import get_zone

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def may_observe(by: "User", **words: Any) -> None:
    """Any role, elected members too: figures of zones, never of people."""
    has_role(by, EVERYBODY)


def may_observe_zone(by: "User", *, slug: str, **words: Any) -> None:
    """Any role, on a territory that has a page."""
    has_role(by, EVERYBODY)
    get_zone(slug)


def may_observe_measure(by: "User", *, code: str, **words: Any) -> None:
    """Any role, on a measure that is known."""
    has_role(by, EVERYBODY)
    get_measure(code)


def may_keep_figures(by: "User", **words: Any) -> None:
    """Those who publish: they load figures and enter what the diagnosis keeps."""
    has_role(by, KEEPERS)


def may_load_figures(by: "User", *, code: str, **words: Any) -> None:
    """Those who publish, on a file of figures that waits."""
    has_role(by, KEEPERS)
    get_upload(code)


def may_forget_figures(by: "User", *, code: str, **words: Any) -> None:
    """Those who publish, on a set of figures that is loaded."""
    has_role(by, KEEPERS)
    get_dataset(code)


def may_read_snapshot(by: "User", *, number: int, **words: Any) -> None:
    """Any role, on a dossier that was kept."""
    has_role(by, EVERYBODY)
    get_snapshot(number)
