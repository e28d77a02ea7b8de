"""What a program may ask of the lists: a commune, a quarter, a box, a day, and where to go on."""

import re
from datetime import UTC, datetime
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from maillage.apps.directory.queries.listing import Listed
from maillage.core.geo import Box
from maillage.web.api import ParametersWrong, WrongValue

LATITUDE = r"-?(90|[0-8]?[0-9](\.[0-9]{1,15})?)"
LONGITUDE = r"-?(180|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,15})?)"
BOX = rf"^{LONGITUDE},{LATITUDE},{LONGITUDE},{LATITUDE}$"
PUBLIC_ID = r"^[0-9a-z]{1,12}$"
SLUG = r"^[0-9a-z][0-9a-z_-]{0,79}$"
DAY_AND_HOUR = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
OLDEST, NEWEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
PER_PAGE, AT_MOST = 50, 100


def _iso(given: str) -> str:
    """Keep what is a date for a program only: pydantic would also read numbers of seconds."""
    text = given.replace(" ", "+") if isinstance(given, str) else ""  # a "+" that nobody escaped
    if not DAY_AND_HOUR.fullmatch(text):
        raise ValueError(_("une date est attendue, comme 2026-09-15T10:00:00Z"))
    return text


class Page(BaseModel):
    """Where the page starts, and how long it is."""

    after: str | None = Field(
        None,
        pattern=PUBLIC_ID,
        description="Où commence la page : prenez `next` de la page d’avant, tel quel.",
    )
    limit: int = Field(PER_PAGE, ge=1, le=AT_MOST, description="Combien par page.")


class ListAsked(Page):
    """Which places, or the offers of which places."""

    commune: str | None = Field(
        None, pattern=r"^[0-9][0-9AB][0-9]{3}$", description="Code Insee de la commune."
    )
    quarter: str | None = Field(
        None, pattern=SLUG, description="Nom court du quartier, comme dans /zones."
    )
    changed_since: Annotated[AwareDatetime, BeforeValidator(_iso)] | None = Field(
        None, description="Seulement ce qui a changé depuis ce moment : 2026-09-15T10:00:00Z."
    )
    bbox: Annotated[str, Field(pattern=BOX)] | None = Field(
        None,
        description="Cadre en degrés : ouest,sud,est,nord. Sans position, un lieu n’y est pas.",
    )

    def listed(self) -> Listed:
        """Return the same question for the queries. Raises ParametersWrong."""
        return Listed(
            commune=self.commune or "",
            quarter=self.quarter or "",
            changed_since=_representable(self.changed_since),
            box=box_of(self.bbox) if self.bbox else None,
        )


def box_of(text: str) -> Box:
    """Return the box that "west,south,east,north" names. Raises ParametersWrong."""
    west, south, east, north = (float(part) for part in text.split(","))
    if south > north:
        said = _("le sud vient avant le nord : ouest,sud,est,nord")
        raise ParametersWrong([WrongValue("query.bbox", said)])
    return Box(south=south, west=west, north=north, east=east)


def _representable(moment: datetime | None) -> datetime | None:
    """Return a moment that every database can compare: the first and the last year go to UTC."""
    if moment is None:
        return None
    return min(max(moment, OLDEST), NEWEST)
