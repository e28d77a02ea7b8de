"""A text all in capitals becomes readable; sigles and Roman numerals stay."""

import re

from maillage.core.harmonise.registry import correction

# Words of French names that are written in capitals.
_SIGLES_TEXT = """
ACI ADIE ADIL ADMR AFEV AFPA AGEFIPH APEC APF ARS BGE BIJ BP CAARUD CADA CAF CAJ CAL CASNAV CC
CCAS CCI CD CEMEA CESF CFA CFP CFPPA CHRS CHU CIAS CIDFF CIO CLSH CMA CMP CMS CNAM CNED CNFS COS
CPAM CPIE CRIJ CROUS CS CSAPA CSC DDTM DREETS EHPAD EPCI EPIDE EPN ESAT ESS ETTI EVS FJT FRANAS
GEIQ GIP GRETA HLM HUDA IME IUT JAF LAEP LEP MAM MAS MDE MDEF MDPH MDS MEL MFR MGEN MJC MLJ MPT
MSA MSAP OPAC PAD PAEJ PCB PIF PIJ PIMMS PJJ PLIE PMI PMR PRE PTCE RAM RDC RERS RFS RN RPE RSA
SA SAAD SARL SAS SCIC SCOP SIAE SIVOM SIVU SNCF SPIP SSIAD TGI TJ UDAF UFCV UFOLEP UNIRH URSSAF
UTPAS YMCA ZA ZAC ZAE ZI ZUP
"""
SIGLES = frozenset(_SIGLES_TEXT.split())
_SMALL_TEXT = """
au aux chez dans de des du en et la le les lez lès ou par pour près sous sur un une à
"""
_SMALL = frozenset(_SMALL_TEXT.split())
_STREET_TEXT = """
all allee allée allées av ave avenue bd bis bld blvd boulevard bvd ch chaussée che chemin cité
cours esplanade faubourg fbg fg grand imp impasse lieu-dit lot lotissement mail montée parvis
pas passage pl place placette promenade quai quater res rond-point route rte rue ruelle rés
résidence sentier sq square ter traverse voie
"""
_STREET = frozenset(_STREET_TEXT.split())
_ROMAN = re.compile(r"(?=..)X{0,3}(?:IX|IV|V?I{0,3})(?:E|ER|EME)?")
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)+\.?|[^\W_]+")
_VOWEL = re.compile("[AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŸÆŒ]")
_TITLES = frozenset({"dr", "mgr", "st"})
_ELISION = frozenset({"d", "l"})
_APOSTROPHES = "'’"


def _is_all_capitals(value: str) -> bool:
    return value.isupper() and sum(map(str.isalpha, value)) >= 4


def _readable(value: str, *, street: bool) -> str:
    """Return the words with a capital, small words without."""
    seen_word = False

    def one(match: re.Match[str]) -> str:
        nonlocal seen_word
        word, lower = match[0], match[0].lower()
        first = not seen_word
        after = value[match.end() : match.end() + 1]
        before = value[match.start() - 1 : match.start()]
        if any(map(str.isdigit, word)):
            return word  # a house number, "1ER", "B12": left as it is
        seen_word = True
        if "." in word or word in SIGLES or _ROMAN.fullmatch(word):
            return word
        if after and after in _APOSTROPHES and lower in _ELISION:
            return word if first else lower
        if len(word) == 1:
            return lower if before and before in _APOSTROPHES else word
        if not first and (lower in _SMALL or (street and lower in _STREET)):
            return lower
        if street and match.start() > 0 and lower in _STREET:
            return lower
        if not _VOWEL.search(word) and lower not in _STREET | _TITLES:
            return word  # a sigle that the list does not know
        return word[0] + lower[1:]

    return _WORD.sub(one, value)


@correction(
    code="capitals_in_address",
    field=("adresse", "complement_adresse"),
    why="L’adresse était toute en capitales.",
)
def readable_address(value: str) -> str:
    """Return an address all in capitals in readable case; any other is left alone.

    >>> readable_address("500 RUE DE L'ABBÉ JEAN XXIII"), readable_address("BP 12")
    ("500 rue de l'Abbé Jean XXIII", 'BP 12')
    """
    return _readable(value, street=True) if _is_all_capitals(value) else value


@correction(
    code="capitals_in_commune",
    field="commune",
    why="Le nom de la commune était tout en capitales.",
)
def readable_commune(value: str) -> str:
    """Return a commune all in capitals in readable case; any other is left alone.

    >>> readable_commune("SAINT-POL-SUR-MER"), readable_commune("VILLENEUVE D'ASCQ")
    ('Saint-Pol-sur-Mer', "Villeneuve d'Ascq")
    """
    # A commune is never a sigle: "EU" and "HEM" are towns, "CALAIS" holds none.
    if not value.isupper() or sum(map(str.isalpha, value)) < 2:
        return value
    return _readable(value, street=False)


@correction(
    code="capitals_in_name",
    field=("nom", "structure_parente"),
    why="Le nom était tout en capitales.",
)
def readable_name(value: str) -> str:
    """Return a name all in capitals in readable case; a lone short word may be a sigle: left.

    >>> readable_name("CCAS DE CLAIRMAILLE"), readable_name("ADICE"), readable_name("LA FILATURE")
    ('CCAS de Clairmaille', 'ADICE', 'La Filature')
    """
    if not _is_all_capitals(value):
        return value
    words = _WORD.findall(value)
    if len(words) == 1 and len(words[0]) <= 6:
        return value
    return _readable(value, street=False)
