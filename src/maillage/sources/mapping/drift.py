"""What changed in a producer's file since it was described: said before anything is read."""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from maillage.core.harmonise.text import EMPTY_WORDS
from maillage.core.standard import FIELD_BY_NAME
from maillage.core.standard.values import fold
from maillage.sources.base import Delivery, Row
from maillage.sources.delivery import DeliveryError
from maillage.sources.mapping.convert import items_of
from maillage.sources.mapping.look import Look, text_of
from maillage.sources.mapping.model import Mapping
from maillage.sources.mapping.table import open_table

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Drift:
    """What a delivery has that its mapping does not know.

    new_columns, missing_columns : by their names; a column that the mapping ignores or only keeps
        apart is not missed
    new_words : by field, the words that have no value yet and how many rows have each
    sheet : the sheet that was read in the place of the one that is gone, "" otherwise
    """

    new_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    new_words: Map[str, Map[str, int]] = field(default_factory=dict)
    sheet: str = ""

    @property
    def empty(self) -> bool:
        """True when the delivery can be read without a question."""
        return not (self.new_columns or self.missing_columns or self.new_words or self.sheet)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed, in French, one thing a sentence."""
        said = [f"Une nouvelle colonne\u00a0: «\u00a0{name}\u00a0»." for name in self.new_columns]
        said += [
            f"Une colonne n’est plus là\u00a0: «\u00a0{name}\u00a0»."
            for name in self.missing_columns
        ]
        for name, words in self.new_words.items():
            shown = ", ".join(f"«\u00a0{word}\u00a0»" for word in list(words)[:_SHOWN])
            more = f" et {len(words) - _SHOWN} autres" if len(words) > _SHOWN else ""
            title = FIELD_BY_NAME[name].title
            new = "Un mot nouveau" if len(words) == 1 else f"{len(words)} mots nouveaux"
            said.append(f"{new} dans «\u00a0{title}\u00a0»\u00a0: {shown}{more}.")
        if self.sheet:
            said.append(
                f"La feuille a changé de nom : c’est «\u00a0{self.sheet}\u00a0» qui est lue."
            )
        return tuple(said)


def drift(mapping: Mapping, look: Look, new_words: Map[str, Map[str, int]]) -> Drift:
    """Return what a look at a delivery, and its unknown words, tell of its mapping."""
    there = [column.name for column in look.columns]
    needed = [
        name
        for name, target in mapping.columns.items()
        if target.kind not in ("keep", "ignore") or name in mapping.key
    ]
    # A key that no row of a JSON has is not a column that left: only titles are.
    titled = look.format in ("csv", "xlsx", "ods")
    moved = bool(mapping.sheet) and look.sheet not in ("", mapping.sheet)
    return Drift(
        new_columns=tuple(name for name in there if name not in mapping.columns),
        missing_columns=tuple(
            name for name in needed if name not in there and (titled or look.whole)
        ),
        new_words={name: dict(words) for name, words in new_words.items() if words},
        sheet=look.sheet if moved else "",
    )


def unknown_values(mapping: Mapping, delivery: Delivery) -> dict[str, dict[str, int]]:
    """Return, by field with a closed list, the words that the mapping does not know, and how often.

    The whole delivery is read; what cannot be read is left to the import to say.
    """
    return _count(mapping, delivery, unknown=True)


def words_of_delivery(mapping: Mapping, delivery: Delivery) -> dict[str, dict[str, int]]:
    """Return every word of the fields with a closed list, and how many rows have each."""
    return _count(mapping, delivery, unknown=False)


def _count(mapping: Mapping, delivery: Delivery, *, unknown: bool) -> dict[str, dict[str, int]]:
    fields: dict[str, list[str]] = {}
    for column, target in mapping.columns.items():
        if target.has_vocabulary:
            fields.setdefault(target.name, []).append(column)
    known = {
        name: {fold(word) for word in mapping.words.get(name, ())} if unknown else set()
        for name in fields
    }
    found: dict[str, dict[str, int]] = {name: {} for name in fields}
    folded: dict[str, dict[str, str]] = {name: {} for name in fields}
    for row in _rows(mapping, delivery) if fields else ():
        for name, columns in fields.items():
            items = (
                item
                for column in columns
                for item in items_of(mapping, column, text_of(row.values.get(column)))
            )
            for word in dict.fromkeys(items):
                key = fold(word)
                if word.casefold() in EMPTY_WORDS or key in known[name]:
                    continue
                shown = folded[name].setdefault(key, word)
                found[name][shown] = found[name].get(shown, 0) + 1
    return {
        name: dict(sorted(words.items(), key=lambda item: (-item[1], item[0])))
        for name, words in found.items()
    }


def _rows(mapping: Mapping, delivery: Delivery) -> Iterator[Row]:
    try:
        _, rows = open_table(
            delivery,
            sheet=mapping.sheet,
            header_line=None if mapping.header_line else 0,
            columns=mapping.columns,
        )
        for row in rows:
            if row.problem is None:
                yield row
    except DeliveryError:
        return
