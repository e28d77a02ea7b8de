"""All the corrections, in order, on one row."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from types import ModuleType

from maillage.core.harmonise import (
    accents,
    capitals,
    codes,
    contact,
    hours,
    position,
    repeated,
    slips,
    text,
)
from maillage.core.harmonise.log import Log
from maillage.core.harmonise.registry import ANY_FIELD, Correction, RowFix, ValueFix, corrections

# The steps in order: text first, since the others read clean text; slips of the keyboard before
# what they hide; codes before telephones, whose region comes from the postcode. Inside a module,
# the order of the functions.
STEPS: tuple[ModuleType, ...] = (
    *(text, slips, accents, codes),
    *(contact, position, hours, repeated, capitals),
)

_NUMBERS_TO_TEXT = ("id", "pivot", "code_postal", "code_insee", "telephone", "date_maj")
# Postcodes, dates, hours or communes come back from row to row; these columns hardly do.
_SELDOM_REPEATED = ("id", "adresse", "latitude", "longitude")
_REMEMBERED_VALUES = 4_096
_BETWEEN = "\ue000"  # private use, hence in no value; if it is, one look more is taken
# One look at the whole row, then at each value: where nothing matches, no text correction has
# anything to do.
_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u0300-\u036f\u061c\u2000-\u200b\u2028-\u202f\u205f\u2060-\u206f"
    f"\u3000\ufeff<&]|  | {_BETWEEN}|{_BETWEEN} |^ | $|" + text.DOUBLE_ENCODED.pattern
)


def steps() -> tuple[Correction, ...]:
    """Return the corrections in the order in which `harmonise` applies them."""
    order = {module.__name__: rank for rank, module in enumerate(STEPS)}
    return tuple(sorted(corrections().values(), key=lambda c: order[c.module]))


_TEXT_STEPS: list[tuple[str, frozenset[str], ValueFix]] = []
_FIELD_STEPS: dict[str, list[tuple[str, ValueFix]]] = {}
_ROW_STEPS: list[tuple[str, RowFix]] = []
_EMPTY_WORD = "empty_word"


def harmonise(
    values: Mapping[str, object],
    log: Log,
    *,
    separator: str = "|",
    without: Collection[str] = (),
) -> dict[str, object]:
    """Return the row with every named correction applied and counted; the input is not changed.

    Parameters
    ----------
    values : columns named as in the standard (0.1 or 1.0), values as received
    log : counts what is changed
    separator : what joins the items of a real list (JSON) into one text: "|" in 1.0, ";" in 0.1
    without : codes of corrections that this source does not want

    Returns
    -------
    the same columns (and `local_telephone` when a telephone could not be held): None stays None,
    lists and codes that came as numbers become text, other numbers stay numbers.

    Notes
    -----
    A row that is already clean costs one search of a regular expression and one look per value.

    Examples
    --------
    >>> log = Log()
    >>> harmonise({"nom": " Le  Fil ", "code_postal": 1000}, log)
    {'nom': 'Le Fil', 'code_postal': '01000'}
    >>> sorted(log.counts)
    [('lost_zero_code_postal', 'code_postal'), ('number_to_text', 'code_postal'), ('spaces', 'nom')]
    """
    row: dict[str, object] = {}
    texts: list[str] = []
    for field, value in values.items():
        if type(value) is not str and value is not None:
            value = _to_text(field, value, log, separator)
        row[field] = value
        if type(value) is str:
            if not value:
                continue
            texts.append(value)
            if (
                len(value) <= text.LONGEST_EMPTY_WORD
                and value.casefold() in text.EMPTY_WORDS
                and _EMPTY_WORD not in without
            ):
                log.changed(_EMPTY_WORD, field, value, "")
                row[field] = ""

    if _SUSPECT.search(_BETWEEN.join(texts)):
        for field, value in row.items():
            if type(value) is str and _SUSPECT.search(value):
                row[field] = _clean_text(field, value, log, without)
    for field, fixes in _FIELD_STEPS.items():
        value = row.get(field)
        if value and type(value) is str:
            for code, fix in fixes:
                value = _apply(code, fix, field, value, log, without)
            row[field] = value
    for code, fix_row in _ROW_STEPS:
        if code in without:
            continue
        for field, after in fix_row(row).items():
            log.changed(code, field, _shown(row.get(field)), _shown(after))
            row[field] = after
    return row


def _apply(
    code: str, fix: ValueFix, field: str, before: str, log: Log, without: Collection[str]
) -> str:
    after = fix(before)
    if after == before or code in without:
        return before
    log.changed(code, field, before, after)
    return after


def _clean_text(field: str, value: str, log: Log, without: Collection[str]) -> str:
    """Return the text with every step taken until none has anything to do.

    One step may uncover what an earlier one mends ("Â<b>€" is damage only once the tag is gone):
    a text corrected twice must be the text corrected once. Each step shortens, or replaces
    characters by others that no step touches, so this ends. A correction counts once a value.
    """
    long_text = field in text.LONG_TEXT
    changes: dict[str, tuple[str, str]] = {}
    while True:
        start = value
        for code, fields, fix in _TEXT_STEPS:
            if code in without or (ANY_FIELD not in fields and field not in fields):
                continue
            if long_text and fix is text.squeeze_spaces:
                continue  # its paragraphs are kept by squeeze_long_text
            after = fix(value)
            if after != value:
                changes[code] = (changes[code][0] if code in changes else value, after)
                value = after
        if value == start:
            break
    for code, (before, after) in changes.items():
        log.changed(code, field, before, after)
    return value


def _to_text(field: str, value: object, log: Log, separator: str) -> object:
    """Return a code that came as a number, or a list, as text; other values as they are."""
    if field in _NUMBERS_TO_TEXT and isinstance(value, (int, float)):
        after = str(value)
    elif isinstance(value, (list, tuple)):
        items = [_shown(item) for item in value if item not in (None, "")]
        after = separator.join(items)
        log.changed("list_to_text", field, repr(value), after)
        return after
    else:
        return value
    log.changed("number_to_text", field, repr(value), after)
    return after


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _prepare() -> None:
    ordered = steps()
    _ROW_STEPS.extend((step.code, step.fix_row) for step in ordered if step.fix_row is not None)
    for step, fix in ((step, step.fix_value) for step in ordered if step.fix_value is not None):
        if step.module == text.__name__:
            _TEXT_STEPS.append((step.code, frozenset(step.fields), fix))
            continue
        remembered = lru_cache(maxsize=_REMEMBERED_VALUES)(fix)
        for field in step.fields:
            chosen = fix if field in _SELDOM_REPEATED else remembered
            _FIELD_STEPS.setdefault(field, []).append((step.code, chosen))


_prepare()
