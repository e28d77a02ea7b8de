"""What a person already does, read from the diagnosis that they keep: by its code, with their yes.

Levels alone leave it, never the answers; the diagnosis says in its journal who opened it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from maillage.apps.liaison.errors import NoLevels
from maillage.apps.orientation.actions.keeping import note_reading
from maillage.apps.orientation.queries.kept import get_shown
from maillage.apps.orientation.queries.profile import skills_of

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Levels of a kept diagnosis: by area, of which day, by which version of the rule."""

    level: Mapping[str, str]
    on: date
    version: str


def read_levels(code: str, *, now: datetime, by: "User") -> Levels:
    """Return the levels of the diagnosis that a code opens, and note that somebody read it.

    Raises DiagnosisUnknown, DiagnosisNotShown when the person keeps it for themselves (errors of
    orientation), NoLevels when it has no answer to the 31 activities.
    """
    kept = get_shown(code, today=timezone.localtime(now).date())
    note_reading(kept.number, by=by, now=now)
    skills = skills_of(kept.answers)
    if skills is None or not skills.areas:
        raise NoLevels
    level = {str(one.area.value): str(one.level.value) for one in skills.areas}
    return Levels(level=level, on=kept.consent.since, version=skills.version)
