"""The words of the chosen columns: how their cells are cut, and what each word probably means."""

from dataclasses import replace

from maillage.core.standard.values import fold
from maillage.sources.mapping.contents import separator_of, words_of_column
from maillage.sources.mapping.look import Look
from maillage.sources.mapping.model import Mapping
from maillage.sources.mapping.vocabulary import guess_word


def with_words(look: Look, mapping: Mapping) -> Mapping:
    """Return the mapping with a guess for each separator and each word that it does not decide.

    To be called when somebody chose what the columns become: their words are to be confirmed next.
    """
    separators, words = dict(mapping.separators), {n: dict(t) for n, t in mapping.words.items()}
    for name, target in mapping.columns.items():
        if not (target.has_vocabulary or target.name == "autres_formations_labels"):
            separators.pop(name, None)
            continue
        values = look.column(name).values
        if name not in separators:
            separators[name] = separator_of(values)
        if target.has_vocabulary:
            table = words.setdefault(target.name, {})
            known = {fold(word) for word in table}
            for word in words_of_column(values, separators[name] or "|"):
                if fold(word) not in known and (value := guess_word(target.name, word)) is not None:
                    table[word] = value
    used = {target.name for target in mapping.columns.values() if target.has_vocabulary}
    return replace(
        mapping,
        separators=separators,
        words={name: table for name, table in words.items() if name in used},
    )
