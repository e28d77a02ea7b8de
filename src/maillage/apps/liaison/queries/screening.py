"""What a text of a sheet never holds: numbers that identify, passwords, names of illnesses.

It sees what has a known shape, no more: the page warns, the length is limited, and people read.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from maillage.apps.liaison.errors import NotWritten

NEED_SIGNS = 300
NOTE_SIGNS = 200
NAME_SIGNS = 40
REFERENCE_SIGNS = 40

# Signs between the figures of a number that people copy; a slash makes a date.
_GAP = r"[\s.\-_\u00a0\u202f]{0,2}"
_LONG_NUMBER = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{8,}}(?!\d)")
_MANY_FIGURES = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{12,}}(?!\d)")
# Sex, year, month, department (2A and 2B in Corsica), then eight figures, with or without its key.
_NIR = re.compile(
    rf"(?<![\dA-Z])[1-478]{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}(?:\d{{2}}|2{_GAP}[AB]){_GAP}\d{{3}}"
    rf"{_GAP}\d{{3}}(?:{_GAP}\d{{2}})?(?!\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(rf"\b[A-Z]{{2}}\d{{2}}(?:{_GAP}[A-Z0-9]){{11,30}}\b", re.IGNORECASE)
_PASSWORD = re.compile(
    r"\b(?:mots?\s+de\s+passe|mdp|pass\s?word|codes?\s+(?:pin|secrets?|confidentiels?)|"
    r"identifiants?|login)\b\s*(?:[:=]|est\b|c[’']est\b|provisoire\b)\s*\S",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
# Diagnoses that a person in a hurry writes: the need is asked, not the cause.
_HEALTH = re.compile(
    r"\b(?:d[ée]pressi(?:on|f|ve)s?|canc(?:er|ers|[ée]reux)|diab[èe]te|diab[ée]tiques?|"
    r"schizophr\w+|bipolaires?|autis\w+|alcooli\w+|toxicoman\w+|addictions?|vih|sida|"
    r"s[ée]ropositi\w+|alzheimer|parkinson|[ée]pilep\w+|trisomi\w+|handicap(?:[ée]e?s?)?|"
    r"invalid(?:e|es|it[ée])|enceinte|maladies?|malade|psychiatri\w+|trait(?:ement)?\s+m[ée]dical|"
    r"m[ée]dicaments?)\b",
    re.IGNORECASE,
)
# A right or a body whose name holds such a word is no illness.
_NAMES = re.compile(
    r"assurance[\s-]+maladie|allocation\s+(?:aux\s+)?adultes?\s+handicap[ée]s?|\bAAH\b|"
    r"maison\s+d[ée]partementale\s+des\s+personnes\s+handicap[ée]es|\bMDPH\b|"
    r"pension\s+d[’']invalidit[ée]",
    re.IGNORECASE,
)


def why_not(text: str, *, numbers: bool = False) -> str:
    """Return why a text cannot be kept, in words that say how to repair it, "" when it can.

    numbers : a reference may be a long number; never one of a person, a bank or a card
    """
    # Some devices write an accent as a sign of its own.
    text = unicodedata.normalize("NFC", text)
    if _NIR.search(text):
        return _("Ceci ressemble à un numéro de sécurité sociale. Retirez-le : la fiche n’en a pas "
                 "besoin.")  # fmt: skip
    if _IBAN.search(text) or any(_is_card(found) for found in _MANY_FIGURES.findall(text)):
        return _("Ceci ressemble à un numéro de banque ou de carte. Retirez-le : la fiche n’en a "
                 "pas besoin.")  # fmt: skip
    if _PASSWORD.search(text):
        return _("Ceci ressemble à un mot de passe ou à un identifiant. Retirez-le : personne ne "
                 "doit l’avoir, pas même le lieu.")  # fmt: skip
    if _EMAIL.search(text):
        return _("Pas d’adresse e-mail ici : la fiche garde un seul moyen de contact, plus bas.")
    if not numbers and _LONG_NUMBER.search(text):
        return _("Pas de long numéro ici : ni téléphone, ni dossier, ni compte. Le contact se dit "
                 "plus bas.")  # fmt: skip
    if _HEALTH.search(_NAMES.sub("", text)):
        return _("Rien sur la santé : écrivez ce qu’il faut prévoir (« un accès sans marche »), "
                 "pas la cause.")  # fmt: skip
    return ""


def checked(text: str, *, most: int, numbers: bool = False) -> str:
    """Return a text on one line. Raises NotWritten when it cannot be kept, or is too long."""
    plain = " ".join(text.replace("\x00", "").split())
    if len(plain) > most:
        raise NotWritten(why=_("Ce texte est trop long : %(most)d signes au plus. Gardez "
                               "l’essentiel.") % {"most": most})  # fmt: skip
    why = why_not(plain, numbers=numbers)
    if why:
        raise NotWritten(why=why)
    return plain


def _is_card(number: str) -> bool:
    """True for 13 to 19 figures whose last one checks the others (Luhn)."""
    figures = [int(sign) for sign in number if sign.isdigit()]
    if not 13 <= len(figures) <= 19:
        return False
    doubled = [n if at % 2 == 0 else (2 * n - 9 if n > 4 else 2 * n)
               for at, n in enumerate(reversed(figures))]  # fmt: skip
    return sum(doubled) % 10 == 0
