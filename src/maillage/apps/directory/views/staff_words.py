"""What the base holds, in the words of the desk."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.directory.queries import all_terms
from maillage.apps.directory.queries.labels import ANSWERS, LEVELS
from maillage.apps.directory.views.cards import LANGUAGE_WORDS
from maillage.core.standard import TYPOLOGIES
from maillage.sources.catalog import all_sources
from maillage.web.words import date_words, telephone

BY_HAND = "saisie"
PHONES = {"telephone", "contact_telephone"}
STATES = {
    "planned": "en projet",
    "open": "ouvert",
    "moved": "déménagé",
    "closed": "fermé définitivement",
}


def source_words(source: str) -> str:
    """Return the name of a source as people know it."""
    if source == BY_HAND:
        return _("saisi à la main")
    known = all_sources().get(source)
    return known.title if known else source


def state_words(place: Any) -> str:
    """Return where a place stands, in words."""
    if place.withdrawn_at is not None:
        return _("plus nommé par sa source, non montré")
    return str(place.get_state_display())


class Words:
    """Values in words, with the controlled lists read once."""

    def __init__(self) -> None:
        self._terms = all_terms()

    def term(self, vocabulary: str, code: str) -> str:
        """Return the label of a code of a controlled list; the code itself when it has none."""
        found = self._terms.get((vocabulary, code))
        return found.label if found else code

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
        lists = {"kinds": "kind", "uses": "use", "themes": "theme", "kind": "equipment"}
        if name in lists:
            return self.term(lists[name], item)
        tables: dict[str, Mapping[str, Any]] = {
            "languages": LANGUAGE_WORDS,
            "typologie": TYPOLOGIES,
            "levels": LEVELS,
        }
        return str(tables.get(name, {}).get(item, item))


def equipment_words(label: str, total: int | None, adapted: int | None) -> str:
    """Return "Ordinateur, dont 1 adapté"; the number stands beside."""
    if total == 0:
        return _("%(label)s : il n’y en a pas") % {"label": label}
    said = label
    if adapted:
        said += _(", dont %(n)s adapté") % {"n": adapted} + ("s" if adapted > 1 else "")
    return said
