"""The code that opens a booking, and the booking that it opens."""

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from maillage.apps.agenda.errors import BookingUnknown
from maillage.apps.agenda.models import Booking
from maillage.web import codes

# A code that a form makes is that of somebody else once in a million million.
MOST_CODES = 8


def code_of(once: str, nth: int = 0) -> str:
    """Return a code that a form drawn once makes: the same each time that it is sent.

    `nth` is for the next ones, when the first is already that of somebody.
    """
    return codes.code_of(f"{once}/{nth}" if nth else once, purpose="booking")


def renewal_of(booking: Booking) -> str:
    """Return what a form that gives another code holds: of the code of now, and of no other."""
    return salted_hmac(
        "maillage.booking.renewal", booking.code_digest, algorithm="sha256"
    ).hexdigest()


def renewed_code(renewal: str, nth: int = 0) -> str:
    """Return the code that such a form gives: the same each time that it is sent."""
    return codes.code_of(f"{renewal}/{nth}", purpose="booking.renewal")


def code_digest(code: str) -> str:
    """Return what the base keeps of a code."""
    return codes.code_digest(code, purpose="booking")


def once_digest(once: str) -> str:
    """Return what the base keeps of a form drawn once."""
    return salted_hmac("maillage.booking.form", once, algorithm="sha256").hexdigest()


def booking_rows() -> QuerySet[Booking]:
    """Return bookings with all that a page about one says, in one query."""
    return Booking.objects.select_related(
        "motive", "resource", "place", "series__place", "session__place", "organisation"
    )


def find_booking(code: str) -> Booking | None:
    """Return the booking that a code opens, None when it opens none."""
    return booking_rows().filter(code_digest=code_digest(code)).first()


def booking_by_code(code: str) -> Booking:
    """Return the booking that a code opens. Raises BookingUnknown."""
    found = find_booking(code)
    if found is None:
        raise BookingUnknown
    return found


def get_booking(number: int) -> Booking:
    """Return a booking by its number, for the staff. Raises BookingUnknown."""
    found = booking_rows().filter(pk=number).first()
    if found is None:
        raise BookingUnknown
    return found
