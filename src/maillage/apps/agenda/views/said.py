"""Sentences that hold what somebody typed: French stays French, and says so, in any language."""

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from maillage.web.languages import current
from maillage.web.templatetags.maillage import typed


def with_typed(sentence: str, **words: str) -> str:
    """Return a translated sentence filled with what people typed, ready to print."""
    if current().is_french:
        return sentence % words
    marked = {name: conditional_escape(typed(word)) for name, word in words.items()}
    return SafeString(conditional_escape(sentence) % marked)


def joined(between: str, parts: Iterable[str]) -> str:
    """Return sentences or names one after the other; those that bear a mark keep it."""
    if current().is_french:
        return between.join(parts)
    return format_html_join(between, "{}", ((part,) for part in parts))
