"""Visits as the activity reports of La Coop ask for them: one line a visit, with its codes.

Codes of domain.md, card C. What nobody said stays empty: La Coop asks for it again, we invent
nothing. Times and topics that a session or a motive already says are taken from there.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.models import Outcome, Visit
from maillage.apps.agenda.queries.topics import AUTONOMY, DEVICES, REDIRECTED, TOPICS
from maillage.apps.agenda.queries.visits import CAME
from maillage.apps.directory.queries import standing

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

COLUMNS = (
    "type",
    "date",
    "duree",
    "lieu",
    "lieu_nom",
    "lieu_commune",
    "materiel",
    "thematiques",
    "autonomie",
    "orienteVersStructure",
    "structureDeRedirection",
    "seance",
    "seance_titre",
    "resolu",
    "accompagnement",
)
# What each column holds, for the guide and for those who open the file.
COLUMN_WORDS = {
    "type": _("individuel, ou collectif pour une séance"),
    "duree": _("minutes ; celle de la séance ou du motif quand personne ne l’a dite"),
    "lieu": _("lieu_activite, domicile, a_distance ou autre"),
    "seance": _("le même numéro pour tous ceux d’une séance : un compte rendu collectif"),
}
_WHERE = {"place": "lieu_activite", "home": "domicile", "remote": "a_distance"}
_OUTCOMES: dict[str, str] = {Outcome.SOLVED: "oui", Outcome.PARTLY: "en partie", Outcome.NOT: "non"}
_MODES = {"with": "fait avec", "for": "fait pour"}
_CHUNK = 1000


def coop_lines(*, start: date, end: date, by: "User") -> Iterator[list[Any]]:
    """Yield the visits of a period, both days included, as lines of COLUMNS, by day.

    Only those noted at the places or sessions of one's organisations; those who steer, all. One
    query, read few rows at a time.
    """
    rows = (
        Visit.objects.filter(_mine(by), day__range=(start, end), attendance__in=CAME)
        .select_related("place", "session__series", "booking__motive", "booking__series")
        .order_by("day", "pk")
    )
    for visit in rows.iterator(chunk_size=_CHUNK):
        yield _line(visit)


def n_coop_lines(*, start: date, end: date, by: "User") -> int:
    """Return how many lines the file of a period has."""
    rows = Visit.objects.filter(_mine(by), day__range=(start, end), attendance__in=CAME)
    return rows.count()


def _mine(by: "User") -> Q:
    who = standing(by)
    if who.steers:
        return Q()
    numbers = list(who.organisations)
    return (
        Q(place__organisation__in=numbers)
        | Q(session__series__organisation__in=numbers)
        | Q(resource__organisation__in=numbers)
        | Q(resource__user=by.pk)
    )


def _line(visit: Visit) -> list[Any]:
    session, motive = visit.session, visit.booking.motive if visit.booking is not None else None
    series = session.series if session is not None else None
    redirected = visit.redirected_to if visit.redirected_to in REDIRECTED else ""
    return [
        "collectif" if session is not None else "individuel",
        visit.day.isoformat(),
        _minutes(visit, session, motive) or "",
        _where(visit, series, motive),
        visit.place.nom if visit.place is not None else (series.address if series else ""),
        visit.place.commune if visit.place is not None else (series.commune if series else ""),
        ", ".join(code for code in DEVICES if code in visit.devices),
        ", ".join(_topics(visit, series, motive)),
        visit.autonomy if visit.autonomy in AUTONOMY else "",
        "oui" if redirected else "",
        redirected,
        session.public_id if session is not None else "",
        series.title if series is not None else "",
        _OUTCOMES.get(str(visit.outcome), ""),
        _MODES.get(visit.mode, ""),
    ]


def _minutes(visit: Visit, session: Any, motive: Any) -> int | None:
    if visit.minutes is not None:
        return int(visit.minutes)
    if session is not None:
        return int((session.ends_at - session.starts_at).total_seconds() // 60)
    return int(motive.duration_min) if motive is not None else None


def _where(visit: Visit, series: Any, motive: Any) -> str:
    if motive is not None and motive.where != "place":
        return _WHERE[motive.where]
    return "lieu_activite" if visit.place is not None else "autre"


def _topics(visit: Visit, series: Any, motive: Any) -> list[str]:
    source = visit.topics or (series.topics if series else motive.topics if motive else ())
    return [code for code in TOPICS if code in source]
