"""An address that says again the postcode and the commune, which have their own columns."""

import re
from collections.abc import Mapping

from maillage.core.harmonise.registry import row_correction
from maillage.core.standard.values import fold

# "12 rue du Pont - 59999 CLAIRMAILLE", "..., 98 870 Bourail, Nouvelle-Calédonie".
_TAIL = re.compile(
    r"[\s,;(–-]*\b(\d{2}\s?\d{3})[\s,-]+([^\W\d][^\d]*?)"
    r"(?:[\s,-]+(?:France|Nouvelle[- ]Calédonie|New Caledonia))?[\s.)]*$",
    re.IGNORECASE,
)


@row_correction(
    code="town_in_address",
    fields=("adresse",),
    why="L’adresse répétait le code postal et la commune, qui ont leur colonne.",
)
def town_out_of_address(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the address without the postcode and the commune of the same row at its end.

    Both must be those of the row, or nothing is taken away; an address that is nothing else stays.

    >>> row = {"code_postal": "59999", "commune": "Clairmaille"}
    >>> town_out_of_address({"adresse": "12 rue du Pont - 59 999 CLAIRMAILLE", **row})
    {'adresse': '12 rue du Pont'}
    >>> town_out_of_address({"adresse": "12 route de Clairmaille 59999 Clairval", **row})
    {}
    >>> town_out_of_address({"adresse": "12 rue du Pont 59000 Clairmaille (59999)", **row})
    {}
    >>> town_out_of_address({"adresse": "999 rue du Pont 59000 Clairmaille", **row})
    {}
    """
    address, postcode, commune = (values.get(k) for k in ("adresse", "code_postal", "commune"))
    if not (isinstance(address, str) and isinstance(postcode, str) and isinstance(commune, str)):
        return {}
    if not postcode or postcode[-3:] not in address or len(address) > 500:
        return {}
    found = _TAIL.search(address)
    if found is None or re.sub(r"\s", "", found[1]) != postcode or fold(found[2]) != fold(commune):
        return {}
    street = address[: found.start()]
    return {"adresse": street} if any(map(str.isalpha, street)) else {}
