"""Writes of the register of tools: each one transaction, with its trace."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.toolbox.errors import ReasonMissing, SayWhyExistingDoNot, ToolDecided
from maillage.apps.toolbox.models import Tool, ToolProposal, ToolState
from maillage.apps.toolbox.queries import get_proposal, get_tool, tools_to_examine

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

FIELDS = ("nom", "owner", "url", "purpose", "description", "public", "overlap")


@transaction.atomic
def add_tool(*, values: Mapping[str, Any], by: "User", now: datetime) -> Tool:
    """Enter a tool in the register."""
    tool = Tool(updated_at=now, **{name: values.get(name, "") for name in FIELDS})
    tool.save()
    _trace("add_tool", tool.pk, {}, {name: getattr(tool, name) for name in FIELDS}, by=by, now=now)
    return tool


@transaction.atomic
def edit_tool(*, number: int, values: Mapping[str, Any], by: "User", now: datetime) -> Tool:
    """Correct what is said of a tool. Raises ToolUnknown."""
    tool = get_tool(number)
    before = {name: getattr(tool, name) for name in FIELDS}
    for name in FIELDS:
        setattr(tool, name, values.get(name, before[name]))
    changed = [name for name in FIELDS if getattr(tool, name) != before[name]]
    if changed:
        tool.updated_at = now
        tool.save()
        after = {name: getattr(tool, name) for name in changed}
        _trace("edit_tool", number, {n: before[n] for n in changed}, after, by=by, now=now)
    return tool


@transaction.atomic
def retire_tool(*, number: int, by: "User", now: datetime, again: bool = False) -> None:
    """Say that a tool is no longer used, or is again; it stays in the register."""
    tool = get_tool(number)
    before = {"retired_on": tool.retired_on}
    tool.retired_on = None if again else tool.retired_on or timezone.localdate(now)
    after = {"retired_on": tool.retired_on}
    if before != after:
        tool.updated_at = now
        tool.save(update_fields=["retired_on", "updated_at"])
        _trace("retire_tool", number, before, after, by=by, now=now)


@transaction.atomic
def propose_tool(
    *, nom: str, purpose: str, need: str, why: str, by: "User", now: datetime
) -> ToolProposal:
    """Propose a tool, once those that exist were looked at. Raises SayWhyExistingDoNot."""
    examined = tools_to_examine(nom=nom, purpose=purpose)
    if examined and not why.strip():
        raise SayWhyExistingDoNot
    proposal = ToolProposal.objects.create(
        nom=nom,
        purpose=purpose,
        need=need,
        why_existing_do_not=why.strip(),
        n_examined=min(len(examined), 1_000),
        by=by,
        made_at=now,
    )
    _trace("propose_tool", proposal.pk, {}, {"nom": nom}, by=by, now=now, kind="tool_proposal")
    return proposal


@transaction.atomic
def accept_tool(*, number: int, by: "User", now: datetime) -> Tool:
    """Enter a proposed tool in the register. Raises ToolUnknown, ToolDecided."""
    proposal = _decide(number, ToolState.ACCEPTED, by=by, now=now)
    values = {
        "nom": proposal.nom,
        "purpose": proposal.purpose,
        "description": proposal.need,
        "overlap": proposal.why_existing_do_not[:300],
    }
    return add_tool(values=values, by=by, now=now)


@transaction.atomic
def refuse_tool(*, number: int, reason: str, by: "User", now: datetime) -> None:
    """Say no, and why: its author reads it. Raises ToolUnknown, ToolDecided, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    _decide(number, ToolState.REFUSED, by=by, now=now, reason=reason.strip())


@transaction.atomic
def take_back_tool(*, number: int, by: "User", now: datetime) -> None:
    """Withdraw one's own proposal while nobody answered. Raises ToolUnknown, ToolDecided."""
    rows = ToolProposal.objects.filter(pk=number, by=by, state=ToolState.PROPOSED)
    if not rows.update(state=ToolState.WITHDRAWN):
        raise ToolDecided
    _trace("take_back_tool", number, {}, {}, by=by, now=now, kind="tool_proposal")


def _decide(
    number: int, state: ToolState, *, by: "User", now: datetime, reason: str = ""
) -> ToolProposal:
    """Answer a proposal that waits: of two keepers at once, the second is told."""
    proposal = get_proposal(number)
    rows = ToolProposal.objects.filter(pk=number, state=ToolState.PROPOSED)
    if not rows.update(state=state, decided_by=by, decided_at=now, reason=reason):
        raise ToolDecided
    action = "accept_tool" if state == ToolState.ACCEPTED else "refuse_tool"
    _trace(action, number, {}, {"reason": reason} if reason else {}, by=by, now=now,
           kind="tool_proposal")  # fmt: skip
    return proposal


def _trace(
    action: str,
    number: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: "User",
    now: datetime,
    kind: str = "tool",
) -> None:
    write_audit(
        action=action, by=by, now=now, before=before, after=after, subject=(kind, str(number))
    )
