"""Questions that a producer answers by yes or no, and often by more than that."""

import re

from maillage.core.standard.problems import quote
from maillage.core.standard.values import fold
from maillage.sources.platforms.draft import Draft

_NOTHING = re.compile(r"[-–—?.\s]*")
_YES, _NO = frozenset({"oui", "x", "vrai", "1"}), frozenset({"non", "faux", "0"})


def says_yes(draft: Draft, column: str) -> bool | None:
    """Return what the first word answers; None for no answer, or one that is not understood.

    What comes after the word ("Oui, sur rendez-vous") is kept apart, whole. An answer that begins
    otherwise is kept apart too, and is a warning.
    """
    text = draft.text(column)
    if _NOTHING.fullmatch(text):
        return None
    first, *rest = fold(text).split() or [""]
    if first not in _YES | _NO:
        draft.keep(column)
        draft.warn(
            "answer_unknown",
            column,
            text,
            f"{quote(text)} ne répond ni oui ni non à la question {quote(column)} : la réponse "
            "est gardée à part.",
            "Commencez la réponse par oui ou par non.",
        )
        return None
    if rest:
        draft.keep(column)
    return first in _YES
