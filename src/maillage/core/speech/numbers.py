"""French numbers in letters, in the spelling of 1990: hyphens everywhere.

Reference: "Les rectifications de l’orthographe", Journal officiel, documents administratifs,
6 December 1990, no. 100.
"""

_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_SCALES = ((10**9, "milliard"), (10**6, "million"))
# Beyond, digits are said one by one.
LIMIT = 10**12


def number_words(n: int, *, feminine: bool = False) -> str:
    """Return a number in French words: 21 is "vingt-et-un", or "vingt-et-une" before a feminine.

    Raises ValueError below 0, and from a thousand billion on.

    >>> number_words(80), number_words(81), number_words(280), number_words(71)
    ('quatre-vingts', 'quatre-vingt-un', 'deux-cent-quatre-vingts', 'soixante-et-onze')
    """
    if not 0 <= n < LIMIT:
        raise ValueError(f"no words for {n}")
    said = _words(n)
    # "quatre-vingt-onze" and "onze" end like none of these: only a last "un" agrees.
    return f"{said}e" if feminine and n % 10 == 1 and n % 100 not in (11, 71, 91) else said


def _words(n: int) -> str:
    for value, name in _SCALES:
        if n >= value:
            count, rest = divmod(n, value)
            head = f"{_words(count)}-{name}{'s' if count > 1 else ''}"
            return f"{head}-{_words(rest)}" if rest else head
    if n >= 1000:
        count, rest = divmod(n, 1000)
        # "deux-cent-mille", "quatre-vingt-mille": before "mille", nothing takes an s.
        head = "mille" if count == 1 else f"{_bare(count)}-mille"
        return f"{head}-{_words(rest)}" if rest else head
    if n >= 100:
        count, rest = divmod(n, 100)
        head = "cent" if count == 1 else f"{_UNITS[count]}-cent"
        return f"{head}-{_words(rest)}" if rest else f"{head}{'s' if count > 1 else ''}"
    return _below_hundred(n)


def _bare(n: int) -> str:
    """Return the words without the plural of a last "cents" or "quatre-vingts"."""
    said = _words(n)
    return said.removesuffix("s") if said.endswith(("cents", "vingts")) else said


def _below_hundred(n: int) -> str:
    if n < 20:
        return _UNITS[n]
    if n == 80:
        return "quatre-vingts"
    tens, unit = divmod(n, 10)
    if tens in (7, 9):
        tens, unit = tens - 1, unit + 10
    head = _TENS[tens]
    if not unit:
        return head
    return (
        f"{head}-et-{_UNITS[unit]}" if unit in (1, 11) and tens != 8 else f"{head}-{_UNITS[unit]}"
    )


def ordinal_words(n: int, *, feminine: bool = False) -> str:
    """Return "premier", "première", "deuxième", "vingt-et-unième". Raises ValueError below 1.

    >>> ordinal_words(1), ordinal_words(4), ordinal_words(5), ordinal_words(9), ordinal_words(80)
    ('premier', 'quatrième', 'cinquième', 'neuvième', 'quatre-vingtième')
    """
    if n < 1:
        raise ValueError(f"no rank for {n}")
    if n == 1:
        return "première" if feminine else "premier"
    said = _words(n)
    if said.endswith("cinq"):
        return f"{said}uième"
    if said.endswith("neuf"):
        return f"{said[:-1]}vième"
    if said.endswith(("cents", "vingts", "millions", "milliards")):
        said = said[:-1]
    return f"{said.removesuffix('e')}ième"


def digits_words(digits: str) -> str:
    """Return a row of digits said by pairs, "01 99 00" being "zéro un, …, zéro zéro".

    A row of an odd length ends with a digit alone.
    """
    pairs = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    return ", ".join(_pair(pair) for pair in pairs)


def _pair(pair: str) -> str:
    if len(pair) == 2 and pair[0] == "0":
        return f"zéro {_UNITS[int(pair[1])]}"
    return _words(int(pair))
