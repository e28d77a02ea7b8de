"""Forms that a lower application lends to upper ones, by name.

An upper application knows of another one its queries, actions and errors, never its forms: a
field would then be changed in fear. What may be borrowed is declared in the `ready` of the lender,
by its path, as tasks are; whoever borrows may take fields out and make others required.
"""

from typing import Any

from django.utils.module_loading import import_string

_lent: dict[str, str] = {}


def lend(name: str, path: str) -> None:
    """Let upper applications build the form at this path. Raises ValueError for a name taken."""
    if _lent.setdefault(name, path) != path:
        raise ValueError(f"{name!r} is already lent: {_lent[name]}")


def borrowed(name: str) -> Any:
    """Return the class of a form that is lent. Raises LookupError for one that nobody lends."""
    if name not in _lent:
        raise LookupError(f"nobody lends {name!r}; lent: {', '.join(sorted(_lent)) or 'nothing'}")
    return import_string(_lent[name])
