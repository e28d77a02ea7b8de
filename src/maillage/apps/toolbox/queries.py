"""Reads of the register of tools, and who may do what in it."""

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries import may_keep_base, may_read_professional
from maillage.apps.directory.queries.access import KEEPERS, has_role, holders_among
from maillage.apps.territories.queries import folded
from maillage.apps.toolbox.errors import ToolUnknown
from maillage.apps.toolbox.models import Purpose, Tool, ToolProposal, ToolState

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

PURPOSES: list[tuple[str, Any]] = list(Purpose.choices)
# Words of a name that tell nothing of what a tool is.
COMMON = {
    "outil",
    "site",
    "application",
    "plateforme",
    "ville",
    "numerique",
    "de",
    "la",
    "le",
    "du",
}


def tools(*, text: str = "", purpose: str = "", retired: bool = False) -> list[Tool]:
    """Return the tools in use (or the retired ones), by purpose then name. One query."""
    rows = Tool.objects.filter(retired_on__isnull=not retired)
    if purpose:
        rows = rows.filter(purpose=purpose)
    words = folded(text).split()
    return [
        tool
        for tool in rows.order_by("purpose", "nom", "pk")
        if all(word in folded(f"{tool.nom} {tool.owner} {tool.description}") for word in words)
    ]


def n_by_purpose() -> Counter[str]:
    """Return how many tools in use each purpose has."""
    return Counter(Tool.objects.filter(retired_on=None).values_list("purpose", flat=True))


def tools_to_examine(*, nom: str, purpose: str) -> list[Tool]:
    """Return what already exists: the tools of this purpose, then those that share a word."""
    words = set(folded(nom).split()) - COMMON
    same, near = [], []
    for tool in tools():
        if tool.purpose == purpose:
            same.append(tool)
        elif words & set(folded(f"{tool.nom} {tool.description}").split()):
            near.append(tool)
    return same + near


def get_tool(number: int) -> Tool:
    """Return one tool. Raises ToolUnknown."""
    tool = Tool.objects.filter(pk=number).first()
    if tool is None:
        raise ToolUnknown
    return tool


def get_proposal(number: int) -> ToolProposal:
    """Return one proposal. Raises ToolUnknown."""
    rows = ToolProposal.objects.select_related("by", "decided_by")
    proposal = rows.filter(pk=number).first()
    if proposal is None:
        raise ToolUnknown
    return proposal


def waiting() -> list[ToolProposal]:
    """Return the proposals that wait for an answer, the oldest first."""
    rows = ToolProposal.objects.filter(state=ToolState.PROPOSED).select_related("by")
    return list(rows.order_by("made_at", "pk"))


def n_waiting() -> int:
    """Return how many proposals wait for an answer."""
    return ToolProposal.objects.filter(state=ToolState.PROPOSED).count()


def keepers_among(people: Collection[int | str]) -> list[int]:
    """Return those of these people who answer proposals. One query."""
    return holders_among(people, KEEPERS)


def proposals_of(person: "User") -> list[ToolProposal]:
    """Return what a person proposed, the newest first."""
    return list(ToolProposal.objects.filter(by=person.pk).order_by("-made_at", "-pk"))


# ---------------------------------------------------------------- checks


def may_read_tools(by: "User", **words: Any) -> None:
    """Any professional."""
    may_read_professional(by)


def may_read_tool(by: "User", *, number: int, **words: Any) -> None:
    """Any professional, on a tool of the register."""
    may_read_professional(by)
    get_tool(number)


def may_keep_tools(by: "User", **words: Any) -> None:
    """Those who publish."""
    may_keep_base(by)


def may_keep_tool(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a tool of the register."""
    may_keep_base(by)
    get_tool(number)


def may_decide_tool(by: "User", *, number: int, **words: Any) -> None:
    """Those who publish, on a proposal of a tool."""
    has_role(by, KEEPERS)
    get_proposal(number)


def may_take_back_tool(by: "User", *, number: int, **words: Any) -> None:
    """Its author, and nobody else; for the others it does not exist."""
    may_read_professional(by)
    if get_proposal(number).by_id != by.pk:
        raise ToolUnknown
