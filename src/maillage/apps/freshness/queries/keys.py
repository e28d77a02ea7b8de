"""What opens a page without an account: drawn from the key of the site, never kept.

The same letter always has the same link, the same sheet the same code: a reminder and a second
print open the same page. Whoever reads the base alone can make neither.
"""

import base64

from django.utils.crypto import salted_hmac

from maillage.apps.directory.actions.invitations import CODE_LENGTH, plain_code
from maillage.web.codes import ALPHABET

__all__ = ["address_digest", "code_digest", "code_of", "link_digest", "link_of", "plain_code"]


def _drawn(what: str, secret: str) -> bytes:
    return bytes(salted_hmac(f"maillage.freshness.{what}", secret, algorithm="sha256").digest())


def link_of(letter: int) -> str:
    """Return the secret part of the link of a letter: 43 signs that a link may hold."""
    return base64.urlsafe_b64encode(_drawn("link", str(letter))).decode().rstrip("=")


def code_of(request: int) -> str:
    """Return the code on the sheet of a place: "7KX2M-9QDVR", 50 bits."""
    number = int.from_bytes(_drawn("code", str(request)), "big")
    signs = ""
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return f"{signs[:5]}-{signs[5:]}"


def link_digest(token: str) -> str:
    """Return what the base keeps of a link."""
    return _drawn("link digest", token).hex()


def code_digest(code: str) -> str:
    """Return what the base keeps of a code, typed in any case, with or without its dash."""
    return _drawn("code digest", plain_code(code)).hex()


def address_digest(address: str) -> str:
    """Return what the base keeps of an address: enough to know it again, not to write to it."""
    return _drawn("address", address.strip().lower()).hex()
