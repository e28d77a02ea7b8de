"""What each application keeps about people: what, why, how long, who sees it.

An AppConfig may have `keeps`: a tuple of Kept. The page "ce que nous gardons" is made of those of
the applications that are on: a module that is off keeps nothing, and says nothing.
"""

from dataclasses import dataclass, replace

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data about people, in the words of those whom it is about."""

    what: str
    why: str
    how_long: str
    seen_by: str
    # Whom it is about: residents first.
    residents: bool = False


def everything_kept() -> list[Kept]:
    """Return what the applications that are on keep, what is about residents first."""
    found: list[Kept] = []
    for config in reversed(list(apps.get_app_configs())):
        # Said now, as the options are: how long may be theirs.
        found += [replace(one, how_long=str(one.how_long)) for one in getattr(config, "keeps", ())]
    return sorted(found, key=lambda kept: not kept.residents)
