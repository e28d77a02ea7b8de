"""Corrections of codes and dates, most of them damage done by a spreadsheet."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from maillage.core.harmonise.registry import correction, row_correction
from maillage.core.standard.values import fold

_CODES = ("code_postal", "code_insee", "pivot")


@correction(
    code="spreadsheet_decimal",
    field=("id", "code_postal", "code_insee", "pivot", "telephone"),
    why="Un tableur avait lu le code comme un nombre (« 59100.0 »).",
)
def drop_decimal(value: str) -> str:
    """Return the code without the ".0" that a spreadsheet added.

    >>> drop_decimal("59100.0"), drop_decimal("v1.0")
    ('59100', 'v1.0')
    """
    return re.sub(r"^(\d{3,})[.,]0+$", r"\1", value)


@correction(
    code="spaces_in_code",
    field=_CODES,
    why="Un code s’écrit sans espace.",
)
def drop_spaces(value: str) -> str:
    """Return a code made of digits and capitals without the spaces inside it.

    >>> drop_spaces("130 025 265 00013"), drop_spaces("59 100")
    ('13002526500013', '59100')
    """
    packed = re.sub(r"[\s.\u00a0\u202f]+", "", value)
    return (
        packed if packed != value and re.fullmatch(r"W?\d[\dAB]\d{3,12}|W\d{9}", packed) else value
    )


@correction(
    code="lost_zero_code_postal",
    field="code_postal",
    why="Un tableur avait retiré le zéro du début du code postal (« 1000 » pour « 01000 »).",
)
def restore_zero_of_postcode(value: str) -> str:
    """Return a four-digit postcode with its leading zero: departments 01 to 09.

    >>> restore_zero_of_postcode("1000"), restore_zero_of_postcode("59100")
    ('01000', '59100')
    """
    return f"0{value}" if re.fullmatch(r"[1-9]\d{3}", value) else value


@correction(
    code="lost_zero_code_insee",
    field="code_insee",
    why="Un tableur avait retiré le zéro du début du code INSEE (« 1004 » pour « 01004 »).",
)
def restore_zero_of_insee(value: str) -> str:
    """Return a four-digit INSEE code with its leading zero: departments 01 to 09.

    >>> restore_zero_of_insee("1004"), restore_zero_of_insee("2A004")
    ('01004', '2A004')
    """
    return f"0{value}" if re.fullmatch(r"[1-9]\d{3}", value) else value


_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")


@correction(
    code="date_to_iso",
    field="date_maj",
    why="La date n’était pas écrite année-mois-jour.",
)
def date_to_iso(value: str) -> str:
    """Return a French date, or a moment, as an ISO date; an impossible date is left alone.

    A year of two digits is not guessed.

    >>> date_to_iso("22/11/2022"), date_to_iso("2022-11-22T10:00:00Z"), date_to_iso("31/02/2022")
    ('2022-11-22', '2022-11-22', '31/02/2022')
    """
    if match := _DAY_FIRST.fullmatch(value):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(value):
        year, month, day = match.groups()
    else:
        return value
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return value


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan",
            "fevrier fevr fev",
            "mars",
            "avril avr",
            "mai",
            "juin",
            "juillet juil",
            "aout",
            "septembre sept sep",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = re.compile(r"([a-z]{3,9})\.?(?: ((?:19|20)\d{2})|-(\d{2}))")
# "2025-03" and "03/2025": a year of four digits says which is which.
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2})[/.-](0?[1-9]|1[0-2])")
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])[/.-]((?:19|20)\d{2})")


@correction(
    code="month_to_date",
    field="date_maj",
    why="La date ne disait que le mois : le premier jour de ce mois est retenu.",
)
def month_to_date(value: str) -> str:
    """Return the first day of a month written "Décembre 2019", "12/2019" or "juil-22".

    The first day, so that nothing looks fresher than its producer says. A year of two digits is
    read only after a hyphen, as spreadsheets write it; "Novembre 20" could be a day.

    >>> month_to_date("Décembre 2019"), month_to_date("juil-22"), month_to_date("Novembre 20")
    ('2019-12-01', '2022-07-01', 'Novembre 20')
    >>> month_to_date("2025-03"), month_to_date("3/2025"), month_to_date("13/2025")
    ('2025-03-01', '2025-03-01', '13/2025')
    """
    if match := _YEAR_MONTH.fullmatch(value):
        return f"{match[1]}-{int(match[2]):02}-01"
    if match := _MONTH_YEAR.fullmatch(value):
        return f"{match[2]}-{int(match[1]):02}-01"
    bare = unicodedata.normalize("NFKD", value.casefold())
    match = _MONTH.fullmatch("".join(c for c in bare if not unicodedata.combining(c)))
    if match is None or match[1] not in _MONTHS:
        return value
    return f"{match[2] or '20' + match[3]}-{_MONTHS[match[1]]:02}-01"


# Official geographic codes of the 33 communes of New Caledonia (INSEE, COG); names folded.
_NEW_CALEDONIA = {
    "belep": "98801", "boulouparis": "98802", "bourail": "98803", "canala": "98804",
    "dumbea": "98805", "farino": "98806", "hienghene": "98807", "houailou": "98808",
    "l ile des pins": "98809", "kaala gomen": "98810", "kone": "98811", "koumac": "98812",
    "la foa": "98813", "lifou": "98814", "mare": "98815", "moindou": "98816",
    "le mont dore": "98817", "noumea": "98818", "ouegoa": "98819", "ouvea": "98820",
    "paita": "98821", "poindimie": "98822", "ponerihouen": "98823", "pouebo": "98824",
    "pouembout": "98825", "poum": "98826", "poya": "98827", "sarramea": "98828",
    "thio": "98829", "touho": "98830", "voh": "98831", "yate": "98832", "kouaoua": "98833",
    # The official spelling of one, and names without their article.
    "bouloupari": "98802", "ile des pins": "98809", "mont dore": "98817",
}  # fmt: skip
_OF_NOUMEA = "98800"
_POSTCODE_988 = re.compile(r"(?<!\d)98\s?8\d\d(?!\d)")


@row_correction(
    code="insee_new_caledonia",
    fields=("code_insee",),
    why="Le code Insee manquait : c’est celui de la commune, d’après son nom.",
)
def insee_new_caledonia(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the INSEE code of a commune of New Caledonia, absent from the files of the territory.

    Their postcodes look like INSEE codes and are others: 98810 is Mont-Dore's postcode and
    Kaala-Gomen's code.

    >>> insee_new_caledonia({"code_postal": "98810", "commune": "Mont-Dore"})
    {'code_insee': '98817'}
    """
    postcode, commune = values.get("code_postal"), values.get("commune")
    if values.get("code_insee") or not isinstance(postcode, str) or postcode[:3] != "988":
        return {}
    found = _NEW_CALEDONIA.get(fold(commune)) if isinstance(commune, str) else None
    return {"code_insee": found} if found else {}


@row_correction(
    code="postcode_in_address_988",
    fields=("code_postal",),
    why="Le code postal de Nouméa était donné partout ; l’adresse en porte un autre.",
)
def postcode_in_address_988(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the one other postcode of New Caledonia that the address holds, if any.

    >>> postcode_in_address_988({"code_postal": "98800", "adresse": "Lot 2 - 98 870 Bourail"})
    {'code_postal': '98870'}
    >>> postcode_in_address_988({"code_postal": "98800", "adresse": "10 rue X - 98800 Nouméa"})
    {}
    """
    address = values.get("adresse")
    if values.get("code_postal") != _OF_NOUMEA or not isinstance(address, str):
        return {}
    others = {found.replace(" ", "") for found in _POSTCODE_988.findall(address)}
    return {"code_postal": others.pop()} if len(others) == 1 and _OF_NOUMEA not in others else {}
