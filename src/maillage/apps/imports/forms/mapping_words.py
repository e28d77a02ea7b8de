"""The words of a file and its novelties, asked once: what each one means."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.imports.forms.mapping import (
    KEEP,
    Choices,
    column_question,
    may_share,
    target_choices,
)
from maillage.core.standard import FIELD_BY_NAME
from maillage.core.standard.lists import ALLOWED
from maillage.core.standard.values import fold
from maillage.sources.mapping import Look, target_of
from maillage.sources.mapping import Mapping as FileMapping
from maillage.sources.mapping.vocabulary import SIBLINGS, label_of

LEFT_OUT = ""


def word_choices(field: str) -> Choices:
    """Return what a word of a field may mean: nothing, a value of the field, or of its twin."""
    choices: Choices = [(LEFT_OUT, _("Laisser de côté"))]
    for name in filter(None, (field, SIBLINGS.get(field))):
        values = [(value, label_of(name, value)) for value in ALLOWED[name]]
        choices.append((FIELD_BY_NAME[name].title, sorted(values, key=lambda v: fold(v[1]))))
    return choices


def word_name(field: str, word: str) -> str:
    """Return the name of the question about a word: the same whatever else is in the file."""
    return f"m-{field}-{hashlib.blake2b(word.encode(), digest_size=6).hexdigest()}"


class WordsForm(forms.Form):
    """One question by word: what it means.

    words : by field, the words to be asked and how many rows have each
    """

    MOST = 250
    # Django takes 1 000 answers at once; some are those of the form itself.
    MOST_IN_ALL = 900

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        words: Mapping[str, Mapping[str, int]],
        mapping: FileMapping,
        n_others: int = 0,
    ) -> None:
        super().__init__(data)
        self.mapping = mapping
        most = self._most_of_each(words, self.MOST_IN_ALL - n_others)
        self.n_more = sum(max(0, len(counted) - most) for counted in words.values())
        self.asked: dict[str, list[str]] = {}
        self.guessed: dict[str, bool] = {}
        for field, counted in words.items():
            known = {fold(w): v for w, v in mapping.words.get(field, {}).items()}
            choices = word_choices(field)
            for word, n in list(counted.items())[:most]:
                name = word_name(field, word)
                value = known.get(fold(word))
                self.asked.setdefault(field, []).append(word)
                self.guessed[name] = value is not None
                self.fields[name] = forms.ChoiceField(
                    label=word[:200],
                    help_text=ngettext("%(n)s ligne", "%(n)s lignes", n) % {"n": n},
                    choices=choices,
                    initial=value or LEFT_OUT,
                    required=False,
                )

    def _most_of_each(self, words: Mapping[str, Mapping[str, int]], in_all: int) -> int:
        """Return how many words of each field may be asked, so that all the answers can be sent."""
        most = self.MOST
        while most and sum(min(most, len(counted)) for counted in words.values()) > in_all:
            most -= 1
        return most

    def groups(self) -> list[tuple[str, list[forms.BoundField], list[forms.BoundField]]]:
        """Return, by field, its title, the words nobody could guess, and those to read again."""
        found = []
        for field, words in self.asked.items():
            names = [word_name(field, word) for word in words]
            unknown = [self[name] for name in names if not self.guessed[name]]
            guessed = [self[name] for name in names if self.guessed[name]]
            found.append((FIELD_BY_NAME[field].title, unknown, guessed))
        return found

    def new_mapping(self) -> FileMapping:
        """Return the mapping with every word decided."""
        words = {name: dict(table) for name, table in self.mapping.words.items()}
        for field, asked in self.asked.items():
            table = words.setdefault(field, {})
            for word in asked:
                for known in [w for w in table if w != word and fold(w) == fold(word)]:
                    del table[known]
                table[word] = self.cleaned_data.get(word_name(field, word)) or LEFT_OUT
        return replace(self.mapping, words=words)


class NoveltiesForm(WordsForm):
    """What a new file has that its source had not: its columns, and its words."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        columns: Sequence[str],
        look: Look,
        guessed: FileMapping,
        words: Mapping[str, Mapping[str, int]],
        mapping: FileMapping,
    ) -> None:
        super().__init__(data, words=words, mapping=mapping, n_others=len(columns))
        self.new_columns = list(columns)
        self.column_names = [column.name for column in look.columns]
        choices = target_choices()
        for name in self.new_columns:
            index = self.column_names.index(name)
            target = guessed.columns[name]
            self.fields[f"c{index}"] = column_question(look, index, choices, target)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The question of each new column."""
        return [self[f"c{self.column_names.index(name)}"] for name in self.new_columns]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        taken = {target.name for target in self.mapping.columns.values() if target.kind == "field"}
        for name in self.new_columns:
            index = self.column_names.index(name)
            target = target_of(said.get(f"c{index}") or KEEP)
            if target.name in taken and not may_share(target.name, target):
                self.add_error(
                    f"c{index}",
                    _("Une autre colonne donne déjà ce champ : mettez celle-ci à part."),
                )
        return said

    def new_mapping(self) -> FileMapping:
        """Return the mapping that knows the novelties too, its columns in the order of the file."""
        mapping = super().new_mapping()
        columns = dict(mapping.columns)
        for name in self.new_columns:
            code = self.cleaned_data.get(f"c{self.column_names.index(name)}") or KEEP
            columns[name] = target_of(code)
        return replace(mapping, columns=columns)
