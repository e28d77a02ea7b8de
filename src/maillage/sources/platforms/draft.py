"""A record of the standard being put together from the columns and codes of one producer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from maillage.core.harmonise import Log, harmonise
from maillage.core.harmonise.text import EMPTY_WORDS
from maillage.core.hours import parse
from maillage.core.standard import FIELD_BY_NAME, Reading, read_values
from maillage.core.standard.problems import quote
from maillage.core.standard.reading import LOCAL
from maillage.core.standard.values import fold
from maillage.core.standard.version_0_1 import TABLE
from maillage.sources.base import Row, fault, refused
from maillage.sources.platforms.day_columns import week_of

_EMAILS = re.compile(r"[^\s@]+@[^\s@]+(?:[\s;,/]+(?:ou\s+)?[^\s@]+@[^\s@]+)*")
_LISTS = frozenset(field.name for field in FIELD_BY_NAME.values() if field.multiple)


class Meaning(NamedTuple):
    """What one word of a producer says in the standard.

    targets : fields of the standard and the values that they get
    kept : the word says more than its targets, so it goes to the extension too: as received
        (True), or in these plain words when it is a code
    """

    targets: tuple[tuple[str, str], ...] = ()
    kept: bool | str = False


# None in a table: met, and left out on purpose, because it says nothing that the rest does not.
Words = Mapping[str, Meaning | None]
KEPT = Meaning(kept=True)


def means(*, kept: bool | str = False, **fields: str | Sequence[str]) -> Meaning:
    """Return the meaning of a word: lists of the standard, or local ones, and their values.

    Raises
    ------
    ValueError : a name is neither a list of the standard nor a `local_` one: the table is wrong.

    >>> means(frais_a_charge="Gratuit").targets
    (('frais_a_charge', 'Gratuit'),)
    """
    if wrong := {name for name in fields if name not in _LISTS and not name.startswith(LOCAL)}:
        raise ValueError(f"not lists of the standard: {', '.join(sorted(wrong))}")
    return Meaning(
        tuple(
            (name, str(value))
            for name, values in fields.items()
            for value in ((values,) if isinstance(values, (str, StrEnum)) else values)
        ),
        kept,
    )


def only_words(table: Words, field: str) -> Words:
    """Return the table in which what went to a field is kept in words instead.

    A place for everyone addresses nobody in particular, even when one of its workshops does.

    >>> only_words({"G": means(frais_a_charge="Gratuit")}, "frais_a_charge")["G"]
    Meaning(targets=(), kept='Gratuit')
    """
    changed: dict[str, Meaning | None] = {}
    for word, meaning in table.items():
        there = [target for target in meaning.targets if target[0] == field] if meaning else []
        if meaning is None or not there:
            changed[word] = meaning
        else:
            others = tuple(target for target in meaning.targets if target not in there)
            changed[word] = Meaning(others, meaning.kept or ", ".join(v for _, v in there))
    return changed


def words_of_0_1(column: str) -> Words:
    """Return what the words of version 0.1 of the standard mean, for producers who use some."""
    return {word: Meaning(old.targets, old.kept) for word, old in TABLE[column].items()}


class Draft:
    """The columns of the standard, filled one by one, with the faults met on the way.

    Nothing here raises on bad data. `reading` corrects (core.harmonise) and checks
    (core.standard) what was put together, as for a file that speaks the standard.
    """

    def __init__(self, row: Row, key: str) -> None:
        self.row = row
        self._values: dict[str, object] = {"id": key}
        self._lists: dict[str, dict[str, None]] = {}
        self._warnings: list[tuple[str, str, str, str, str]] = []

    def text(self, column: str) -> str:
        """Return the received text (or number) of a column, trimmed; "" for anything else."""
        return text_of(self.row, column)

    def put(self, field: str, value: object) -> None:
        """Give a field its one value; an empty one is ignored."""
        if value not in (None, ""):
            self._values[field] = value

    def put_columns(self, names: Mapping[str, str]) -> None:
        """Copy columns as they are: the producer's name to the name in the standard."""
        for column, field in names.items():
            self.put(field, self.row.values.get(column))

    def add(self, field: str, *values: str) -> None:
        """Add values to a list of the standard, or to one of the extension."""
        kept = self._lists.setdefault(field, {})
        # The sign between the items of a list cannot be inside one.
        kept.update((text, None) for value in values if (text := value.replace("|", "/").strip()))

    def keep(self, column: str, *values: str) -> None:
        """Keep apart what the standard cannot hold: the whole column, or some words of it."""
        self.add(local_name(column), *(values or (self.text(column),)))

    def keep_columns(self, columns: Iterable[str]) -> None:
        """Keep several columns apart, whole; those that only say "nothing" are left."""
        for column in columns:
            if (text := self.text(column)) and text.casefold() not in EMPTY_WORDS:
                self.keep(column)

    def words(self, column: str, separator: str) -> list[str]:
        """Return the words of a column cut by a regular expression, without empty ones."""
        return [word for part in re.split(separator, self.text(column)) if (word := part.strip())]

    def decode(self, column: str, words: Iterable[str], table: Words, *, kept_as: str = "") -> None:
        """Give to the fields of the standard what the words mean; accents and case aside.

        A word that the table does not know is a warning, and goes to the extension under the
        name of the column, or under `kept_as` when several columns say one thing.
        """
        apart = kept_as or column
        known = {fold(word): meaning for word, meaning in table.items()}
        for word in words:
            folded = fold(word)
            if folded not in known:
                self.keep(apart, word)
                self.warn(
                    "word_unknown",
                    column,
                    word,
                    f"{quote(word)} n’est pas un mot connu de la colonne {quote(column)} ; "
                    "il est gardé à part.",
                    "Vérifiez ce mot, ou demandez qu’il soit ajouté à la table de la source.",
                )
                continue
            meaning = known[folded]
            if meaning is None:
                continue
            for field, value in meaning.targets:
                self.add(field, value)
            if meaning.kept:
                self.keep(apart, word if meaning.kept is True else meaning.kept)

    def put_emails(self, column: str) -> None:
        """Take a column that holds addresses and nothing else; words are kept apart, and said.

        "Contact pour entreprise : ..." or "via le site" is not an address for residents.
        """
        text = self.text(column)
        if _EMAILS.fullmatch(text):
            self.add("courriels", *re.split(r"[\s;,/]+(?:ou\s+)?", text))
        elif text and text.casefold() not in EMPTY_WORDS:
            self.keep(column)
            self.warn(
                "email_in_words",
                "courriels",
                text,
                f"La colonne {column} dit autre chose qu’une adresse ; elle est gardée à part.",
                "Écrivez seulement l’adresse électronique du lieu.",
            )

    def put_week(self, columns: Sequence[Sequence[str]], *, closed: Sequence[str] = ()) -> None:
        """Read the opening hours of columns of days; what is not understood is a warning."""
        week = week_of(self.row.values, columns, closed=closed)
        self.put("horaires", week.horaires)
        for column, text in week.unread:
            self._hours_unread(column, text, "09:00-12:00, 14:00-17:00")

    def put_hours(self, column: str) -> None:
        """Read the opening hours of one column, in French or in OSM notation.

        What is not understood is kept in full and never shown as open; it is a warning.
        """
        if (text := self.text(column)).casefold() in EMPTY_WORDS | {""}:
            return
        hours = parse(text)
        self.put("horaires", hours.osm if hours.understood else text)
        if not hours.understood:
            self._hours_unread(column, text, "lundi au vendredi 9h-12h et 14h-17h")

    def _hours_unread(self, column: str, text: str, example: str) -> None:
        self.warn(
            "hours_unread",
            "horaires",
            text,
            f"Les heures {quote(text)} ({column}) ne sont pas comprises : elles sont gardées en "
            "toutes lettres.",
            f"Écrivez les heures comme {example}.",
        )

    def warn(self, rule: str, field: str, value: str, message: str, repair: str) -> None:
        """Note something to look at; the record is kept."""
        self._warnings.append((rule, field, value, message, repair))

    def reading(self, log: Log, *, without: Sequence[str] = ()) -> Reading:
        """Return what the standard makes of all this, corrections counted in `log`."""
        row = self.row
        if row.problem is not None:
            return refused(row, row.rule, row.problem, "Corrigez la ligne dans le fichier.")
        values = self._values | {
            field: "|".join(items) for field, items in self._lists.items() if items
        }
        reading = read_values(harmonise(values, log, without=without), version="1.0", line=row.line)
        record_id = str(self._values["id"])
        mine = [
            replace(
                fault(row, rule, message, repair, name=field, value=value, severity="warning"),
                record_id=record_id,
            )
            for rule, field, value, message, repair in self._warnings
        ]
        return replace(reading, faults=(*mine, *reading.faults))


def text_of(row: Row, column: str) -> str:
    """Return the received text (or number) of a column, trimmed; "" for anything else."""
    value = row.values.get(column)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value) if abs(value) < 1e300 else ""
    return value.strip() if isinstance(value, str) else ""


def local_name(column: str) -> str:
    """Return the name under which the extension keeps a column.

    >>> local_name("Structure porteuse"), local_name("local_quarter")
    ('local_structure_porteuse', 'local_quarter')
    """
    return column if column.startswith(LOCAL) else LOCAL + "_".join(fold(column).split())
