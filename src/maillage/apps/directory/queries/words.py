"""What the base holds, in words: the same in pages, proposals and histories."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from maillage.apps.directory.models import Mode, Regime, Where
from maillage.apps.directory.queries.labels import (
    ANSWERS,
    INTENSITY_WORDS,
    LANGUAGE_WORDS,
    LEVELS,
)
from maillage.apps.directory.queries.places import all_terms
from maillage.core.standard import TYPOLOGIES
from maillage.web.words import date_words, telephone

PHONES = {"telephone", "contact_telephone"}


class Words:
    """Values in words, with the controlled lists read once."""

    def __init__(self) -> None:
        self._terms = all_terms()

    def term(self, vocabulary: str, code: str) -> str:
        """Return the label of a code of a controlled list; the code itself when it has none."""
        found = self._terms.get((vocabulary, code))
        return found.label if found else code

    def icon(self, vocabulary: str, code: str) -> str:
        """Return the name of the drawing of a code; that of help when it has none."""
        found = self._terms.get((vocabulary, code))
        return (found.icon if found else "") or "support"

    def of(self, name: str, value: Any) -> str:
        """Return a value in words, "" when nobody said anything."""
        if value in ("", None, []):
            return ""
        if isinstance(value, bool):
            return str(ANSWERS[value])
        if isinstance(value, list):
            return ", ".join(self._item(name, item) for item in value)
        if isinstance(value, date):
            return date_words(value)
        return telephone(value) if name in PHONES else self._item(name, value)

    def _item(self, name: str, item: Any) -> str:
        lists = {
            "kinds": "kind",
            "uses": "use",
            "themes": "theme",
            "kind": "equipment",
            "adaptations": "adaptation",
        }
        if name in lists:
            return self.term(lists[name], item)
        tables: dict[str, Mapping[str, Any]] = {
            "languages": LANGUAGE_WORDS,
            "typologie": TYPOLOGIES,
            "levels": LEVELS,
            "intensity_step": INTENSITY_WORDS,
            "where": dict(Where.choices),
            "mode": dict(Mode.choices),
            "regime": dict(Regime.choices),
        }
        return str(tables.get(name, {}).get(item, item))
