"""Modules: one list gives applications, addresses and menu."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.urls import get_resolver

from maillage.config.modules import MODULES, Module, chosen_modules
from maillage.config.options import OptionError


def names(words):
    return [module.name for module in chosen_modules(words)]


def test_nothing_written_turns_on_what_is_on_by_default():
    assert names([]) == [module.name for module in MODULES if module.default]


def test_a_module_is_turned_off_by_a_minus():
    assert "imports" not in names(["-imports"])


def test_plain_names_choose_them_all_in_the_order_of_the_list():
    assert names(["directory", "accounts", "territories"]) == [
        "accounts",
        "territories",
        "directory",
    ]


def test_an_unknown_name_stops_the_start_with_a_suggestion():
    with pytest.raises(OptionError, match="« directory »"):
        chosen_modules(["directori"])


def test_a_module_is_not_on_without_what_it_stands_on():
    with pytest.raises(OptionError, match="« imports » a besoin de « directory »"):
        chosen_modules(["accounts", "imports"])


def test_the_accounts_cannot_be_forgotten():
    with pytest.raises(OptionError, match="accounts"):
        chosen_modules([f"-{module.name}" for module in MODULES])


def test_each_module_stands_only_on_lower_ones():
    below: set[str] = set()
    for module in MODULES:
        assert set(module.needs) <= below
        below.add(module.name)


def test_a_module_off_by_default_stays_off():
    listed = (Module("accounts"), Module("later", default=False))
    assert [m.name for m in chosen_modules([], listed)] == ["accounts"]
    assert len(chosen_modules(["accounts", "later"], listed)) == 2


def test_installed_applications_come_from_the_list():
    for module in settings.MODULES:
        assert module.app in settings.INSTALLED_APPS


def test_a_module_that_is_off_leaves_no_route():
    """In another process: addresses are built once, at the start."""
    code = (
        "import django; django.setup()\n"
        "from django.urls import get_resolver\n"
        "from maillage.web.menu import menu_entries\n"
        "print(*sorted({str(p.pattern) for p in get_resolver().url_patterns}))\n"
        "print(menu_entries('menu'), menu_entries('staff_menu'))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "MAILLAGE_DEMO": "oui",
            "MAILLAGE_MODULES": "accounts",
            "MAILLAGE_FOLDER": str(settings.FOLDER),
            "MAILLAGE_ENV_FILE": os.devnull,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    routes, menus = answer.stdout.splitlines()
    # "": the common pages; the home page of the module `home` would be a second one.
    assert routes.split() == ["compte/"]
    assert menus == "() ()"
    with_urls = [m for m in MODULES if find_spec(f"{m.app}.urls")]
    assert len(get_resolver().url_patterns) == len(with_urls) + 1
