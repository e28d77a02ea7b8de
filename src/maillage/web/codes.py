"""Short codes: printed, spoken on the telephone, typed by anybody; the base keeps digests alone."""

import secrets

from django.utils.crypto import salted_hmac

# Crockford's base 32: no letter that is read as a figure, and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8  # 40 bits; few tries are allowed
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def plain_code(typed: str, *, length: int = CODE_LENGTH) -> str:
    """Return a code as it was printed, whatever the case, the spaces and the dashes typed.

    >>> plain_code(" 7kx2 m9qo"), plain_code("7kx2m 9qdvo", length=10)
    ('7KX2-M9Q0', '7KX2M-9QDV0')
    """
    signs = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS)
    return f"{signs[: length // 2]}-{signs[length // 2 :]}" if len(signs) == length else signs


def new_code(*, length: int = CODE_LENGTH) -> str:
    """Return a code that nobody can guess, in two groups: 5 bits a sign."""
    return plain_code("".join(secrets.choice(ALPHABET) for _ in range(length)), length=length)


def code_of(once: str, *, purpose: str) -> str:
    """Return a code that the key of the site and what a form held make: the same each time.

    `purpose` keeps the codes of one thing apart from those of another.
    """
    number = int(salted_hmac(f"maillage.{purpose}.once", once, algorithm="sha256").hexdigest(), 16)
    return plain_code("".join(ALPHABET[number >> (5 * n) & 31] for n in range(CODE_LENGTH)))


def code_digest(code: str, *, purpose: str) -> str:
    """Return what the base keeps of a code: useless without the key of the site."""
    return salted_hmac(f"maillage.{purpose}", plain_code(code), algorithm="sha256").hexdigest()
