"""What a file says of one territory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneStatement:
    """What a file says of one territory; absent values leave what is known as it is."""

    kind: str
    code: str
    nom: str
    slug: str = ""
    parent: tuple[str, str] | None = None  # (kind, code), which must be known
    # The same, guessed from a code: taken when it is known, when nothing else says.
    likely_parent: tuple[str, str] | None = None
    # Name of its commune, when the file gives no code.
    commune_name: str = ""
    values: Mapping[str, Any]
