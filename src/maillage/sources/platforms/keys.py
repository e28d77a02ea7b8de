"""The identifier of a place whose producer gives none."""

import hashlib

from maillage.core.standard.values import fold

_LENGTH = 16  # 64 bits: no two of a million places share one


def hashed_key(*parts: object) -> str:
    """Return a short identifier made of what names a place: its name, its address, its commune.

    Accents, capitals, punctuation and spaces do not change it, so that a producer who retypes a
    name does not make another place. "" when every part is empty. The parts are counted: the same
    words in another column make another key.

    >>> hashed_key("Médiathèque", "12, rue du Pont", "Clairmaille")
    'c2191ce3d3f31cb6'
    >>> hashed_key("MEDIATHEQUE ", "12 rue du pont", "clairmaille") == hashed_key(
    ...     "Médiathèque", "12, rue du Pont", "Clairmaille"
    ... )
    True
    """
    folded = [fold(str(part)) if isinstance(part, (str, int, float)) else "" for part in parts]
    if not any(folded):
        return ""
    return hashlib.sha256("\n".join(folded).encode()).hexdigest()[:_LENGTH]
