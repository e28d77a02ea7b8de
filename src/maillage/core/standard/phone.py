"""The one telephone number of a place, in the form of the standard: +33199001234."""

import re
from functools import lru_cache

from maillage.core.standard.cells import OK, Problems
from maillage.core.standard.fields import FIELD_BY_NAME
from maillage.core.standard.problems import Problem, quote

_FORM = re.compile(FIELD_BY_NAME["telephone"].pattern or "", re.ASCII)
_SIGNS = re.compile(r"[\s. ()/-]|\(0\)")
_SHORT = re.compile(r"\d{2,4}", re.ASCII)
_SEVERAL = re.compile(r"\s*(?:[|;,/]|\bou\b|\bet\b)\s*")
_NATIONAL = re.compile(r"0[1-9]\d{8}", re.ASCII)

# First digits of a ten-digit number to its country code. 0639 is Mayotte's mobile range, but
# 06 39 98 is the range that the Arcep keeps for fiction in mainland France.
_OVERSEAS = {
    "063998": "+33",
    "0262": "+262", "0263": "+262", "0269": "+262", "0639": "+262", "0692": "+262", "0693": "+262",
    "0590": "+590", "0690": "+590", "0691": "+590",
    "0594": "+594", "0694": "+594",
    "0596": "+596", "0696": "+596", "0697": "+596",
}  # fmt: skip


def _international(text: str) -> str | None:
    """Return the standard's form of a number written in a usual way, or None."""
    compact = _SIGNS.sub("", text.replace("(0)", ""))
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    if _NATIONAL.fullmatch(compact):
        code = _OVERSEAS.get(compact[:6]) or _OVERSEAS.get(compact[:4]) or "+33"
        compact = code + compact[1:]
    elif compact.startswith("+330"):
        compact = "+33" + compact[4:]
    return compact if _FORM.fullmatch(compact) else None


@lru_cache(maxsize=8192)
def phone_cell(field: str, text: str) -> tuple[str, str, Problems]:
    """Return the number, what is left of the cell that the standard cannot hold, the problems."""
    if _FORM.fullmatch(text):
        return text, "", OK
    number = _international(text)
    if number:
        message = f"{quote(text)} n’a pas l’indicatif ou a des espaces : lu comme {quote(number)}."
        repair = f"Écrivez {quote(number)}."
        return number, "", (Problem(field, text, "phone_rewritten", message, repair),)
    parts = [part for part in _SEVERAL.split(text) if part]
    first = _international(parts[0]) if len(parts) > 1 else None
    if first:
        message = f"{quote(text)} porte plusieurs numéros : seul {quote(first)} est lu."
        repair = "Écrivez un seul numéro ; mettez les autres dans la présentation."
        others = "|".join(parts[1:])
        return first, others, (Problem(field, text, "phone_several", message, repair),)
    if _SHORT.fullmatch(_SIGNS.sub("", text)):
        message = f"Le standard n’a pas de place pour le numéro court {quote(text)} ; gardé à part."
    else:
        message = f"{quote(text)} n’est pas un numéro lisible ; il est gardé à part."
    repair = "Écrivez un numéro complet avec l’indicatif, par exemple +33199001234."
    return "", text, (Problem(field, text, "phone_shape", message, repair),)
