"""Which French texts are plain already: plain French says the others again, more simply."""

import re

from maillage.web.readability import WORDS_TO_AVOID
from maillage.web.translations.extract import Id

# A sentence of plain French holds one idea.
MOST_WORDS = 12
_WORD = re.compile(r"[\w’'-]+")


def is_plain(id: Id) -> bool:
    """True when each sentence of a text is short and holds no word that few people know."""
    text = id if isinstance(id, str) else id[1]
    text = re.sub(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>", " x ", text)
    if any(word in text.lower() for word in WORDS_TO_AVOID):
        return False
    return all(
        len(_WORD.findall(sentence)) <= MOST_WORDS for sentence in re.split(r"[.!?:;]", text)
    )
