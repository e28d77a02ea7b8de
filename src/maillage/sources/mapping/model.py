"""What a file means, said once: kept with its source, and replayed at the next delivery."""

import hashlib
import json
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

from maillage.core.geo import PROJECTIONS
from maillage.core.standard import FIELD_BY_NAME
from maillage.sources.mapping.targets import IGNORE, Target, TargetError, target_of
from maillage.sources.mapping.vocabulary import is_value

FORMAT = 1  # of the JSON
LAMBERT_93 = 2154
SEPARATORS = ("", ",", ";", "|", "/", "\n", "+", " - ")


class MappingError(ValueError):
    """The JSON is not that of a mapping; the message is French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How the columns and the words of one producer are read.

    columns : every column of the file, in its order, and what it becomes
    separators : between the items of one cell, by column; absent: the cell is one item
    words : by field with a closed list, the value of each word as received; "" leaves it out on
        purpose, a word that is absent has never been met
    constants : fields that the file never says, the same for all its places
    key : columns that tell a place from another; () for its name, address and commune
    sheet : of a workbook, "" when there is one
    header_line : where the titles were, from 1; 0 for none. Found again at each delivery
    decimal : sign seen in the numbers, "" when none had one; both are always read
    epsg : of the columns x and y
    """

    columns: Map[str, Target]
    separators: Map[str, str] = field(default_factory=dict)
    words: Map[str, Map[str, str]] = field(default_factory=dict)
    constants: Map[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    sheet: str = ""
    header_line: int = 1
    decimal: str = ""
    epsg: int = LAMBERT_93

    def columns_to(self, kind: str, name: str = "") -> list[str]:
        """Return the columns that become this, in the order of the file."""
        return [
            column
            for column, target in self.columns.items()
            if target.kind == kind and (not name or target.name == name)
        ]

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as plain JSON, whose keys keep the order of the columns."""
        return {
            "format": FORMAT,
            # A list: a JSON object of PostgreSQL forgets the order of its keys.
            "columns": [[column, target.code] for column, target in self.columns.items()],
            "separators": dict(self.separators),
            "words": {name: dict(table) for name, table in self.words.items()},
            "constants": dict(self.constants),
            "key": list(self.key),
            "sheet": self.sheet,
            "header_line": self.header_line,
            "decimal": self.decimal,
            "epsg": self.epsg,
        }

    @property
    def version(self) -> str:
        """Changes whenever a delivery would be read otherwise."""
        said = self.to_json()
        for name in ("header_line", "decimal"):  # what was seen, not what was decided
            said.pop(name)
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def left_out(self) -> frozenset[str]:
        """Columns that are not even kept as received."""
        return frozenset(self.columns_to(IGNORE))


def from_json(said: Any) -> Mapping:
    """Return the mapping of its JSON.

    Raises
    ------
    MappingError : it is not one, or it speaks of a field, a value or a sign that is not known.
    """
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise MappingError(
            "Cette description de fichier n’est pas lisible : décrivez-le de nouveau."
        )
    try:
        mapping = Mapping(
            columns={str(column): target_of(str(code)) for column, code in said["columns"]},
            separators={str(c): str(sign) for c, sign in said.get("separators", {}).items()},
            words={
                str(name): {str(word): str(value) for word, value in table.items()}
                for name, table in said.get("words", {}).items()
            },
            constants={str(n): str(value) for n, value in said.get("constants", {}).items()},
            key=tuple(str(column) for column in said.get("key", [])),
            sheet=str(said.get("sheet", "")),
            header_line=int(said.get("header_line", 1)),
            decimal=str(said.get("decimal", "")),
            epsg=int(said.get("epsg", LAMBERT_93)),
        )
    except TargetError as error:
        raise MappingError(str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MappingError("Il manque une partie de la description du fichier.") from error
    _check(mapping)
    return mapping


def _check(mapping: Mapping) -> None:
    for name, table in mapping.words.items():
        if wrong := [v for v in table.values() if v and not is_value(name, v)]:
            raise MappingError(f"« {wrong[0]} » n’est pas une valeur de {name}.")
    if unknown := [name for name in mapping.constants if name not in FIELD_BY_NAME]:
        raise MappingError(f"« {unknown[0]} » n’est pas un champ du standard.")
    if mapping.epsg not in PROJECTIONS:
        raise MappingError(f"La projection EPSG:{mapping.epsg} n’est pas connue.")
    if missing := [column for column in mapping.key if column not in mapping.columns]:
        raise MappingError(f"La colonne « {missing[0]} » n’est pas décrite.")
    if wrong := [sign for sign in mapping.separators.values() if sign not in SEPARATORS]:
        raise MappingError(f"« {wrong[0]} » n’est pas un signe entre deux mots.")
