"""Chosen corrections on every text of a received row, before its words are looked up."""

from collections.abc import Collection, Mapping, Sequence

from maillage.core.harmonise.log import Log
from maillage.core.harmonise.registry import corrections


def mend(
    values: Mapping[str, object],
    log: Log,
    codes: Sequence[str],
    *,
    only: Collection[str] | None = None,
) -> dict[str, object]:
    """Return the row with the named corrections applied in that order, and counted.

    A table of words is of no use on "BibliothÃ¨que" or "<b>Gratuit</b>": what a producer damages
    everywhere is put right everywhere, whatever the columns are called. The input is not changed.

    Parameters
    ----------
    codes : of corrections that look at one value
    only : the columns to look at, every one when None

    Raises
    ------
    KeyError : a code is not that of a correction of one value, which is a mistake of the source.

    Examples
    --------
    >>> log = Log()
    >>> mend({"Tarif": "<b>Gratuit</b>", "n": 3}, log, ("html_removed",))
    {'Tarif': 'Gratuit', 'n': 3}
    >>> dict(log.counts)
    {('html_removed', 'Tarif'): 1}
    """
    known = corrections()
    fixes = []
    for code in codes:
        fix = known[code].fix_value
        if fix is None:
            raise KeyError(code)
        fixes.append((code, fix))
    mended = dict(values)
    for column, value in values.items():
        if not isinstance(value, str) or not value or (only is not None and column not in only):
            continue
        for code, fix in fixes:
            after = fix(value)
            if after != value:
                log.changed(code, column, value, after)
                value = after
        mended[column] = value
    return mended
