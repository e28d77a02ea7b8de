"""IFN 2020 (first version, by IRIS): the mean of six ratios to a territory of comparison.

The published scores do not turn the income over: a richer commune looks more fragile. "published"
reproduces that, to check; "corrected" divides the threshold by the income.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np

from maillage.core.indicators.averages import average
from maillage.core.indicators.index import Index, Noted, Part, Remark, Variable, compare, noted
from maillage.core.indicators.table import SLACK, Floats, Table, check_share, divide

Mode = Literal["published", "corrected"]
INCOME = "median_income"

# Share → its part and its whole, as INSEE names them (census of 2016).
SHARES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "fammono_rate": ("C16_FAMMONO", "C16_FAM"),
        "menseul_rate": ("C16_MENPSEUL", "C16_MEN"),
        "pop1529_rate": ("P16_POP1529", "P16_POP"),
        "older_65_rate": ("P16_POP65P", "P16_POP"),
        "nscol15p_rate": ("P16_NSCOL15P_DIPLMIN", "P16_NSCOL15P"),
    }
)
AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "acces_information": ("fammono_rate", "menseul_rate"),
        "acces_interfaces": (INCOME,),
        "competences_administratives": ("pop1529_rate",),
        "competences_scolaires": ("older_65_rate", "nscol15p_rate"),
    }
)
GLOBALS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "global_acces": (*AXES["acces_information"], *AXES["acces_interfaces"]),
        "global_competences": (
            *AXES["competences_administratives"],
            *AXES["competences_scolaires"],
        ),
    }
)
VARIABLES = (*GLOBALS["global_acces"], *GLOBALS["global_competences"])


def shares_2020(counts: Table) -> dict[str, Floats]:
    """Return the five shares of the index from counts of the census, each of shape (n,).

    NaN where the whole is 0 or missing.

    Raises
    ------
    ValueError
        A count is not there, or a part is larger than its whole.
    """
    found = {}
    for name, (part, whole) in SHARES.items():
        found[name] = divide(name, counts.column(part), counts.column(whole))
        if (found[name] > 1 + SLACK).any():
            raise ValueError(f"{part} is larger than {whole}")
    return found


def ifn_2020(table: Table, *, against: str, mode: Mode = "corrected", needs: float = 1.0) -> Index:
    """Return the index of 2020, base 100 = the territory of comparison.

    Parameters
    ----------
    table
        The five shares (0 to 1) and `median_income` (euros, of the commune, as published), by the
        names of `VARIABLES`; its reference `against` holds the same for each territory.
    against
        The territory of comparison: "departement", "epci", "region", or any other of the table.
    mode
        "published" keeps the direction error of the income, to check published files only.
    needs
        Share of the variables that must be known, as in `averages.average`.

    Returns
    -------
    Index
        Scores are ratios; four axes, two globals, and the total, mean of the six.

    Raises
    ------
    ValueError
        A variable or the reference is not there, a share is not one, an income is negative.

    References
    ----------
    La Mednum, IFN 2020, file by IRIS; formula read off the complete table of Arras.
    """
    if mode not in get_args(Mode):
        raise ValueError(f"no such mode: {mode}")
    scores: dict[str, Floats] = {}
    remarks: list[Noted] = []
    for name in VARIABLES:
        values, limit = table.column(name), table.reference(against, name)
        if name != INCOME:
            check_share(name, values)
        elif (values < 0).any() or (limit < 0).any():
            raise ValueError(f"{name} is in euros, 0 or more: one is negative")
        turned = name == INCOME and mode == "corrected"
        above, under = (limit, values) if turned else (values, limit)
        # Turned over, a reference of 0 would say that nobody is fragile.
        ratio = 100 * divide(name, above, under)
        scores[name] = np.where(np.equal(limit, 0), np.nan, ratio)
        nothing = np.equal(under, 0) | np.equal(limit, 0)
        remarks += noted(Remark.NO_DENOMINATOR, name, table.codes, nothing)
    parts, total = from_ratios(scores, needs=needs)
    return Index(
        method="ifn_2020",
        version=f"IFN 2020 {mode}",
        settings={"mode": mode, "against": against, "needs": f"{needs:g}"},
        codes=table.codes,
        variables=tuple(
            Variable(
                n,
                table.column(n),
                scores[n],
                compare(table, n, table.column(n), is_share=n != INCOME),
            )
            for n in VARIABLES
        ),
        parts=parts,
        total=total,
        remarks=tuple(remarks),
    )


def from_ratios(
    ratios: Mapping[str, Floats], *, needs: float = 1.0
) -> tuple[tuple[Part, ...], Floats]:
    """Return the four axes and two globals, then the total, from the six ratios."""
    parts = tuple(
        Part(part, names, average([ratios[name] for name in names], needs=needs))
        for part, names in {**AXES, **GLOBALS}.items()
    )
    return parts, average([ratios[name] for name in VARIABLES], needs=needs)
