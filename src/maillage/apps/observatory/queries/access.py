"""Who may do what in the observatory, decided here and nowhere else."""

from typing import TYPE_CHECKING, Any

from maillage.apps.directory.errors import NotAllowed
from maillage.apps.directory.queries.access import EVERYBODY, KEEPERS, has_role, standing
from maillage.apps.observatory.queries.diagnosis import get_diagnosis, get_stage
from maillage.apps.observatory.queries.findings import get_finding
from maillage.apps.observatory.queries.references import own_reference
from maillage.apps.observatory.queries.snapshots import get_snapshot
from maillage.apps.observatory.queries.structures import get_structure_need
from maillage.apps.observatory.queries.studies import get_need, get_study, own_study
from maillage.apps.observatory.queries.uploads import get_dataset, get_upload
from maillage.apps.observatory.queries.values import get_measure
from maillage.apps.observatory.queries.works import get_work, work_of_upload
from maillage.apps.territories.queries import get_zone

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Those who act for an organisation: they say what it lacks.
ACTING = frozenset({"member", "mediator", "letter_writer", "prescriber"})


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
    """Those who publish, on a file of figures that waits, or that is loaded meanwhile."""
    has_role(by, KEEPERS)
    if work_of_upload(code) is None:
        get_upload(code)


def may_follow_work(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a long work that one of them asked for."""
    has_role(by, KEEPERS)
    get_work(number)


def may_forget_figures(by: "User", *, code: str, **words: Any) -> None:
    """Those who publish, on a set of figures that is loaded."""
    has_role(by, KEEPERS)
    get_dataset(code)


def may_read_snapshot(by: "User", *, number: int, **words: Any) -> None:
    """Any role, on a dossier that was kept."""
    has_role(by, EVERYBODY)
    get_snapshot(number)


def may_keep_reference(by: "User", *, code: str, **words: Any) -> None:
    """Those who publish, on a printed number that the city entered."""
    has_role(by, KEEPERS)
    own_reference(code)


def may_read_need(by: "User", *, code: str, **words: Any) -> None:
    """Any role, on a need of residents."""
    has_role(by, EVERYBODY)
    get_need(code)


def may_keep_study(by: "User", *, code: str, **words: Any) -> None:
    """Those who publish, on a study of the register."""
    has_role(by, KEEPERS)
    get_study(code)


def may_withdraw_study(by: "User", *, code: str, **words: Any) -> None:
    """Those who publish, on a study that the city entered or corrected."""
    has_role(by, KEEPERS)
    own_study(code)


def may_keep_finding(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a finding."""
    has_role(by, KEEPERS)
    get_finding(number)


def may_say_structure_needs(by: "User", **words: Any) -> None:
    """Those who publish, for any structure; those who act for one, for theirs."""
    has_role(by, KEEPERS | ACTING)


def may_keep_structure_need(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish; whoever acts for the structure that has this need."""
    has_role(by, KEEPERS | ACTING)
    need = get_structure_need(number)
    who = standing(by)
    if not who.keeps_base and need.organisation_id not in who.organisations:
        raise NotAllowed


def may_read_diagnosis(by: "User", *, number: int, **words: Any) -> None:
    """Any role, on a diagnosis, or one of its stages."""
    has_role(by, EVERYBODY)
    if "step" in words:
        get_stage(number, words["step"])
    else:
        get_diagnosis(number)


def may_lead_diagnosis(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a diagnosis, or one of its stages."""
    has_role(by, KEEPERS)
    may_read_diagnosis(by, number=number, **words)
