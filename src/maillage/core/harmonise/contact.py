"""Corrections of ways to reach a place: telephone, e-mail addresses, web addresses."""

import re
from collections.abc import Mapping
from functools import lru_cache

import phonenumbers

from maillage.core.harmonise.registry import correction, row_correction

# Overseas numbers are not French numbers for libphonenumber (libraries.md, T4).
REGION_OF_POSTCODE = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
_NUMBERED_LIKE_FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT")  # ten digits, first one 0
# The pattern of the national standard 1.0.2: what it accepts is never touched.
_VALID_PHONE = re.compile(r"\+(?:33|590|594|262|596|269|687|689|508|681)\d{6,9}")
# The first zero may be lost: a spreadsheet reads a number.
_MAINLAND = re.compile(r"(?:\+33|0033|0)?0?([1-79]\d{8})")
_SHORT_NUMBER = re.compile(r"(?:1[05679]|11[0-9]|118\d{3}|3\d{3}|1\d{3})")
_TWO_NUMBERS = re.compile(r"\s*(?:/|;|\||,|\bou\b|\bet\b|\n|\s[-–]\s)\s*")
# An internal extension, or whose number it is: "01 99 00 12 34 (mairie)".
_AFTER_NUMBER = re.compile(r"\s*\(?(?:poste|ext|p\.)|\s*\((?=[^\W\d])", re.IGNORECASE)
PHONE_RECEIVED = "local_telephone"


@lru_cache(maxsize=4_096)
def phone_fr_to_e164(value: str, code_postal: str = "") -> str:
    """Return a French number in the international form, "" when it is not a whole number.

    Parameters
    ----------
    value : one number, however it is spaced
    code_postal : five digits; an overseas place has its own numbering plan

    References
    ----------
    ITU-T E.164; Arcep, decision 2018-0881 (numbering plan).

    Examples
    --------
    >>> phone_fr_to_e164("01 99 00 12 34"), phone_fr_to_e164("0262 12 34 56", "97400")
    ('+33199001234', '+262262123456')
    >>> phone_fr_to_e164("639980003"), phone_fr_to_e164("39 39")
    ('+33639980003', '')
    """
    region = REGION_OF_POSTCODE.get(code_postal[:3], "FR")
    others = [name for name in _NUMBERED_LIKE_FRANCE if name != region]
    for name in [region, *others]:
        try:
            number = phonenumbers.parse(value, name)
        except phonenumbers.NumberParseException:
            return ""
        if number.extension:
            return ""
        if phonenumbers.is_valid_number(number):
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return e164 if _VALID_PHONE.fullmatch(e164) else ""
    # The library does not know every range of Arcep (06 39 98, kept for fiction, is one).
    match = _MAINLAND.fullmatch(re.sub(r"\(0\)|[\s.\-]", "", value))
    return f"+33{match[1]}" if match and region == "FR" else ""


@row_correction(
    code="phone_fr_to_e164",
    fields=("telephone", PHONE_RECEIVED),
    why="Le téléphone s’écrit sous sa forme internationale (+33…), la seule que la norme admet.",
)
def international_phone(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the telephone as the standard wants it; what the standard cannot hold goes beside.

    Of several numbers the first whole one is kept as `telephone`. Several numbers, an internal
    extension, words in brackets and a short number (3646) are kept as received in
    `local_telephone`. A text that is no number at all is left alone.

    >>> international_phone({"telephone": "01 99 00 12 34", "code_postal": "59000"})
    {'telephone': '+33199001234'}
    >>> international_phone({"telephone": "01 99 00 12 34 - 01 99 00 56 78"})["telephone"]
    '+33199001234'
    >>> international_phone({"telephone": "3646"})
    {'telephone': '', 'local_telephone': '3646'}
    """
    value = values.get("telephone")
    if not isinstance(value, str) or not value or _VALID_PHONE.fullmatch(value):
        return {}
    postcode = values.get("code_postal")
    code_postal = postcode if isinstance(postcode, str) else ""
    if whole := phone_fr_to_e164(value, code_postal):
        return {"telephone": whole}
    beside = {PHONE_RECEIVED: values.get(PHONE_RECEIVED) or value}
    if _SHORT_NUMBER.fullmatch(re.sub(r"[\s.]", "", value)):
        return {"telephone": "", **beside}
    without_extension = _AFTER_NUMBER.split(value, maxsplit=1)[0]
    parts = [part for part in _TWO_NUMBERS.split(without_extension) if part]
    numbers = [number for part in parts if (number := phone_fr_to_e164(part, code_postal))]
    if not numbers or value in parts:
        return {}
    return {"telephone": numbers[0], **beside}


_EMAIL = r"[^\s@;,|/<>()]+@[^\s@;,|/<>()]+\.[^\s@;,|/<>()]+"
_EMAILS_APART = re.compile(r"\s*(?:[;,|/\n]|\s(?:ou|et)\s|\s)\s*")


def _addresses(value: str, separator: str) -> str:
    parts = [p for p in _EMAILS_APART.split(re.sub(r"(?i)\bmailto:|[<>]", " ", value).strip()) if p]
    if not parts or not all(re.fullmatch(_EMAIL, part) for part in parts):
        return value
    return separator.join(dict.fromkeys(parts))


@correction(
    code="emails_separator",
    field="courriels",
    why="Plusieurs courriels sont séparés par une barre verticale (|).",
)
def emails_separator(value: str) -> str:
    """Return addresses separated by "|"; a text with anything else in it is left alone.

    >>> emails_separator("a@x.example ; b@x.example")
    'a@x.example|b@x.example'
    """
    return _addresses(value, "|")


@correction(
    code="emails_separator_v01",
    field="courriel",
    why="Plusieurs courriels sont séparés par un point-virgule dans la version 0.1.",
)
def emails_separator_v01(value: str) -> str:
    """Return addresses separated by ";", as in version 0.1 of the standard.

    >>> emails_separator_v01("mailto:a@x.example, b@x.example")
    'a@x.example;b@x.example'
    """
    return _addresses(value, ";")


_HOST = r"(?:[\w-]+\.)+[a-zA-Z]{2,}(?::\d+)?(?:[/?#]\S*)?"
_GOOD_SCHEME = re.compile(r"https?://\S*", re.I)
_BAD_SCHEME = re.compile(rf"(https?)\s?[:;]?\s?/{{0,3}}\s?(?=(?:www\.)?{_HOST}$)", re.I)
_TWICE_SCHEME = re.compile(r"^https?:/{1,2}(?=https?://)", re.I)
_NO_SCHEME = re.compile(rf"(?://)?({_HOST})")


def _with_scheme(url: str) -> str:
    url = _TWICE_SCHEME.sub("", url.strip())
    if _GOOD_SCHEME.fullmatch(url):
        return url
    if "@" in url.split("/")[0]:  # an e-mail address in the wrong column is not a web address
        return url
    if match := _BAD_SCHEME.match(url):
        return f"{match[1].lower()}://{url[match.end() :]}"
    if match := _NO_SCHEME.fullmatch(url):
        return f"https://{match[1]}"
    return url


@correction(
    code="url_scheme",
    field=("site_web", "prise_rdv", "fiche_acces_libre"),
    why="Une adresse web commence par https:// ou http://.",
)
def url_scheme(value: str) -> str:
    """Return each web address with its scheme; a text that is no address is left alone.

    >>> url_scheme("www.mairie.example"), url_scheme("http:/x.example|y.example/a")
    ('https://www.mairie.example', 'http://x.example|https://y.example/a')
    >>> url_scheme("http://https://x.example"), url_scheme("https://a.example/?u=http://b.example")
    ('https://x.example', 'https://a.example/?u=http://b.example')
    """
    if _GOOD_SCHEME.fullmatch(value) and "|" not in value and not _TWICE_SCHEME.match(value):
        return value
    parts = value.split("|")
    fixed = [_with_scheme(part) for part in parts]
    return "|".join(fixed) if fixed != parts else value
