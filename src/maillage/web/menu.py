"""The menus, derived from what the applications that are on declare in their apps.py.

An AppConfig may have `menu` and `footer`: tuples of MenuEntry.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.apps import apps
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext

from maillage.web.access import may_open

Menu = Literal["menu", "staff_menu", "footer"]

# The groups of the desk: named here, since entries of several applications meet in one.
NETWORK = "Le réseau"
DATA = "Les données"
PEOPLE = "L’équipe"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of a menu: its words and its route; `staff` puts it in the menu of the desk.

    `order` sorts the entries of all the applications; equal ones keep the order of the modules.
    Entries of the desk with the same `group` are folded together under that name.
    """

    label: str
    route: str
    staff: bool = False
    order: int = 50
    group: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A menu entry of one page: `current` marks the place where one is."""

    label: str
    url: str
    current: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the menu of the desk: one link without a name, or links folded under a name."""

    label: str
    links: tuple[Link, ...]

    @property
    def current(self) -> bool:
        """True when the page where one is lies under this name."""
        return any(link.current for link in self.links)


@cache
def menu_entries(menu: Menu) -> tuple[tuple[str, str, str], ...]:
    """Return (label, address, group) of each entry; a route that does not exist is left out."""
    entries: list[MenuEntry] = []
    # INSTALLED_APPS lists the highest module first; so does the menu.
    for config in apps.get_app_configs():
        declared = getattr(config, "footer" if menu == "footer" else "menu", ())
        entries += [entry for entry in declared if entry.staff == (menu == "staff_menu")]
    links = []
    for entry in sorted(entries, key=lambda entry: entry.order):
        try:
            links.append((entry.label, reverse(entry.route), entry.group))
        except NoReverseMatch:
            continue  # the module is on, its page is not written or was taken out
    return tuple(links)


@cache
def _view(url: str) -> Any:
    """Return the view of an address of the menus, looked up once: every page of the desk asks."""
    return resolve(url).func


def menu_links(menu: Menu, path: str, person: Any = None) -> tuple[Link, ...]:
    """Return the links of a menu; the longest address that `path` starts with is current.

    The home page is current only on itself, not on every page below it. With a `person`, a page
    that would not open for them is left out: its own check is asked, no list is kept beside it.
    """
    entries = menu_entries(menu)
    if person is not None:
        entries = tuple(entry for entry in entries if may_open(_view(entry[1]), person))
    above = [url for _, url, _ in entries if path == url or (url != "/" and path.startswith(url))]
    here = max(above, key=len, default="")
    # Declared in French: said in the language of the page.
    return tuple(Link(gettext(label), url, url == here, group) for label, url, group in entries)


def grouped(links: tuple[Link, ...]) -> tuple[Group, ...]:
    """Return the links in the groups that they name, each where its first link stands.

    A group of which a person sees one link is that link: nothing is folded for nothing.
    """
    parts: dict[str, list[Link]] = {}
    for link in links:
        parts.setdefault(link.group or link.url, []).append(link)
    return tuple(
        Group(part[0].group if len(part) > 1 else "", tuple(part)) for part in parts.values()
    )
