"""Who may open a sheet: who sent it, who receives it now, nobody else (LIA-03).

Those who steer the network read figures: they open no sheet unless they act for one of the two
organisations. A place that passed a sheet on does not open it any more.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from maillage.apps.directory.errors import NotAllowed
from maillage.apps.directory.queries.access import STEERING, has_role, standing
from maillage.apps.liaison.errors import PathUnknown, SheetUnknown
from maillage.apps.liaison.models import (
    LIVE,
    Path,
    PathStep,
    PathTemplate,
    PathTemplateStep,
    Sending,
    Sheet,
    State,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Those who act for an organisation: they send people, and receive them.
LIAISON = frozenset({"member", "mediator", "letter_writer", "prescriber"})
# What a place may open: what waits for it, and what it ended itself.
OPENS = (*LIVE, State.DONE, State.REFUSED)


def may_use_sheets(by: "User", **words: Any) -> None:
    """Anybody who acts for an organisation; the address may name a place that exists."""
    has_role(by, LIAISON)


def may_see_sheet(by: "User", *, number: int, **words: Any) -> None:
    """The organisation that sent it, and the one that receives it now."""
    has_role(by, LIAISON)
    _exists(number)
    if not Sheet.objects.filter(sent_by(by) | received_by(by), pk=number).exists():
        raise NotAllowed


def may_keep_sheet(by: "User", *, number: int, **words: Any) -> None:
    """The organisation that sent it: its code, its log, its end."""
    has_role(by, LIAISON)
    _exists(number)
    if not Sheet.objects.filter(sent_by(by), pk=number).exists():
        raise NotAllowed


def may_answer_sheet(by: "User", *, number: int, **words: Any) -> None:
    """The organisation that receives it now."""
    has_role(by, LIAISON)
    _exists(number)
    if not Sheet.objects.filter(received_by(by), pk=number).exists():
        raise NotAllowed


def may_see_path(by: "User", *, number: int, **words: Any) -> None:
    """The organisation that made the path; a step must be one of its own."""
    has_role(by, LIAISON)
    if not Path.objects.filter(pk=number).exists():
        raise PathUnknown
    if not Path.objects.filter(sent_by(by), pk=number).exists():
        raise NotAllowed
    step = words.get("step")
    if step is not None and not PathStep.objects.filter(path=number, number=step).exists():
        raise PathUnknown


def may_keep_templates(by: "User", **words: Any) -> None:
    """Those who steer the network: what they write is proposed to everybody."""
    has_role(by, STEERING)


def may_keep_template(by: "User", *, number: int, **words: Any) -> None:
    """Those who steer, on a template that exists, and on a step of it."""
    has_role(by, STEERING)
    if not PathTemplate.objects.filter(pk=number).exists():
        raise PathUnknown
    step = words.get("step")
    if step is None:
        return
    if not PathTemplateStep.objects.filter(template=number, number=step).exists():
        raise PathUnknown


def sent_by(by: "User") -> Q:
    """Return the condition "of an organisation of this person", on sheets and paths."""
    return Q(organisation__in=list(standing(by).organisations))


def received_by(by: "User") -> Q:
    """Return the condition "that an organisation of this person receives", on sheets."""
    own = list(standing(by).organisations)
    sendings = Sending.objects.filter(organisation__in=own, state__in=OPENS)
    return Q(erased_at=None, pk__in=sendings.values("sheet"))


def is_sender(by: "User", sheet: Sheet) -> bool:
    """Tell whether a person acts for the organisation that sent a sheet."""
    return sheet.organisation_id in standing(by).organisations


def _exists(number: int) -> None:
    if not Sheet.objects.filter(pk=number).exists():
        raise SheetUnknown
