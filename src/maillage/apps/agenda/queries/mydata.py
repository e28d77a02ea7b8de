"""What the site holds about one booking, as the person who has its code may read and take it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from maillage.apps.agenda.models import STANDING, Booking
from maillage.apps.agenda.queries.notices import where_words
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.topics import topic_words
from maillage.web.languages import languages

# The names of what is held, as the page says them: in the file they are in French.
LABELS = (
    gettext_noop("pour quoi"),
    gettext_noop("avec"),
    gettext_noop("où"),
    gettext_noop("début"),
    gettext_noop("fin"),
    gettext_noop("état"),
    gettext_noop("réservé"),
    gettext_noop("réservé le"),
    gettext_noop("annulé le"),
    gettext_noop("sur la liste d’attente depuis"),
    gettext_noop("prénom"),
    gettext_noop("téléphone"),
    gettext_noop("e-mail"),
    gettext_noop("être prévenu par"),
    gettext_noop("langue"),
    gettext_noop("réservé pour quelqu’un d’autre"),
    gettext_noop("avec son accord"),
    gettext_noop("prénom de l’aidant"),
    gettext_noop("téléphone de l’aidant"),
    gettext_noop("besoin"),
    gettext_noop("âges des enfants à garder"),
    gettext_noop("nom et numéro effacés le"),
)


def held_data(booking: Booking) -> dict[str, Any]:
    """Return all that is held, by its French name: texts, numbers, lists; dates in ISO."""
    zone = zone_at(booking.place)

    def at(moment: datetime | None) -> str | None:
        return moment.astimezone(zone).isoformat(timespec="minutes") if moment else None

    visits = booking.visits.order_by("at").exclude(attendance="")
    return {
        "pour quoi": str(booking.motive or booking.series),
        "avec": str(booking.resource) if booking.resource is not None else "",
        "où": where_words(booking),
        "début": at(booking.starts_at),
        "fin": at(booking.ends_at),
        "état": booking.get_state_display(),
        "réservé": booking.get_channel_display(),
        "réservé le": at(booking.made_at),
        "annulé le": at(booking.cancelled_at),
        "sur la liste d’attente depuis": at(booking.waiting_since),
        "prénom": booking.name,
        "téléphone": booking.phone,
        "e-mail": booking.email,
        "être prévenu par": booking.get_contact_display(),
        "langue": _language(booking.language),
        "réservé pour quelqu’un d’autre": booking.for_other,
        "avec son accord": booking.agreement,
        "prénom de l’aidant": booking.helper_name,
        "téléphone de l’aidant": booking.helper_phone,
        "besoin": booking.need,
        "âges des enfants à garder": list(booking.children),
        "nom et numéro effacés le": at(booking.erased_at),
        "messages": [
            {
                "message": one.get_kind_display(),
                "par": one.get_channel_display(),
                "état": one.get_state_display(),
                "le": at(one.done_at),
            }
            for one in booking.notices.order_by("pk")
        ],
        "venues": [
            {
                "jour": one.day.isoformat(),
                "venue": one.get_attendance_display(),
                "résultat": one.get_outcome_display(),
                "thèmes": topic_words(one.topics),
                "minutes": one.minutes,
            }
            for one in visits
        ],
    }


def _language(code: str) -> str:
    known = languages().get(code)
    return known.name if known is not None else code


def stands(booking: Booking, *, now: datetime) -> bool:
    """Tell whether a booking is still to come: erased, it stands without name, or is cancelled."""
    return booking.state in STANDING and booking.ends_at > now
