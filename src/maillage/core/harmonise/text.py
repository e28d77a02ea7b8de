"""Corrections of any text: damaged accents, HTML, invisible characters, spaces, empty words."""

import html
import re
import unicodedata

import nh3

from maillage.core.harmonise.registry import ANY_FIELD, correction

# Line breaks mean something in these; everywhere else a value is one line.
LONG_TEXT = ("presentation_resume", "presentation_detail")


def _as_cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:  # five bytes that Windows leaves free: software shows them as is
        return chr(byte)


_BYTE_OF = {_as_cp1252(byte): byte for byte in range(0x80, 0x100)}
# The same damage also happens through ISO-8859-1, where 80-9F are control characters.
_BYTE_OF |= {chr(byte): byte for byte in range(0x80, 0x100)}
_TAIL = "[" + "".join(re.escape(c) for c, byte in _BYTE_OF.items() if byte < 0xC0) + "]"
# Only the first letters that real damage shows: a sound "CAFÉ\xa0:" would fit the general rule.
DOUBLE_ENCODED = re.compile(
    f"[ÂÃÄÅ]{_TAIL}|â[€‚„\x80\x82\x84]{_TAIL}|ï[¬»]{_TAIL}|ð[Ÿ\x9f]{_TAIL}{{2}}"
)


def _decode_again(match: re.Match[str]) -> str:
    # Always valid UTF-8: the pattern only starts with letters that take exactly these tails.
    return bytes(_BYTE_OF[character] for character in match[0]).decode()


@correction(
    code="double_encoding",
    field=ANY_FIELD,
    why="Les accents avaient été encodés deux fois (« Ã© » pour « é »).",
)
def undo_double_encoding(value: str) -> str:
    """Return the text with UTF-8 that was read as Windows-1252 put right, however many times.

    >>> undo_double_encoding("MÃ©diathÃ¨que de l’Ã‰tang"), undo_double_encoding("Château")
    ('Médiathèque de l’Étang', 'Château')
    """
    while (fixed := DOUBLE_ENCODED.sub(_decode_again, value)) != value:
        value = fixed  # each round is shorter, so this ends
    return value


_TAGS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|button|caption|center|cite|code|col|dd|div|dl"
    "|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i"
    "|iframe|img|input|ins|label|legend|li|link|main|mark|meta|nav|object|ol|option|p|picture|pre"
    "|q|s|script|section|select|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td"
    "|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|xml|o:p"
)
_TAG = re.compile(rf"<(?:/?(?:{_TAGS})(?=[\s/>])[^>]*|!--.*?--|![a-z][^>]*)>", re.I | re.S)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BLOCK = re.compile(r"<(?:br|/?p|/?div|/?li|/?ul|/?ol|/?tr|/?h[1-6])(?=[\s/>])[^>]*>", re.I)


@correction(
    code="html_removed",
    field=ANY_FIELD,
    why="Le texte contenait du code HTML : le texte est gardé, les balises sont retirées.",
)
def remove_html(value: str) -> str:
    """Return the text without tags (scripts go with their content) and with entities decoded.

    What only looks like a tag (`<contact@x.example>`, `a < b`) is text, and stays.

    >>> remove_html("<p>Salle&nbsp;1<br>R&amp;D</p><script>x()</script>").split()
    ['Salle', '1', 'R&D']
    """
    while True:
        fixed = value
        if _TAG.search(fixed):
            fixed = _clean_tags(fixed)
        fixed = _ENTITY.sub(lambda match: html.unescape(match[0]), fixed)
        if fixed == value:
            return value
        value = fixed  # entities may have hidden tags: look again; each round is shorter


def _clean_tags(value: str) -> str:
    spaced = _BLOCK.sub(lambda match: "\n" + match[0], value)
    kept, end = [], 0
    for tag in _TAG.finditer(spaced):
        kept += [spaced[end : tag.start()].replace("<", "&lt;"), tag[0]]
        end = tag.end()
    kept.append(spaced[end:].replace("<", "&lt;"))
    # nh3 escapes what it keeps; only its own three escapes are undone here.
    text = nh3.clean("".join(kept), tags=set())
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\xa0"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text.strip("\n") if len(text) < len(value) else _TAG.sub("", value)


# Windows-1252 punctuation that was read as ISO-8859-1 control characters.
_C1 = {byte: _as_cp1252(byte) for byte in range(0x80, 0xA0) if _as_cp1252(byte) != chr(byte)}
_INVISIBLE_RANGES = (
    *(
        range(0x09),
        range(0x0B, 0x0D),
        range(0x0E, 0x20),
        range(0x7F, 0xA0),
        range(0xAD, 0xAE),
    ),
    *(range(0x061C, 0x061D), range(0x200B, 0x200C), range(0x202A, 0x202F), range(0x2060, 0x2061)),
    *(range(0x2066, 0x206A), range(0xFEFF, 0xFF00)),
)
_INVISIBLE = {code: "" for codes in _INVISIBLE_RANGES for code in codes}
# U+200C-200F stay: Arabic and Persian names need them.
_UNSEEN = {**_INVISIBLE, **_C1}
UNSEEN = re.compile("[" + "".join(re.escape(chr(c)) for c in _UNSEEN) + "]")


@correction(
    code="control_characters",
    field=ANY_FIELD,
    why="Le texte contenait des caractères invisibles ou de contrôle.",
)
def remove_control_characters(value: str) -> str:
    """Return the text without invisible characters, and with composed accents (NFC).

    >>> remove_control_characters("l\\x92\\u200bété") == "l’été"
    True
    """
    if UNSEEN.search(value):
        value = value.translate(_UNSEEN)
    return unicodedata.normalize("NFC", value)


_SPACES = re.compile(r"[ \t\r\n\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_LONG_SPACES = re.compile(r"[ \t\u2000-\u2008]*\n[ \t\u2000-\u2008]*|[ \t]{2,}|\t")


@correction(
    code="spaces",
    field=ANY_FIELD,
    why="Des espaces en trop ont été retirées.",
)
def squeeze_spaces(value: str) -> str:
    """Return a one-line text: one plain space between words, none at the ends.

    >>> squeeze_spaces("  12\\u00a0 rue\\n du  Moulin ")
    '12 rue du Moulin'
    """
    return _SPACES.sub(" ", value).strip(" ")


@correction(
    code="spaces_in_text",
    field=LONG_TEXT,
    why="Des espaces en trop ont été retirées ; les paragraphes sont gardés.",
)
def squeeze_long_text(value: str) -> str:
    """Return a text of several lines: no double space, no more than one empty line.

    A no-break space is French typography in a sentence, and stays.

    >>> squeeze_long_text("Ouvert\\u00a0:  le  matin\\r\\n\\r\\n\\r\\n\\r\\nSonner. ")
    'Ouvert\\xa0: le matin\\n\\nSonner.'
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _LONG_SPACES.sub(lambda match: "\n" if "\n" in match[0] else " ", value)
    return re.sub(r"\n{3,}", "\n\n", value).strip(" \n\u00a0\u202f")


EMPTY_WORDS = frozenset(
    {"null", "none", "nan", "n/a", "na", "#n/a", "nc", "n.c.", "n/c", "nr", "undefined", "-", "--"}
    | {"---", "–", "—", ".", "…", "?", "/", "néant", "neant", "non renseigné", "non renseignée"}
    | {"non renseigne", "non communiqué", "non communique", "non précisé", "inconnu", "sans objet"}
    | {"à compléter", "a completer", "[]", "{}", '""', "''"}
)
LONGEST_EMPTY_WORD = max(map(len, EMPTY_WORDS))


@correction(
    code="empty_word",
    field=ANY_FIELD,
    why="La valeur disait seulement qu’il n’y a pas de valeur.",
)
def empty_word(value: str) -> str:
    """Return "" for a word that means "no value".

    >>> empty_word("Non renseigné"), empty_word("N/A"), empty_word("Non")
    ('', '', 'Non')
    """
    return (
        ""
        if len(value) <= 2 * LONGEST_EMPTY_WORD and value.strip().casefold() in EMPTY_WORDS
        else value
    )
