"""Which column of a file is the code, the name, the kind: guessed from what open data writes."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from maillage.apps.territories.models import ZoneKind
from maillage.apps.territories.queries.priority import generation_of

# In this order: a file of IRIS also names their commune, a file of communes its EPCI.
NAMES = (
    "nom", "name", "nom_iris", "libiris", "lib_iris", "nom_qp", "lib_qp", "nom_du_qpv",
    "nom_quartier", "quartier", "libelle", "nom_epci", "libepci", "nom_officiel",
    "nom_commune", "nom_com", "lib_com", "libgeo",
)  # fmt: skip
CODES = {
    "code": "", "code_iris": "iris", "dcomiris": "iris", "depcomiris": "iris", "code_qp": "qpv",
    "codeqp": "qpv", "code_qpv": "qpv", "code_insee": "commune", "insee_com": "commune",
    "idinsee": "commune", "insee": "commune", "code_com": "commune", "code_commune": "commune",
    "depcom": "commune", "codgeo": "commune", "code_siren": "epci", "code_epci": "epci",
    "siren_epci": "epci", "siren": "epci", "idinspire": "cell", "id_inspire": "cell",
    "idcar_200m": "cell", "id": "",
}  # fmt: skip
COMMUNES = ("code_commune", "code_insee", "insee_com", "codgeo", "depcom", "code_com", "insee")
COMMUNE_NAMES = ("nom_commune", "commune_qp", "commune", "nom_com", "lib_com")
INTERCOMMUNALITIES = ("siren_epci", "code_epci", "epci")
_CELL = re.compile(r"^(CRS3035RES\d+m)?N\d+E\d+$|^\d+mN\d+E\d+$")
_INSEE = re.compile(r"^(\d{5}|2[AB]\d{3})$")


def plain(name: str) -> str:
    """Return the name of a column as it is compared.

    >>> plain("Nom du QPV"), plain("idInsee")
    ('nom_du_qpv', 'idinsee')
    """
    letters = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in letters if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


class Columns:
    """The values of one row, found by what their columns usually are called."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self._values = {plain(str(name)): value for name, value in properties.items()}

    def first(self, names: Iterable[str]) -> tuple[str, str]:
        """Return (column, text) of the first of these columns that says something, ("", "")."""
        for name in names:
            words = text(self._values.get(name))
            if words:
                return name, words
        return "", ""


def text(value: Any) -> str:
    """Return a value as words: 59512.0 is "59512"."""
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def kind_of(column: str, code: str, layer: str = "") -> str:
    """Return the kind of territory that a column or the shape of a code tells, "" when neither.

    `layer` is the name of the layer or of the file: "communes-2024" with five digits is enough.
    """
    if generation_of(code) is not None:
        return ZoneKind.PRIORITY
    if _CELL.match(code):
        return ZoneKind.CELL
    known = CODES.get(column, "")
    if not known and "commune" in layer.lower() and _INSEE.match(code):
        return ZoneKind.COMMUNE
    return known


def commune_code(columns: Columns) -> str:
    """Return the INSEE code of the commune in which a row lies, the first when there are more."""
    _, said = columns.first(COMMUNES)
    first = re.split(r"[,;|\s]+", said)[0]
    return first if _INSEE.match(first) else ""
