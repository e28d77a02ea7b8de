"""The guide of procedures, and who helps with one of them near a quarter."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from maillage.apps.directory.queries import zones_to_search
from maillage.apps.orientation.errors import ProcedureUnknown
from maillage.apps.orientation.queries.procedure_list import PROCEDURES, Complexity, Procedure
from maillage.apps.orientation.queries.profiles import Asked, profile_of_asked
from maillage.apps.orientation.queries.suggestions import Found, suggest

# Enough to choose from, few enough to be read on one page.
N_HELPERS = 3


def get_procedure(code: str) -> Procedure:
    """Return a procedure of the guide. Raises ProcedureUnknown."""
    for procedure in PROCEDURES:
        if procedure.code == code:
            return procedure
    raise ProcedureUnknown(code=code)


def helpers_for(procedure: Procedure, *, zone: str, now: datetime) -> Found:
    """Return the places that help with a procedure, those of a quarter first.

    With a complex one, never a place where one is left alone with a computer (ledger ORI-13).
    """
    zones = zones_to_search(today=timezone.localdate(now))
    asked = Asked(
        need=procedure.need, zone=zone, complex=procedure.complexity is Complexity.COMPLEX
    )
    here = timezone.localtime(now).replace(tzinfo=None)
    profile = profile_of_asked(asked, zones, now=here)
    return suggest(replace(profile, limit=N_HELPERS, per_aim=N_HELPERS), now=now)
