"""Web addresses that a producer wrote among other words."""

import re

from maillage.sources.platforms.draft import Draft

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s|<>\"]+[^\s|<>\".,;:)]"
    r"|(?<!\S)[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}(?:/\S*)?(?!\S)"
)
_LINK_WORDS = re.compile(r"(?:\s|[;,/|.()-]|\b(?:et|ou)\b)*", re.IGNORECASE)


def put_sites(draft: Draft, column: str) -> None:
    """Give the draft the web addresses of a column; other words of it are kept apart, whole.

    "Facebook : X, Instagram : Y" names pages without their addresses: nothing is made up.
    """
    text = draft.text(column)
    if text in ("", "http://", "https://"):  # a form that had begun the address
        return
    draft.put("site_web", "|".join(dict.fromkeys(_ADDRESS.findall(text))))
    if not _LINK_WORDS.fullmatch(_ADDRESS.sub("", text)):
        draft.keep_columns((column,))
