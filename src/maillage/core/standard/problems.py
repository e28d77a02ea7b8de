"""How a fault of one cell is worded, before the row gives it its line and its record."""

from typing import NamedTuple

from maillage.core.standard.record import Severity

SHORT = 80
# Far above the longest real presentation (about 5 000 characters); also what keeps a file
# without line breaks from travelling whole into the base.
MAX_TEXT = 100_000
# For a code, an address, a number, or a cell of a closed list (all values together: under 800).
MAX_SHORT = 5_000


class Problem(NamedTuple):
    """A fault without its line: what is wrong with one value of one field."""

    field: str
    value: str
    rule: str
    message: str
    repair: str
    severity: Severity = "error"


def shorten(text: str, length: int = SHORT) -> str:
    """Return the text on one line, cut with an ellipsis when it is long."""
    # Cut first: the text may be millions of characters long.
    line = " ".join(text[: length * 4].split())
    if len(line) > length or len(text) > length * 4:
        return line[:length].rstrip() + "…"
    return line


def quote(text: str) -> str:
    """Return the text between French quotation marks, shortened.

    Examples
    --------
    >>> quote("Gratuit")
    '«\\xa0Gratuit\\xa0»'
    """
    return f"« {shorten(text)} »"


def value_unknown(field: str, value: str, near: str | None) -> Problem:
    """A value that is not in the closed list; it is left out of the record."""
    guess = f" Vouliez-vous dire {quote(near)} ?" if near else ""
    return Problem(
        field,
        value,
        "value_unknown",
        f"{quote(value)} n’est pas dans la liste de {field} : cette valeur est laissée de côté.",
        f"Choisissez une valeur de la liste du standard.{guess}",
    )


def value_spelling(field: str, value: str, read_as: str) -> Problem:
    """A value of the list in another spelling; it is read all the same."""
    return Problem(
        field,
        value,
        "value_spelling",
        f"{quote(value)} est écrit autrement que dans la liste : lu comme {quote(read_as)}.",
        f"Écrivez exactement {quote(read_as)}.",
    )


def version_mixed(field: str, value: str, read_as: tuple[str, ...]) -> Problem:
    """A value of another version of the standard; it is translated."""
    became = ", ".join(quote(item) for item in read_as) or "rien d’équivalent, gardé à part"
    return Problem(
        field,
        value,
        "version_mixed",
        f"{quote(value)} est une valeur d’une autre version du standard : lu comme {became}.",
        "Écrivez tout le fichier dans la même version du standard, de préférence la 1.0.",
    )


def separator_wrong(field: str, value: str, expected: str) -> Problem:
    """A list cut by another sign than the one of its version; it is read all the same."""
    return Problem(
        field,
        value,
        "separator_wrong",
        f"Les valeurs de {field} ne sont pas séparées par {quote(expected)} ; elles sont lues "
        "quand même.",
        f"Séparez les valeurs par {quote(expected)}, sans espace autour.",
    )


def value_too_long(field: str, value: str, limit: int) -> Problem:
    """A value that is too long to be what its field says; it is left out of the record."""
    return Problem(
        field,
        value,
        "value_too_long",
        f"{field} compte {len(value)} caractères, plus que les {limit} admis : la valeur est "
        "laissée de côté.",
        "Vérifiez qu’il ne manque ni guillemet ni retour à la ligne, puis raccourcissez.",
    )


def required_missing(field: str, *, refused: bool) -> Problem:
    """A required field that is empty; the row may be refused for it."""
    so = "la ligne est refusée" if refused else "la ligne est gardée, à compléter"
    return Problem(
        field,
        "",
        "required_missing",
        f"{field} est obligatoire et vide : {so}.",
        f"Remplissez la colonne {field}.",
    )
