"""An address written on one line, cut into what the standard keeps apart."""

import re
from typing import NamedTuple


class PostalAddress(NamedTuple):
    """What one line of address says; "" for what it does not."""

    adresse: str
    code_postal: str
    commune: str


# Five digits, then letters to the end: in "CS 70407, 20705 X" the first number is a box.
_END = re.compile(r"(?<!CS )(?<!BP )(?<!CS)(?<!BP)\b(\d{5})\b[\s,-]*([^\W\d_][^\d,;]*)$")
_CEDEX = re.compile(r"\s+cedex(?:\s+\d{1,2})?\s*$", re.IGNORECASE)


def split_address(text: str) -> PostalAddress:
    """Return the street, the postcode and the commune of "street postcode COMMUNE".

    "Cedex" is a sorting office, not a commune: it is left out. Without a postcode followed by a
    name, everything is the street: a commune is not guessed.

    Examples
    --------
    >>> split_address("12, rue du Pont 59999 CLAIRMAILLE")
    PostalAddress(adresse='12, rue du Pont', code_postal='59999', commune='CLAIRMAILLE')
    >>> split_address("Bât. A - CS 30027 - 59998 CLAIRMAILLE CEDEX 01").commune
    'CLAIRMAILLE'
    >>> split_address("Hameau de la Navette")
    PostalAddress(adresse='Hameau de la Navette', code_postal='', commune='')
    """
    line = " ".join(text.split())
    found = _END.search(_CEDEX.sub("", line))
    if found is None:
        return PostalAddress(line, "", "")
    street = line[: found.start()].strip(" ,;–-")
    # Typed twice: "20221 20221 CERVIONE".
    street = re.sub(rf"\s*\b{found[1]}$", "", street).strip(" ,;–-")
    return PostalAddress(street, found[1], found[2].strip(" -"))
