"""What pages of the desk share here: addresses, choices, the name of a source."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries.asking import owners_of_places, sources_of_places
from maillage.apps.directory.queries.people import person_words, team
from maillage.apps.territories.queries import zones_in_force
from maillage.sources.catalog import UnknownSource, get_source

if TYPE_CHECKING:
    pass

form_page = require_http_methods(["GET", "HEAD", "POST"])
# A form that says nothing of what it asks changes nothing.
UNKNOWN_PRESS = gettext_lazy("Rien n’est changé : nous n’avons pas su quel bouton était pressé.")
# What people typed or said, under the names the base gives to it.
BY_PEOPLE = {
    "saisie": gettext_lazy("ce qui est saisi à la main"),
    "confirmation": gettext_lazy("ce que les lieux ont confirmé"),
    "verification": gettext_lazy("ce que la ville a vérifié"),
}


def address(route: str, *args: Any, **query: Any) -> str:
    """Return the address of a page of this module, without what is empty."""
    said = {name: value for name, value in query.items() if value not in (None, "")}
    url = reverse(f"freshness:{route}", args=args)
    return f"{url}?{urlencode(said)}" if said else url


def number_in(text: str) -> int | None:
    """Return a number of an address, None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None


def quarters(today: date) -> list[tuple[int, str]]:
    """Return the quarters of the territory, as choices."""
    rows = zones_in_force("quarter", today=today).defer("geometry").order_by("nom")
    return [(zone.pk, zone.nom) for zone in rows]


def owners() -> list[tuple[int, str]]:
    """Return those who keep a place, as choices."""
    return [(number, name or _("une personne de l’équipe")) for number, name in owners_of_places()]


def colleagues() -> list[tuple[int, str]]:
    """Return those to whom a place may be given: people who have a role, as choices."""
    return [(m.person.pk, person_words(m.person)) for m in team() if m.roles]


def sources() -> list[tuple[str, str]]:
    """Return the sources that speak of places, as choices."""
    return sorted(
        ((source, source_title(source)) for source in sources_of_places()), key=lambda s: s[1]
    )


def source_title(source: str) -> str:
    """Return what a source is called; a source described on screen by the words of its name."""
    if source in BY_PEOPLE:
        return str(BY_PEOPLE[source])
    try:
        return get_source(source).title
    except UnknownSource:
        return source.partition(":")[2].replace("-", " ") or source


def chosen(choices: Sequence[tuple[Any, str]], value: Any) -> str:
    """Return the words of a choice, "" when it is none of them."""
    return next((words for key, words in choices if key == value), "")
