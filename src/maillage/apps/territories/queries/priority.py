"""The two generations of priority neighbourhoods: which one a code is of, and its years."""

import re
from dataclasses import dataclass
from datetime import date

# Décrets nos 2014-1750 and 2014-1751 of 30 December 2014: in force on 1 January 2015.
# Décret no 2023-1314 of 28 December 2023, for mainland France: on 1 January 2024.
# Décret no 2024-1212 of 27 December 2024, overseas: on 1 January 2025.
_FIRST = date(2015, 1, 1)
_SECOND = {True: date(2024, 1, 1), False: date(2025, 1, 1)}
_FIRST_ENDS = {True: date(2023, 12, 31), False: date(2024, 12, 31)}

# "QP059001": department on three characters, then a number. "QN05901M": the second generation.
_CODE = re.compile(r"^Q([PN])(0[0-9][0-9AB]|9[78][0-9])[0-9]{2}[0-9A-Z]$")


@dataclass(frozen=True, slots=True)
class Generation:
    """The list of neighbourhoods to which a code belongs, and the days for which it holds."""

    year: int
    valid_from: date
    valid_to: date | None
    department: str


def generation_of(code: str) -> Generation | None:
    """Return the generation of a code of priority neighbourhood, None for another code.

    >>> generation_of("QP059001").year, generation_of("QN05901M").year, generation_of("Le Pile")
    (2015, 2024, None)
    >>> generation_of("QN97101I").valid_from.year
    2025
    """
    match = _CODE.match(code.strip().upper())
    if match is None:
        return None
    letter, place = match.groups()
    mainland = place[0] == "0"
    department = place.removeprefix("0") if mainland else place
    if letter == "P":
        return Generation(2015, _FIRST, _FIRST_ENDS[mainland], department)
    return Generation(2024 if mainland else 2025, _SECOND[mainland], None, department)
