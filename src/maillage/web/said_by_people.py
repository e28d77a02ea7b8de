"""What people typed in French, said in other languages by people.

An application may keep such translations: it gives one function, which is asked for a text and a
language each time that a page shows a text that no catalogue knows. Applications say which texts
they show, by name in their declaration: `typed_texts = "maillage.apps.….typed_texts"`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.utils.module_loading import import_string

Memory = Callable[[str, str], str]
_memories: list[Memory] = []


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text that residents read as it was typed; where one sees it, in words and by address."""

    words: str
    where: str
    url: str


def remember_with(memory: Memory) -> None:
    """Ask `memory(text, language)` for what people said of a text; "" when nobody did."""
    if memory not in _memories:
        _memories.append(memory)


def said_by_people(text: str, language: str) -> str:
    """Return what people said of a text in a language; "" when nobody did."""
    return next((said for memory in _memories if (said := memory(text, language))), "")


def typed_texts() -> Iterator[TypedText]:
    """Yield every text that residents read as it was typed, by the applications that are on."""
    for config in reversed(list(apps.get_app_configs())):
        name = getattr(config, "typed_texts", "")
        if name:
            found: Iterable[TypedText] = import_string(name)()
            yield from found
