"""One cell of text, number, date or address: the value that can be kept, and what is wrong.

Every reader takes the name of the field and the raw text, trimmed and not empty, and returns
the value with the problems met. An unusable value comes back empty: only that value is lost.
"""

import json
import math
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from maillage.core.standard.fields import FIELD_BY_NAME
from maillage.core.standard.problems import MAX_TEXT, Problem, quote, value_too_long

Problems = tuple[Problem, ...]
OK: Problems = ()

_HTML = re.compile(
    r"<\s{0,4}[/!]?\s{0,4}[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});"
)
# Control characters and lone surrogates: no database or UTF-8 file takes them.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*", re.ASCII)
_FRENCH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"|]+", re.IGNORECASE)
_URL_NO_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}(?::\d+)?(?:[/?#][^\s<>\"|]*)?")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\|]+@[^\s@<>\"(),:;\[\]\\|]+\.[^\s@.<>\"(),:;\[\]\\|]{2,}")


def plain_text(raw: object, separator: str = "|") -> str:
    """Return what a program gave (text, number, list, nothing...) as trimmed text.

    59100.0, which is what a spreadsheet makes of a postcode, gives "59100".
    """
    if isinstance(raw, str):
        return raw.strip()
    if raw is None:
        return ""
    if isinstance(raw, float):
        if not math.isfinite(raw):
            return ""
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if isinstance(raw, int) and raw.bit_length() > 400:
        return hex(raw)  # Python refuses to write whole numbers of more than 4 300 digits
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, list | tuple):
        return separator.join(text for item in raw if (text := plain_text(item, separator)))
    if isinstance(raw, dict):
        return json.dumps(raw, ensure_ascii=False, sort_keys=True, default=str)
    return str(raw)


def text_cell(field: str, text: str) -> tuple[str, Problems]:
    """Return the text, without the characters that no file can hold."""
    # The first two tests are what nearly every cell stops at.
    if text.isprintable() and "<" not in text and "&" not in text and len(text) <= MAX_TEXT:
        return text, OK
    if len(text) > MAX_TEXT:
        return "", (value_too_long(field, text, MAX_TEXT),)
    problems: list[Problem] = []
    if _UNWRITABLE.search(text):
        cleaned = _UNWRITABLE.sub("", text).strip()
        problems.append(
            Problem(
                field,
                # Shown by its escapes: the raw characters could not be written in a report.
                ascii(text)[1:-1],
                "control_character",
                f"{field} contient des caractères invisibles ; ils sont retirés.",
                "Retapez la valeur sans la copier d’un autre logiciel.",
                "warning",
            )
        )
        text = cleaned
    if _HTML.search(text):
        problems.append(
            Problem(
                field,
                text,
                "html",
                f"{field} contient du code HTML : {quote(text)}. Il sera montré tel quel.",
                "Écrivez du texte simple, sans balise < > ni code comme &amp;.",
                "warning",
            )
        )
    return text, tuple(problems)


def number_cell(field: str, raw: object) -> tuple[float | None, Problems]:
    """Return the number; a decimal comma is read and reported."""
    if isinstance(raw, float) and math.isfinite(raw):
        return raw, OK
    text = plain_text(raw)
    if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        return number, OK
    if _COMMA_NUMBER.fullmatch(text):
        return float(text.replace(",", ".")), (
            Problem(
                field,
                text,
                "decimal_comma",
                f"{field} a une virgule décimale : {quote(text)} ; le nombre est lu quand même.",
                f"Écrivez {quote(text.replace(',', '.'))}, avec un point.",
            ),
        )
    return None, (
        Problem(
            field,
            text,
            "not_a_number",
            f"{quote(text)} n’est pas un nombre : {field} est laissé de côté.",
            "Écrivez des degrés décimaux, par exemple 50.69.",
        ),
    )


@lru_cache(maxsize=8192)
def date_cell(field: str, text: str) -> tuple[date | None, Problems]:
    """Return the day; the hour of a moment is dropped and reported."""
    moment = _ISO_MOMENT.fullmatch(text)
    day = moment[1] if moment else text
    try:
        if _ISO_DATE.fullmatch(day):
            read = date.fromisoformat(day)
            if not moment:
                return read, OK
            return read, (
                Problem(
                    field,
                    text,
                    "date_with_hour",
                    f"{field} porte une heure : {quote(text)} ; seul le jour est gardé.",
                    f"Écrivez {quote(day)}.",
                ),
            )
    except ValueError:
        pass  # such as 2024-02-30: said below like any other date that does not exist
    french = _FRENCH_DATE.fullmatch(text)
    repair = "Écrivez année-mois-jour, par exemple 2024-04-02."
    if french:
        repair = f"Écrivez {quote(f'{french[3]}-{french[2]:0>2}-{french[1]:0>2}')}."
    return None, (
        Problem(
            field,
            text,
            "date_shape",
            f"{quote(text)} n’est pas une date lisible : {field} est laissé de côté.",
            repair,
        ),
    )


def _published(field: str) -> re.Pattern[str]:
    # fullmatch and ASCII: in Python `$` lets a line break through, and \d any script's digits.
    return re.compile(FIELD_BY_NAME[field].pattern or "", re.ASCII)


_PIVOT, _POSTCODE, _INSEE = (_published(name) for name in ("pivot", "code_postal", "code_insee"))
_DIGITS = re.compile(r"\d+", re.ASCII)
_NOT_CODE = re.compile(r"[\s.\-_]")
_RNA = re.compile(r"[Ww][a-zA-Z0-9]{9}")
_RIDET = re.compile(r"\d{9,10}", re.ASCII)
UNKNOWN_PIVOT = "00000000000000"  # what producers write when they do not know
_LA_POSTE_SIREN = "356000000"


def _siret_key_is_right(siret: str) -> bool:
    if siret.startswith(_LA_POSTE_SIREN) and sum(map(int, siret)) % 5 == 0:
        # La Poste has more establishments than Luhn keys: the plain sum is a multiple of 5.
        return True
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(siret))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


@lru_cache(maxsize=8192)
def pivot_cell(field: str, text: str) -> tuple[str, Problems]:
    """Return the pivot that the published pattern accepts; a doubtful number is a warning."""
    if not _PIVOT.fullmatch(text):
        compact = _NOT_CODE.sub("", text)
        repair = "Écrivez un SIRET (14 chiffres), un RNA (W et 9 caractères) ou quatorze zéros."
        if compact != text and _PIVOT.fullmatch(compact):
            repair = f"Écrivez {quote(compact)}, sans espace ni ponctuation."
        return "", (_dropped(field, text, "pivot_shape", repair),)
    if text == UNKNOWN_PIVOT or _RNA.fullmatch(text) or _RIDET.fullmatch(text):
        return text, OK
    if len(text) == 14 and _DIGITS.fullmatch(text):
        if _siret_key_is_right(text):
            return text, OK
        rule, message = "pivot_key", f"La clé du SIRET {quote(text)} est fausse ; il est gardé."
    else:
        rule = "pivot_kind"
        message = f"{quote(text)} n’est ni un SIRET, ni un RNA, ni un RIDET ; il est gardé."
    return text, (
        Problem(field, text, rule, message, "Vérifiez le numéro sur l’annuaire public.", "warning"),
    )


def _dropped(field: str, text: str, rule: str, repair: str) -> Problem:
    return Problem(
        field,
        text,
        rule,
        f"{quote(text)} n’a pas la forme attendue : {field} est laissé de côté.",
        repair,
    )


@lru_cache(maxsize=8192)
def postcode_cell(field: str, text: str) -> tuple[str, Problems]:
    """Return the five digits, or nothing."""
    if _POSTCODE.fullmatch(text):
        return text, OK
    repair = "Écrivez cinq chiffres, par exemple 59100."
    if len(text) == 4 and _DIGITS.fullmatch(text):
        repair = f"Un tableur a sans doute retiré le premier zéro : écrivez {quote('0' + text)}."
    return "", (_dropped(field, text, "postcode_shape", repair),)


@lru_cache(maxsize=8192)
def insee_cell(field: str, text: str) -> tuple[str, Problems]:
    """Return the code of the commune in its published form, or nothing."""
    if _INSEE.fullmatch(text):
        return text, OK
    repair = "Écrivez le code officiel géographique : cinq caractères, par exemple 59512 ou 2A004."
    # The national library lets 59-5-12-001 and 590512 through; the published pattern does not.
    if len(text) == 4 and _INSEE.fullmatch("0" + text):
        repair = f"Un tableur a sans doute retiré le premier zéro : écrivez {quote('0' + text)}."
    elif _INSEE.fullmatch(text.upper()):
        repair = f"Écrivez {quote(text.upper())}."
    return "", (_dropped(field, text, "insee_shape", repair),)


def url_cell(field: str, text: str) -> tuple[str, Problems]:
    """Return an address that a link may carry; one without https:// is kept and reported."""
    if _URL.fullmatch(text):
        return text_cell(field, text)
    if _URL_NO_SCHEME.fullmatch(text):
        return text, (
            Problem(
                field,
                text,
                "url_no_scheme",
                f"L’adresse {quote(text)} ne commence pas par https:// ; elle est gardée.",
                f"Écrivez {quote('https://' + text)}.",
                "warning",
            ),
        )
    return "", (
        _dropped(field, text, "url_shape", "Écrivez l’adresse complète, avec https:// au début."),
    )


def email_cell(field: str, text: str) -> tuple[str, Problems]:
    """Return an electronic address, or nothing. One letter before the @ is enough."""
    if _EMAIL.fullmatch(text):
        return text, OK
    return "", (
        _dropped(field, text, "email_shape", "Écrivez une adresse comme nom@lieu.example."),
    )


TEXT_READERS: dict[str, Callable[[str, str], tuple[str, Problems]]] = {
    "pivot": pivot_cell,
    "code_postal": postcode_cell,
    "code_insee": insee_cell,
    "fiche_acces_libre": url_cell,
    "prise_rdv": url_cell,
}
