"""Which places should be one, against which are: what to take back and what to join.

Nothing is written here. A plan holds for whole sets of records that evidence, answers or links tie
together, so that one set planned alone says what it says in the plan of the whole base.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maillage.apps.linking.models import Answer, Verdict
from maillage.apps.linking.queries.around import LinkRow, PairRow, RecordRow
from maillage.core.matching import DEFAULT, group


@dataclass(frozen=True, slots=True)
class NewLink:
    """Two places to join, and the tie that says why (None: a third record says it)."""

    kept: int
    other: int
    tie: PairRow | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to take back, then what to join, in this order."""

    cuts: Sequence[LinkRow]
    links: Sequence[NewLink]

    @property
    def homes(self) -> set[int]:
        """Return the places that the plan touches."""
        of_cuts = {place for edge in self.cuts for place in (edge.kept, edge.other)}
        return of_cuts | {place for link in self.links for place in (link.kept, link.other)}


class Sets:
    """Disjoint sets of numbers that are merged: which are together."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def find(self, number: int) -> int:
        """Return the one that stands for the set of this number."""
        above = self._above
        root = number
        while (up := above.get(root, root)) != root:
            root = up
        while (up := above.get(number, number)) != root:
            above[number] = root
            number = up
        return root

    def join(self, one: int, other: int) -> None:
        """Merge the sets of two numbers."""
        self._above[self.find(one)] = self.find(other)


def decided_homes(nodes: Iterable[RecordRow], edges: Iterable[LinkRow]) -> Sets:
    """Return which places are together by somebody's decision.

    What is shown at one place without a link of ours was decided elsewhere: it is not ours to undo.
    """
    together, decided = Sets(), Sets()
    for edge in edges:
        together.join(edge.kept, edge.other)
        if not edge.automatic:
            decided.join(edge.kept, edge.other)
    for node in nodes:
        if together.find(node.home) != together.find(node.shown):
            together.join(node.home, node.shown)
            decided.join(node.home, node.shown)
    return decided


def make_plan(
    nodes: Sequence[RecordRow], ties: Sequence[PairRow], edges: Sequence[LinkRow]
) -> Plan:
    """Return what would make the places that are joined those that should be."""
    decided = decided_homes(nodes, edges)
    wanted = _wanted(nodes, ties, decided)
    cuts = _cuts(edges, wanted)
    cut = {edge.link for edge in cuts}
    together = Sets()
    for edge in edges:
        if edge.link not in cut:
            together.join(edge.kept, edge.other)
    for node in nodes:
        together.join(node.home, decided.find(node.home))
    return Plan(cuts, _links(nodes, ties, wanted, together))


def _wanted(nodes: Sequence[RecordRow], ties: Sequence[PairRow], decided: Sets) -> dict[int, int]:
    """Return, by place, which group it should be of (the smallest place of the group)."""
    at = {node.pk: position for position, node in enumerate(nodes)}
    ties = [tie for tie in ties if tie.left in at and tie.right in at]
    same = [(at[tie.left], at[tie.right]) for tie in ties if tie.answer == Answer.SAME]
    different = [(at[tie.left], at[tie.right]) for tie in ties if tie.answer == Answer.DIFFERENT]
    # Records of one place, and of places that people joined, stay together.
    first: dict[int, int] = {}
    for position, node in enumerate(nodes):
        fixed = decided.find(node.home)
        if fixed in first:
            same.append((first[fixed], position))
        first.setdefault(fixed, position)
    pairs = []
    for tie in ties:
        if tie.answer:
            continue
        if tie.joins:
            pairs.append((at[tie.left], at[tie.right], max(tie.probability, DEFAULT.same_from)))
        elif tie.verdict == Verdict.DIFFERENT:
            pairs.append((at[tie.left], at[tie.right], 0.0))
    # Without the records: only what was written is believed, whatever the size of what is planned.
    groups = group(len(nodes), pairs, same=same, different=different).groups
    wanted: dict[int, int] = {}
    for found in groups:
        homes = {nodes[position].home for position in found}
        wanted |= dict.fromkeys(homes, min(homes))
    return {node.home: wanted.get(node.home, node.home) for node in nodes}


def _cuts(edges: Sequence[LinkRow], wanted: Mapping[int, int]) -> list[LinkRow]:
    """Return the automatic links that nothing supports any more."""
    cuts = [
        edge
        for edge in edges
        if edge.automatic
        and edge.kept in wanted
        and edge.other in wanted
        and wanted[edge.kept] != wanted[edge.other]
    ]
    # A place of which no source speaks any more may still stand between two that are not one.
    cut = {edge.link for edge in cuts}
    together = Sets()
    for edge in edges:
        if edge.link not in cut:
            together.join(edge.kept, edge.other)
    labels: dict[int, set[int]] = defaultdict(set)
    for home, label in wanted.items():
        labels[together.find(home)].add(label)
    return cuts + [
        edge
        for edge in edges
        if edge.automatic
        and edge.link not in cut
        and len(labels[together.find(edge.kept)]) > 1
        and (edge.kept not in wanted or edge.other not in wanted)
    ]


def _links(
    nodes: Sequence[RecordRow],
    ties: Sequence[PairRow],
    wanted: Mapping[int, int],
    together: Sets,
) -> list[NewLink]:
    """Return the links to make: to the oldest place of each group, by the strongest tie."""
    homes = {node.pk: node.home for node in nodes}
    parts: dict[int, dict[int, int]] = defaultdict(dict)  # by group: part -> its oldest place
    for home in sorted(wanted):
        parts[wanted[home]].setdefault(together.find(home), home)
    apart = {label for label, found in parts.items() if len(found) > 1}
    best: dict[tuple[int, int], PairRow] = {}
    for tie in ties:
        left, right = homes.get(tie.left), homes.get(tie.right)
        if left is None or right is None or not tie.joins or wanted[left] not in apart:
            continue
        one, other = together.find(left), together.find(right)
        if one == other or wanted[left] != wanted[right]:
            continue
        key = (min(one, other), max(one, other))
        if key not in best or tie.strength > best[key].strength:
            best[key] = tie
    links = []
    for label in sorted(apart):
        found = parts[label]
        kept, *others = sorted(found.values())
        part_of = {home: part for part, home in found.items()}
        done = {part_of[kept]}
        left_over = [part_of[home] for home in others]
        # Each part is joined by the strongest tie to one that is already in.
        while left_over:
            part, why = _strongest(left_over, done, best)
            links.append(NewLink(kept, found[part], why))
            done.add(part)
            left_over.remove(part)
    return links


def _strongest(
    waiting: Sequence[int], done: set[int], best: Mapping[tuple[int, int], PairRow]
) -> tuple[int, PairRow | None]:
    found: tuple[int, PairRow] | None = None
    for part in waiting:
        for other in done:
            tie = best.get((min(part, other), max(part, other)))
            if tie is not None and (found is None or tie.strength > found[1].strength):
                found = (part, tie)
    return found if found is not None else (waiting[0], None)


__all__ = ["NewLink", "Plan", "Sets", "decided_homes", "make_plan"]
