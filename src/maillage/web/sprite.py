"""One file for all the pictograms: pages point into it, browsers keep it.

An outside file rather than symbols in each page: pages are lighter from the second one on, and a
part of a page that htmx brings later finds every drawing. Run `python -m maillage.web.sprite`
after changing a file of icons/; a test says when it was forgotten.
"""

import re
from functools import cache
from pathlib import Path

ICON_FOLDER = Path(__file__).parent / "icons"
SPRITE = Path(__file__).parent / "static" / "web" / "sprite.svg"


@cache
def icon_names() -> frozenset[str]:
    """Return the names that the `icon` tag knows."""
    return frozenset(file.stem for file in ICON_FOLDER.glob("*.svg"))


def sprite() -> str:
    """Return the sprite, whole: one symbol for each file, in the order of their names."""
    symbols = []
    for file in sorted(ICON_FOLDER.glob("*.svg")):
        match = re.fullmatch(r"<svg[^>]*>(.*)</svg>\s*", file.read_text(encoding="utf-8"), re.S)
        if match is None:
            raise ValueError(f"{file.name} is not one <svg> element")
        symbols.append(f'<symbol id="{file.stem}" viewBox="0 0 24 24">{match[1]}</symbol>\n')
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'


if __name__ == "__main__":
    SPRITE.write_text(sprite(), encoding="utf-8")
