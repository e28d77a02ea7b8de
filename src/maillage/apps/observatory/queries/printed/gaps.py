"""What lacks, in words: holes in sentences, one grid, and what structures lack themselves."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.dossier import Dossier
from maillage.apps.observatory.queries.gaps import Cover, GapRow
from maillage.apps.observatory.queries.hole_words import COVER_WORDS, cut_words, holes_words
from maillage.apps.observatory.queries.holes import holes
from maillage.apps.observatory.queries.printed.needs import MOST_LINES
from maillage.apps.observatory.queries.wording import plain_number
from maillage.core.access import Travel, Way

MOST_HOLES = 14


def zones_by_need(rows: Sequence[GapRow], cover: Cover) -> list[tuple[str, list[GapRow]]]:
    """Return the needs and the zones where they have this cover, those of most people first."""
    found: dict[str, list[GapRow]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.cover is cover:
                found.setdefault(cell.need.label, []).append(row)
    return sorted(found.items(), key=lambda pair: (-sum(r.people for r in pair[1]), pair[0]))


def gaps_words(found: Dossier) -> dict[str, Any]:
    """Return the fourth part: what lacks, what structures need, what the town holds for true."""
    blank: dict[str, Any] = {"sentences": [], "holes": [], "table": {}, "reading": ""}
    structures = [
        {"nom": one.organisation.nom, "kind": one.get_kind_display(), "text": one.text}
        for one in found.structure_needs
    ]
    findings = [
        {"text": one.text, "evidence": "; ".join(str(e.get("words", "")) for e in one.evidence)}
        for one in found.findings
    ]
    if found.gaps is None:
        return {**blank, "structures": structures, "findings": findings}
    said = [_counted(found.gaps.rows)]
    if found.gaps.n_without_position:
        said.append(
            ngettext(
                "%(n)s lieu sans position n’a pas pu être compté.",
                "%(n)s lieux sans position n’ont pas pu être comptés.",
                found.gaps.n_without_position,
            )
            % {"n": found.gaps.n_without_position}
        )
    said += cut_words(found.gaps.cut)
    sentences = holes_words(holes(found.gaps), found.gaps)
    return {
        "sentences": said,
        "holes": sentences[:MOST_HOLES],
        "table": _gap_table(found),
        "reading": _("« Couvert » : au moins la moitié des habitants peuvent aller à pied, en "
                     "%(minutes)s minutes d’un pas tranquille, à un lieu qui le propose. « Pour "
                     "certains » : moins de la moitié. « On ne sait pas » : un lieu proche ne dit "
                     "pas s’il le fait. %(distances)s")
        % {"minutes": found.gaps.minutes, "distances": _distances(found.gaps.travel)},
        "structures": structures,
        "findings": findings,
    }  # fmt: skip


def _counted(rows: Sequence[GapRow]) -> str:
    counts = Counter(cell.cover for row in rows for cell in row.cells)
    n, gap, covered = counts.total(), counts[Cover.GAP], counts[Cover.COVERED]
    return _("Sur %(all)s d’un territoire et d’un besoin : %(gap)s, %(some)s pour certains "
             "habitants seulement, %(covered)s, %(unknown)s dont on ne sait rien, faute de "
             "description.") % {
        "all": ngettext("%(n)s croisement", "%(n)s croisements", n) % {"n": plain_number(n)},
        "gap": ngettext("%(n)s manque", "%(n)s manques", gap) % {"n": plain_number(gap)},
        "some": plain_number(counts[Cover.SOME]),
        "covered": ngettext("%(n)s couvert", "%(n)s couverts", covered)
        % {"n": plain_number(covered)},
        "unknown": plain_number(counts[Cover.UNKNOWN]),
    }  # fmt: skip


def _distances(travel: Travel) -> str:
    """Return how far is counted: by the streets where they are known."""
    pct = {"detour": plain_number(100 * (travel.detour - 1))}
    if travel.way is Way.STREETS:
        return _("Les distances suivent les rues.")
    if travel.way is Way.MIXED:
        return _("Les distances suivent les rues ; loin de toute rue connue, elles sont à vol "
                 "d’oiseau, allongées de %(detour)s %%.") % pct  # fmt: skip
    return _("Les distances sont à vol d’oiseau, allongées de %(detour)s %%.") % pct


def _gap_table(found: Dossier) -> dict[str, Any]:
    """Return the matrix: a letter in each cell, that the legend says in words."""
    assert found.gaps is not None
    rows = sorted(found.gaps.rows, key=lambda row: -row.people)[:MOST_LINES]
    return {
        "columns": [need.label for need in found.gaps.needs],
        "lines": [
            {"nom": row.zone.nom, "cells": [cell.cover.value for cell in row.cells]} for row in rows
        ],
        "words": {cover.value: str(words) for cover, words in COVER_WORDS.items()},
    }
