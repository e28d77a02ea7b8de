"""The menus, derived from what the applications that are on declare in their apps.py."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of `menu` in an AppConfig: its words, its route, and whom it is for.

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
def menu_entries(staff: bool) -> tuple[tuple[str, str], ...]:
    """Return the (label, address) pairs of a menu; a route that does not exist is left out."""
    entries: list[MenuEntry] = []
    # INSTALLED_APPS lists the highest module first; so does the menu.
    for config in apps.get_app_configs():
        entries += [entry for entry in getattr(config, "menu", ()) if entry.staff == staff]
    links = []
    for entry in sorted(entries, key=lambda entry: entry.order):
        try:
            links.append((entry.label, reverse(entry.route)))
        except NoReverseMatch:
            continue
    return tuple(links)


def menu_links(path: str, *, staff: bool) -> tuple[Link, ...]:
    """Return the links of a menu; the longest address that `path` starts with is the current one."""
    pairs = menu_entries(staff)
    here = max((url for _, url in pairs if path.startswith(url)), key=len, default="")
    return tuple(Link(label, url, url == here) for label, url in pairs)
