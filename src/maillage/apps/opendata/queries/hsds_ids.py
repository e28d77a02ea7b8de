"""Identities of HSDS: UUIDs that hold our public numbers, so that no table of them is needed.

A UUID of version 8 (RFC 9562, 5.8) has 122 bits of its own: one letter for the kind, twelve for
the number. What has no number of its own is named after what it belongs to (version 5).
"""

import hashlib
import uuid

ORGANISATION, PLACE, OFFER, LINK = "o", "l", "s", "w"
_KINDS = (ORGANISATION, PLACE, OFFER, LINK)
_LETTERS = 12
_SPARE_BITS = 18
_NAMES = uuid.UUID("8d0f4f0e-6c7c-5a39-9f5e-3d2b5f1c7a10")
_NAMES_BYTES = _NAMES.bytes
# The variant of RFC 9562 in the two first bits of a letter.
_VARIANT = {letter: "89ab"[int(letter, 16) & 3] for letter in "0123456789abcdef"}


def uuid_of(kind: str, public_id: str) -> str:
    """Return the UUID of a thing that has a public number.

    Raises ValueError for a number longer than twelve ASCII letters.

    >>> uuid_of("l", "04fj3e65xp")
    '6c303466-6a33-8653-98d5-e1c000000000'
    """
    letters = public_id.encode("ascii")
    if kind not in _KINDS or not 0 < len(letters) <= _LETTERS:
        raise ValueError(f"no identity for {kind!r} {public_id!r}")
    number = int.from_bytes(kind.encode("ascii") + letters.ljust(_LETTERS, b"\0"), "big")
    bits = number << _SPARE_BITS
    return str(uuid.UUID(int=_with_version(bits)))


def number_of(kind: str, text: str) -> str | None:
    """Return the public number that a UUID of this kind holds, None when it holds none."""
    try:
        bits = _without_version(uuid.UUID(text))
    except ValueError:
        return None
    if bits is None or bits & ((1 << _SPARE_BITS) - 1):
        return None
    held = (bits >> _SPARE_BITS).to_bytes(1 + _LETTERS, "big")
    letters = held[1:].rstrip(b"\0")
    if held[:1] != kind.encode("ascii") or not letters or b"\0" in letters:
        return None
    try:
        return letters.decode("ascii")
    except UnicodeDecodeError:
        return None


def named(*names: str) -> str:
    """Return the UUID of what has no number of its own, from names that do not change.

    It is `uuid.uuid5`, written on the letters themselves: a region needs a million of them.

    >>> named("schedule", "a") == str(uuid.uuid5(_NAMES, "schedule\\x1fa"))
    True
    """
    said = hashlib.sha1(
        _NAMES_BYTES + "\x1f".join(names).encode(), usedforsecurity=False
    ).hexdigest()
    third, fourth = f"5{said[13:16]}", f"{_VARIANT[said[16]]}{said[17:20]}"
    return f"{said[:8]}-{said[8:12]}-{third}-{fourth}-{said[20:32]}"


def _with_version(bits: int) -> int:
    """Return 128 bits: 48 of ours, version 8, 12 of ours, variant, 62 of ours."""
    first, second, third = bits >> 74, (bits >> 62) & 0xFFF, bits & ((1 << 62) - 1)
    return (first << 80) | (0x8 << 76) | (second << 64) | (0b10 << 62) | third


def _without_version(value: uuid.UUID) -> int | None:
    whole = value.int
    if (whole >> 76) & 0xF != 0x8 or (whole >> 62) & 0b11 != 0b10:
        return None
    return ((whole >> 80) << 74) | (((whole >> 64) & 0xFFF) << 62) | (whole & ((1 << 62) - 1))
