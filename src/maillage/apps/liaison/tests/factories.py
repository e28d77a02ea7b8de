"""Sheets and paths for tests, whole and valid; a test says only what it is about.

Everything is invented: telephones of the ranges kept for fiction.
"""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from maillage.apps.directory.tests.factories import (
    make_offer,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.liaison.actions.paths import load_templates, make_path
from maillage.apps.liaison.actions.sheets import Agreement, Said, write_sheet
from maillage.apps.liaison.models import Channel, How, Path, PathTemplate, Sheet

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # a Monday, 8:00 in Paris
TODAY = date(2026, 11, 23)
PHONE = "+33639980012"
PROCEDURES = "Aide aux démarches administratives"
TOOLS = "Maîtrise des outils numériques du quotidien"
JOB = "Insertion professionnelle via le numérique"
SPOKEN = Agreement(how=How.SPOKEN)

_numbers = count(1)


def make_recipient(**fields: Any) -> Any:
    """Return a place that receives: an organisation, an e-mail address, one offer for everybody."""
    number = next(_numbers)
    offer = fields.pop("offer", {})
    said: dict[str, Any] = {
        "nom": f"Maison {number}",
        "telephone": "+33199002140",
        "courriels": [f"maison{number}@clairmaille.example"],
        "organisation": fields.pop("organisation", None) or make_organisation(),
    }
    place = make_place(**said | fields)
    if offer is not None:
        make_offer(place, **{"services": [PROCEDURES]} | offer)
    return place


def said(**fields: Any) -> Said:
    """Return what a sheet says of a first name and a telephone."""
    base: dict[str, Any] = {
        "services": [PROCEDURES],
        "need": "Je voudrais refaire ma demande de logement.",
        "name": "Nour",
        "channel": Channel.CALL,
        "phone": PHONE,
    }
    return Said(**base | fields)


def make_sheet(
    *,
    by: Any = None,
    organisation: Any = None,
    place: Any = None,
    now: datetime = NOW,
    **fields: Any,
) -> Sheet:
    """Return a sheet that was sent, with a spoken agreement.

    Other words are those of `write_sheet` (offer, once, public, via, agreement) or of `said`.
    """
    organisation = organisation or make_organisation()
    by = by or make_user(role="prescriber", organisation=organisation)
    own = {n: fields.pop(n) for n in ("offer", "once", "public", "anyway", "via") if n in fields}
    agreement = fields.pop("agreement", SPOKEN)
    return write_sheet(
        said(**fields),
        agreement,
        place=place or make_recipient(),
        organisation=organisation.pk,
        now=now,
        by=by,
        **own,
    )


def make_one_path(
    *,
    by: Any = None,
    organisation: Any = None,
    template: str = "",
    now: datetime = NOW,
    **fields: Any,
) -> Path:
    """Return a path; from a template when one is named."""
    organisation = organisation or make_organisation()
    by = by or make_user(role="prescriber", organisation=organisation)
    load_templates()
    base: dict[str, Any] = {
        "name": "Nour", "aim": "Je voudrais lire mes courriers.", "review_on": None, "agreed": True,
    }  # fmt: skip
    return make_path(
        template=PathTemplate.objects.get(code=template) if template else None,
        organisation=organisation.pk,
        now=now,
        by=by,
        **base | fields,
    )
