"""When somebody receives, from the agenda: sessions to come and free times, by place."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from maillage.apps.agenda.queries.next import first_free
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.week import next_sessions
from maillage.core.orientation import Moment
from maillage.core.orientation.table import (
    ACCESS,
    CREATION,
    CULTURE,
    EMPLOYMENT,
    PARENTING,
    PROCEDURES,
    PURCHASE,
    SAFETY,
    TOOLS,
)

# What the types of help of the agenda serve, as features of offers.
SERVES: Mapping[str, tuple[str, ...]] = {
    "digital": (TOOLS, SAFETY, CULTURE, CREATION, PARENTING, EMPLOYMENT, "use:personal_help"),
    "procedures": (PROCEDURES, "use:procedures"),
    "letters": ("use:letter_writing", PROCEDURES),
    "equipment": (ACCESS, PURCHASE, "use:loan", "use:sale", "use:refurbishing"),
}
_STEPS = (PROCEDURES, "use:procedures")
# The topics of La Coop say it better, where somebody chose them: a workshop about false messages
# is no answer to a parent who looks for the site of the school.
TOPICS: Mapping[str, tuple[str, ...]] = {
    "diagnostic_numerique": (TOOLS,),
    "prendre_en_main_du_materiel": (TOOLS, "use:beginner_workshops"),
    "maintenance_de_materiel": ("use:repair", "use:refurbishing"),
    "gere_ses_contenus_numeriques": (TOOLS,),
    "navigation_sur_internet": (TOOLS,),
    "email": (TOOLS,),
    "bureautique": (TOOLS,),
    "reseaux_sociaux": (TOOLS, CULTURE),
    "sante": _STEPS,
    "banque_et_achats_en_ligne": (TOOLS, SAFETY),
    "entrepreneuriat": (EMPLOYMENT,),
    "insertion_professionnelle": (EMPLOYMENT,),
    "securite_numerique": (SAFETY,),
    "parentalite": (PARENTING,),
    "scolarite_et_numerique": (PARENTING,),
    "creer_avec_le_numerique": (CREATION,),
    "culture_numerique": (CULTURE,),
    "intelligence_artificielle": (CULTURE,),
    "aide_aux_demarches_administratives": _STEPS,
    "papiers_elections_citoyennete": _STEPS,
    "famille_scolarite": (PARENTING, *_STEPS),
    "social_sante": _STEPS,
    "travail_formation": (EMPLOYMENT, *_STEPS),
    "logement": _STEPS,
    "transports_mobilite": _STEPS,
    "argent_impots": _STEPS,
    "justice": _STEPS,
    "etrangers_europe": _STEPS,
    "loisirs_sports_culture": (CREATION,),
    "associations": (),
}
# One comes to these with a question; the others are followed.
SESSIONS = frozenset({"open", "cafe", "duty", "stop", "outreach"})
COURSES = frozenset({"workshop"})
# Sessions read at most for each place.
_LOOKED_AT = 30


def moments_of(places: Collection[int], *, now: datetime, today: date) -> dict[int, list[Moment]]:
    """Return the moments of these places: at most nine queries, however many they are.

    `now` is aware; moments are naive, on the clock of their place. Full sessions are left out.
    """
    if not places:
        return {}
    found: dict[int, list[Moment]] = {}
    for one in next_sessions(now=now, places=places, most=_LOOKED_AT * len(places)):
        kind, place = one.series.kind, one.place
        if place is None or one.n_left == 0 or kind not in SESSIONS | COURSES:
            continue
        found.setdefault(place.pk, []).append(
            Moment(
                starts_at=_local(one.session.starts_at, place),
                course=kind in COURSES or one.series.whole_course,
                serves=serves_of(one.series),
                reference=f"session:{one.session.public_id}",
            )
        )
    for line in first_free(now=now, today=today, places=places):
        if line.place is None or not line.free:
            continue
        found.setdefault(line.place.pk, []).append(
            Moment(
                starts_at=_local(line.free[0].starts_at, line.place),
                serves=serves_of(line.motive),
                reference=f"motive:{line.motive.pk}:{line.free[0].key}",
            )
        )
    return found


def serves_of(held: Any) -> tuple[str, ...]:
    """Return what a series or a motive of the agenda answers, as features of offers.

    By its topics when some were chosen, else by its type of help.
    """
    said = dict.fromkeys(f for topic in held.topics for f in TOPICS.get(topic, ()))
    return tuple(said) or SERVES.get(held.mediation, ())


def book_url(moment: Moment | None, public_id: str) -> str:
    """Return where that moment is booked, or told; "" without one."""
    if moment is None:
        return ""
    kind, number, *time = moment.reference.split(":")
    if kind == "session":
        return reverse("agenda:session", args=[number])
    words = urlencode({"heure": time[0], "lieu": public_id})
    return f"{reverse('agenda:you', args=[number])}?{words}"


def _local(moment: datetime, place: Any) -> datetime:
    return moment.astimezone(zone_at(place)).replace(tzinfo=None)
