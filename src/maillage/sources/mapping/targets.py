"""What a column of a producer's file may become."""

from dataclasses import dataclass

from maillage.core.standard import FIELD_BY_NAME
from maillage.core.standard.lists import ALLOWED

# Kinds of target.
FIELD, FLAG, DAY, LOCAL = "field", "flag", "day", "local"
POSITION, X, Y, ADDRESS_LINE = "position", "x", "y", "address_line"
KEEP, IGNORE = "keep", "ignore"
_ALONE = frozenset({POSITION, X, Y, ADDRESS_LINE, KEEP, IGNORE})
_DAYS = frozenset("1234567")

# Answers by yes or no, and texts, that the national standard has no column for.
ANSWERS = {
    "local_wheelchair": "Accessible en fauteuil roulant",
    "local_wifi_public": "Wifi pour le public",
    "local_childcare": "Garde d’enfants",
    "local_phone_charging": "Recharge de téléphone",
}
TEXTS = {
    "local_floor_or_door": "Étage ou porte",
    "local_ask_for": "Qui demander",
    "local_papers_to_bring": "Papiers à apporter",
    "local_waiting": "Attente",
    "local_adaptations": "Aménagements",
    "local_print_price": "Prix d’une impression",
    "local_quarter": "Quartier",
    "local_admission_rule": "Condition d’accueil",
    "local_cost_note": "Précision sur le prix",
    "local_offer_title": "Nom de l’offre",
    "local_contact_name": "Personne à demander (montrée à tout le monde)",
    "local_contact_phone": "Téléphone de cette personne (montré à tout le monde)",
    "local_languages": "Langues parlées",
    "local_partners": "Partenaires",
    "local_programme": "Programme local",
}
# How the columns that feed one field together are joined; "|" for the lists of the standard.
JOINS = {
    "adresse": " ",
    "complement_adresse": ", ",
    "presentation_resume": "\n",
    "presentation_detail": "\n",
    "horaires": " ; ",
    "telephone": " / ",
    "structure_parente": ", ",
    "nom": " ",
    "commune": " ",
}
# The answers a field that is not a list of words may get: one column only.
SINGLE = frozenset({"latitude", "longitude", "code_postal", "code_insee", "pivot", "date_maj"})


class TargetError(ValueError):
    """The code names no target; the message is French."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a column becomes.

    kind : FIELD (`name` of the standard), FLAG (yes adds `value` to the list `name`), DAY (`name`
        from "1" Monday to "7"), LOCAL (`name` of the extension), POSITION (both coordinates in one
        cell), X and Y (metres), ADDRESS_LINE (street, postcode and commune in one cell), KEEP
        (beside the place, for who keeps the base), IGNORE (left out before anything is kept)
    """

    kind: str
    name: str = ""
    value: str = ""

    @property
    def code(self) -> str:
        """The target as one word, for a form or a file."""
        return ":".join(part for part in (self.kind, self.name, self.value) if part)

    @property
    def has_vocabulary(self) -> bool:
        """Whether the words of the column must be those of a closed list."""
        return self.kind == FIELD and self.name in ALLOWED


def target_of(code: str) -> Target:
    """Return the target of a code.

    Raises
    ------
    TargetError : no target has this code.

    Examples
    --------
    >>> target_of("field:nom"), target_of("day:1").code
    (Target(kind='field', name='nom', value=''), 'day:1')
    """
    kind, _, rest = code.partition(":")
    name, _, value = rest.partition(":")
    if (
        (kind in _ALONE and not rest)
        or (kind == DAY and name in _DAYS and not value)
        or (kind == FIELD and name in FIELD_BY_NAME and name != "id" and not value)
        or (kind == LOCAL and name in ANSWERS | TEXTS and not value)
        or (kind == FLAG and value in ALLOWED.get(name, ()))
    ):
        return Target(kind, name, value)
    raise TargetError(f"« {code} » ne dit pas ce qu’une colonne devient.")


def join_of(field: str) -> str:
    """Return what stands between the columns that feed one field.

    >>> join_of("adresse"), join_of("services")
    (' ', '|')
    """
    return JOINS.get(field, "|" if FIELD_BY_NAME[field].multiple else " ")
