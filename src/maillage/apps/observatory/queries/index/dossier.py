"""The index as a dossier prints it: sentences, then zones with components, total and interval."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.index.columns import Column
from maillage.apps.observatory.queries.index.computing import (
    FragilityIndex,
    IndexLine,
    fragility_index,
)
from maillage.apps.observatory.queries.index.words import (
    firmness,
    lead,
    missing_words,
    rank_words,
    signed,
    stamp,
    surrounding_names,
    total_words,
    value_of_column,
)
from maillage.sources.figures import known_indices

# Paper is narrow: territory, components, total, rank.
MOST_COLUMNS = 8
MOST_LINES = 40


def index_for_dossier(kind: str, today: date) -> dict[str, Any] | None:
    """Return the local index of the zones of a kind in words; None when it has no total.

    Keys: title, sentences, columns, lines, reading.
    """
    found = fragility_index(known_indices()["local"], kind, today=today)
    if found is None or not found.ranked:
        return None
    shown = found.counted[: MOST_COLUMNS - 3]
    sentences = [lead(found), *missing_words(found)[:1], *firmness(found)]
    left = len(found.lines) - MOST_LINES
    if left > 0:
        sentences.append(
            ngettext(
                "Le territoire suivant est dans le site.",
                "Les %(n)s territoires suivants sont dans le site.",
                left,
            )
            % {"n": left}
        )
    return {
        "title": stamp(found),
        "sentences": sentences,
        "columns": [
            _("Territoire"), *(column.nom for column in shown), _("Total"), _("Rang, et intervalle")
        ],
        "lines": [_line(found, line, shown) for line in found.lines[:MOST_LINES]],
        "reading": " ".join(
            [
                found.text.sentence,
                _("Entre parenthèses, l’écart avec l’unité urbaine qui l’entoure ; quand son "
                  "chiffre n’est pas connu, avec l’intercommunalité. Le rang 1 a le total le plus "
                  "grand."),
                *surrounding_names(found),
                found.text.caveat,
            ]
        ),
    }  # fmt: skip


def _line(found: FragilityIndex, line: IndexLine, shown: list[Column]) -> list[str]:
    return [
        line.zone.nom,
        *(_component(column, line) for column in shown),
        total_words(found, line),
        rank_words(line.ranks, line.place),
    ]


def _component(column: Column, line: IndexLine) -> str:
    value = column.here.get(line.zone.id)
    words = value_of_column(column, value)
    rows = [line.above[kind] for kind in ("uu", "epci") if kind in line.above]
    known = [column.above[row.id] for row in rows if row.id in column.above]
    wide = next((one for one in known if one.value is not None), None)
    if value is None or value.value is None or wide is None or wide.value is None:
        return words
    gap = value.value - wide.value
    return f"{words} ({signed(gap, column.unit)})"
