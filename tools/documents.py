"""`make docs`: the pages that the code writes. A test refuses them when they are out of date."""

from collections.abc import Callable
from pathlib import Path

from maillage.config.options_page import options_page
from maillage.core.standard import dictionary
from tools.permissions import permissions_page

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "options.md": options_page,
    "dictionary.md": dictionary,
    "permissions.md": permissions_page,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        REFERENCE.joinpath(name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}")
