"""What the base holds, in the words of the desk."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.apps.directory.queries.offer_words import EQUIPMENT_WORDS
from maillage.apps.directory.queries.words import Words
from maillage.sources.catalog import UnknownSource, get_source

BY_HAND = "saisie"
BY_PEOPLE = {
    BY_HAND: gettext_lazy("saisi à la main"),
    "confirmation": gettext_lazy("confirmé par le lieu"),
    "verification": gettext_lazy("vérifié par la ville"),
}
# How the name of a source that a person described on screen begins.
DECLARED = "fichier:"
STATES = {
    "planned": "en projet",
    "open": "ouvert",
    "moved": "déménagé",
    "closed": "fermé définitivement",
}


def source_words(source: str) -> str:
    """Return the name of a source as people know it."""
    if source in BY_PEOPLE:
        return str(BY_PEOPLE[source])
    try:
        return get_source(source).title
    except UnknownSource:
        # Described on screen: the words of its name are all that this module knows of it.
        name = source.removeprefix(DECLARED)
        return _("le fichier « %(name)s »") % {"name": name.replace("-", " ")}


def state_words(place: Any) -> str:
    """Return where a place stands, in words."""
    if place.withdrawn_at is not None:
        return _("plus nommé par sa source, non montré")
    return str(place.get_state_display())


def equipment_label(words: Words, kind: str) -> str:
    """Return what an equipment is called, from the list of words or else from ours; never a code.

    A kind that neither knows keeps its code: a person sees that its word is to be added.
    """
    label = words.term("equipment", kind)
    if label == kind and kind in EQUIPMENT_WORDS:
        one = EQUIPMENT_WORDS[kind][1]
        return one[0].upper() + one[1:]
    return label


def equipment_words(label: str, total: int | None, adapted: int | None) -> str:
    """Return "Ordinateur, dont 1 adapté"; the number stands beside."""
    if total == 0:
        return _("%(label)s : il n’y en a pas") % {"label": label}
    said = label
    if adapted:
        said += _(", dont %(n)s adapté") % {"n": adapted} + ("s" if adapted > 1 else "")
    return said


__all__ = [
    "BY_HAND",
    "STATES",
    "Words",
    "equipment_label",
    "equipment_words",
    "source_words",
    "state_words",
]
