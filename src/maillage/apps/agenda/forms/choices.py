"""Choices that several forms of the agenda offer: places, organisations, publics, languages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.forms.setup_kit import REQUIRED, SeveralField
from maillage.apps.agenda.queries.topics import TOPICS
from maillage.apps.directory.queries.access import standing
from maillage.apps.directory.queries.choosing import open_places, own_organisations
from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.core.standard import PublicSpecifique

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

PUBLICS = [(str(value), str(value)) for value in PublicSpecifique]
LANGUAGES = list(LANGUAGE_WORDS.items())


def topics_field() -> SeveralField:
    """Return the topics of an activity report that every visit has, unless its own are noted."""
    return SeveralField(
        label=_("Sujets, pour les bilans"),
        help_text=_(
            "Repris pour chaque venue, sauf si d’autres sont notés ce jour-là. Vide : rien."
        ),
        choices=list(TOPICS.items()),
    )


class PlaceField(forms.TypedChoiceField):
    """A place of the directory, those of the person first; None for none."""

    def __init__(self, *, none: Any, **options: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **options)
        self.none = none
        self.places: dict[int, Any] = {}

    def offer(self, by: "User", *, keep: Any = None) -> None:
        """Read the places that may be chosen; `keep` is the one that is there already."""
        own, others = open_places(by)
        self.places = {place.pk: place for place in (*own, *others)}
        if keep is not None:
            self.places.setdefault(keep.pk, keep)
        choices: list[Any] = [("", self.none)]
        if keep is not None and keep.pk not in {place.pk for place in (*own, *others)}:
            choices.append((keep.pk, keep.nom))
        parts = [(_("Vos lieux"), own), (_("Les autres lieux"), others)]
        choices += [
            (title, [(place.pk, _named(place)) for place in places])
            for title, places in parts
            if places
        ]
        self.choices = choices

    def place(self, number: Any) -> Any:
        """Return the place of a number that was chosen, None for none."""
        return self.places.get(number)


def _named(place: Any) -> str:
    return f"{place.nom}, {place.commune}" if place.commune else str(place.nom)


def organisation_field(by: "User", *, none: Any = None) -> forms.TypedChoiceField:
    """Return the choice of an organisation for which a person acts."""
    own = own_organisations(by)
    none = none if standing(by).steers else None
    return forms.TypedChoiceField(
        label=_("Pour quelle organisation"),
        choices=[*([("", none)] if none else []), *own],
        coerce=int,
        empty_value=None,
        required=none is None and bool(own),
        error_messages={"required": REQUIRED},
    )


def keep_choice(field: Any, organisation: Any) -> None:
    """Leave in a choice the organisation that is there already."""
    if organisation.pk not in {value for value, _words in field.choices}:
        field.choices = [*field.choices, (organisation.pk, organisation.nom)]
