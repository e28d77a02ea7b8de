"""The menus, derived from what the applications that are on declare in their apps.py.

An AppConfig may have `menu` and `footer`: tuples of MenuEntry.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.apps import apps
from django.urls import NoReverseMatch, reverse

Menu = Literal["menu", "staff_menu", "footer"]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of a menu: its words and its route; `staff` puts it in the menu of the desk.

    `order` sorts the entries of all the applications; equal ones keep the order of the modules.
    """

    label: str
    route: str
    staff: bool = False
    order: int = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A menu entry of one page: `current` marks the place where one is."""

    label: str
    url: str
    current: bool


@cache
def menu_entries(menu: Menu) -> tuple[tuple[str, str], ...]:
    """Return the (label, address) pairs of a menu; a route that does not exist is left out."""
    entries: list[MenuEntry] = []
    # INSTALLED_APPS lists the highest module first; so does the menu.
    for config in apps.get_app_configs():
        declared = getattr(config, "footer" if menu == "footer" else "menu", ())
        entries += [entry for entry in declared if entry.staff == (menu == "staff_menu")]
    links = []
    for entry in sorted(entries, key=lambda entry: entry.order):
        try:
            links.append((entry.label, reverse(entry.route)))
        except NoReverseMatch:
            continue  # the module is on, its page is not written or was taken out
    return tuple(links)


def menu_links(menu: Menu, path: str) -> tuple[Link, ...]:
    """Return the links of a menu; the longest address that `path` starts with is current.

    The home page is current only on itself, not on every page below it.
    """
    pairs = menu_entries(menu)
    above = [url for _, url in pairs if path == url or (url != "/" and path.startswith(url))]
    here = max(above, key=len, default="")
    return tuple(Link(label, url, url == here) for label, url in pairs)
