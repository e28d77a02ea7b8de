"""The modules of Maillage: installed applications, addresses and menu are derived from this list.

Adding a module is one folder in apps/ and one line here. The order is that of design.md, the
lowest first: it is also the order of the menu and of the addresses, the highest first.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from maillage.config.options import OptionError


@dataclass(frozen=True, slots=True)
class Module:
    """One application that a territory may have or not; `needs` names those it stands on."""

    name: str
    needs: tuple[str, ...] = ()
    default: bool = True

    @property
    def app(self) -> str:
        """The Python path of the application."""
        return f"maillage.apps.{self.name}"


MODULES: tuple[Module, ...] = (
    Module("accounts"),
    Module("territories", needs=("accounts",)),
    Module("directory", needs=("accounts", "territories")),
    Module("imports", needs=("directory",)),
    Module("contributions", needs=("directory",)),
    Module("linking", needs=("directory",)),
    Module("freshness", needs=("contributions",)),
    Module("agenda", needs=("directory",)),
    Module("toolbox", needs=("directory",)),
    Module("orientation", needs=("directory", "agenda")),
    Module("liaison", needs=("agenda", "orientation")),
    Module("observatory", needs=("directory",)),
    Module("translations", needs=("directory",)),
    Module("opendata", needs=("directory",)),
    Module("channels", needs=("directory", "agenda")),
    Module("home", needs=("directory",)),
)


def chosen_modules(
    words: Iterable[str], modules: tuple[Module, ...] = MODULES
) -> tuple[Module, ...]:
    """Return the modules that are on, in the order of the list.

    No word: those that are on by default. "-name" turns one off. Plain names choose them all.

    Raises OptionError for an unknown name, or when a module lacks one that it stands on.
    """
    words = tuple(words)
    known = {module.name for module in modules}
    for word in words:
        if (name := word.removeprefix("-")) not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
            raise OptionError(
                f"MAILLAGE_MODULES : le module « {name} » n’existe pas.{hint} "
                f"Modules connus : {', '.join(sorted(known))}."
            )
    named = {word for word in words if not word.startswith("-")}
    names = named or {module.name for module in modules if module.default}
    names -= {word.removeprefix("-") for word in words if word.startswith("-")}
    for module in modules:
        missing = [need for need in module.needs if need not in names]
        if module.name in names and missing:
            raise OptionError(
                f"MAILLAGE_MODULES : le module « {module.name} » a besoin de "
                f"« {' », « '.join(missing)} ». Allumez-le, ou éteignez « {module.name} »."
            )
    if "accounts" in known and "accounts" not in names:
        raise OptionError(
            "MAILLAGE_MODULES : « accounts » est nécessaire, les comptes en dépendent."
        )
    return tuple(module for module in modules if module.name in names)
