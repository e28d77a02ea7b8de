"""Which encoding a file is in: a mark, strict UTF-8, else French letters decide."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Stands for a byte that cannot be decoded: private use, so that no honest file contains it. The
# row that holds it is refused with its line; nothing is silently replaced.
UNREADABLE = "\U0010fffd"
UNREADABLE_ERRORS = "maillage_unreadable"

_SAMPLE_BYTES = 1024**2
_CANDIDATES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (CP850)"}
_FRENCH = set("éèêëàâäçîïôöùûüœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ENOUGH_LETTERS = 1000
_PUNCTUATION = set("’‘“”«»–—…°€²½•·\xa0")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return UNREADABLE, error.end
    raise error


codecs.register_error(UNREADABLE_ERRORS, _mark)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a delivery.

    codec : name for Python
    note : a French sentence when the choice is worth telling, else ""
    """

    codec: str
    note: str = ""


def choose_encoding(chunks: Iterator[bytes]) -> Encoding:
    """Return the encoding of a content that is given piece by piece, read to its end.

    A mark at the start decides; then strict UTF-8; then the encoding among Windows-1252,
    Mac Roman and CP850 that makes the most French letters, in that order when equal. A file
    that is mostly UTF-8 stays UTF-8: its undecodable bytes are marked, and their rows refused.
    """
    first = next(chunks, b"")
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if first.startswith(mark):
            _exhaust(chunks)
            note = "Le fichier est en UTF-16 : il est lu ainsi." if codec == "utf-16" else ""
            return Encoding(codec, note)
    if codec := _utf16_without_mark(first):
        _exhaust(chunks)
        return Encoding(codec, "Le fichier est en UTF-16 sans marque : il est lu ainsi.")

    decoder = codecs.getincrementaldecoder("utf-8")()
    n_letters = 0
    chunk: bytes | None = first
    while chunk is not None:
        pending = decoder.getstate()[0]
        if pending or not chunk.isascii():
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                return _not_all_utf8(pending + chunk, chunks, n_letters)
            n_letters += len(_BEYOND_ASCII.findall(text)) if n_letters < _ENOUGH_LETTERS else 0
        chunk = next(chunks, None)
    return Encoding("utf-8")


def _not_all_utf8(chunk: bytes, chunks: Iterator[bytes], n_letters: int) -> Encoding:
    sample = bytearray(chunk)
    for more in chunks:
        if len(sample) < _SAMPLE_BYTES:
            sample += more
    text = sample.decode("utf-8", UNREADABLE_ERRORS)
    n_letters += len(_BEYOND_ASCII.findall(text)) - text.count(UNREADABLE)
    if n_letters > text.count(UNREADABLE):
        return Encoding(
            "utf-8",
            "Le fichier est en UTF-8 sauf quelques octets : les lignes qui les contiennent sont "
            "refusées.",
        )
    # Ties go to the first: Windows-1252 is by far the commonest.
    codec = max(_CANDIDATES, key=lambda name: _french_score(bytes(sample), name))
    return Encoding(codec, f"Le fichier n’est pas en UTF-8 : il est lu en {_CANDIDATES[codec]}.")


def _french_score(sample: bytes, codec: str) -> int:
    """Return how much the non-ASCII characters look French: letters inside words count most."""
    score = 0
    text = sample.decode(codec, UNREADABLE_ERRORS)
    for match in _BEYOND_ASCII.finditer(text):
        character = match[0]
        before = text[match.start() - 1 : match.start()]
        if character in _FRENCH:
            # A capital with an accent after a small letter is another encoding's small letter.
            score += -2 if character.isupper() and before.islower() else 3
        elif character in _PUNCTUATION:
            score += 1
        else:
            score -= 3
    return score


def _utf16_without_mark(head: bytes) -> str:
    """Return the codec when every other byte of the head is zero, as in UTF-16 of French."""
    head = head[:1024]
    even, odd = head[0::2], head[1::2]
    if len(head) < 8:
        return ""
    if odd.count(0) > 0.8 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return ""


def _exhaust(chunks: Iterator[bytes]) -> None:
    for _ in chunks:  # the caller also measures what goes by
        pass
