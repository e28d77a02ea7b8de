"""Bookings, what is sent about them, and visits: who came is never who it was."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.models.rules import Motive, Resource
from maillage.apps.agenda.models.sessions import Series, Session


class BookingState(models.TextChoices):
    """Where a booking stands."""

    BOOKED = "booked", _("réservé")
    OFFERED = "offered", _("place proposée")  # from the waiting list; the seat is held
    WAITING = "waiting", _("sur la liste d’attente")
    CANCELLED = "cancelled", _("annulé")


# Those that hold seats or steps.
HELD = (BookingState.BOOKED, BookingState.OFFERED)
STANDING = (*HELD, BookingState.WAITING)


class Channel(models.TextChoices):
    """How it was booked: all the same for the person."""

    ONLINE = "online", _("en ligne")
    COUNTER = "counter", _("à l’accueil")
    PHONE = "phone", _("par téléphone")
    PRESCRIBER = "prescriber", _("par un professionnel")


class Contact(models.TextChoices):
    """How the person wants to be told (CHA-20)."""

    CALL = "call", _("un appel")
    SMS = "sms", _("un SMS")
    EMAIL = "email", _("un courriel")
    PAPER = "paper", _("rien, c’est noté")


class Ending(models.TextChoices):
    """Who ended a booking."""

    PERSON = "person", _("par la personne")
    STAFF = "staff", _("par l’accueil")
    SESSION = "session", _("la séance n’a pas lieu")
    UNANSWERED = "unanswered", _("sans réponse")


PERSONAL = ("name", "phone", "email", "helper_name", "helper_phone", "need")


class Booking(models.Model):
    """An appointment with somebody, a seat of a session, or all those of a course.

    A short code opens it; only its digest is kept. Names and numbers are erased (`erased_at`)
    some days after; the row without them stays for figures until it is purged.
    """

    code_digest = models.CharField(max_length=64, unique=True)
    # Digest of what the form held when it was shown: sent twice, it is one booking.
    once_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    state = models.CharField(max_length=9, choices=BookingState.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    # An appointment.
    motive = models.ForeignKey(
        Motive, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A session; a course has its series and no session.
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of the prescriber.
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    # The person: a first name or a pseudonym, and a number; each may be absent.
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    contact = models.CharField(max_length=5, choices=Contact.choices, default=Contact.PAPER)
    language = models.CharField(max_length=12, blank=True)
    for_other = models.BooleanField(default=False)
    # The person for whom it is booked agreed, as whoever books says.
    agreement = models.BooleanField(default=False)
    helper_name = models.CharField(max_length=60, blank=True)
    helper_phone = models.CharField(max_length=20, blank=True)
    # In a few words, for the slip; never why in life.
    need = models.CharField(max_length=200, blank=True)
    # Ages of the children to look after, in years.
    children = models.JSONField(default=list, blank=True)

    waiting_since = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    # When its hours, its place or its state last changed; None: never.
    changed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("réservation")
        constraints = [
            models.CheckConstraint(name="booking_has_code", condition=~Q(code_digest="")),
            models.CheckConstraint(
                name="booking_state_known", condition=Q(state__in=BookingState.values)
            ),
            models.CheckConstraint(
                name="booking_channel_known", condition=Q(channel__in=Channel.values)
            ),
            models.CheckConstraint(
                name="booking_contact_known", condition=Q(contact__in=Contact.values)
            ),
            models.CheckConstraint(
                name="booking_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="booking_of_one_thing",
                condition=Q(motive__isnull=False, resource__isnull=False, series=None, session=None)
                | Q(motive=None, resource=None, series__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_cancelled_whole",
                condition=Q(state=BookingState.CANCELLED, cancelled_at__isnull=False)
                & ~Q(ended_by="")
                | ~Q(state=BookingState.CANCELLED) & Q(cancelled_at=None, ended_by=""),
            ),
            models.CheckConstraint(
                name="booking_waits_since",
                condition=~Q(state=BookingState.WAITING) | Q(waiting_since__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_offer_has_end",
                condition=Q(state=BookingState.OFFERED, offered_until__isnull=False)
                | ~Q(state=BookingState.OFFERED) & Q(offered_until=None),
            ),
            models.CheckConstraint(
                name="booking_for_other_agreed", condition=Q(for_other=False) | Q(agreement=True)
            ),
            models.CheckConstraint(
                name="booking_erased_whole",
                condition=Q(erased_at=None)
                | Q(**dict.fromkeys(PERSONAL, ""), children=[], contact=Contact.PAPER),
            ),
            models.CheckConstraint(
                name="booking_can_be_told",
                condition=Q(contact=Contact.PAPER)
                | Q(contact=Contact.EMAIL) & ~Q(email="")
                | Q(contact__in=[Contact.CALL, Contact.SMS]) & (~Q(phone="") | ~Q(helper_phone="")),
            ),
        ]
        indexes = [
            models.Index("resource", "starts_at", name="booking_by_resource"),
            models.Index("place", "starts_at", name="booking_by_place"),
            models.Index("session", "state", name="booking_by_session"),
            models.Index("series", "waiting_since", name="booking_by_waiting"),
            models.Index("starts_at", name="booking_by_start"),
        ]

    def __str__(self) -> str:
        return f"réservation {self.pk} ({self.state})"


class NoticeKind(models.TextChoices):
    """What a person is told."""

    BOOKED = "booked", _("réservation notée")
    REMINDER = "reminder", _("rappel")
    MOVED = "moved", _("heure changée")
    CANCELLED = "cancelled", _("annulation")
    OFFERED = "offered", _("place libérée")


class NoticeState(models.TextChoices):
    """Where a notice stands. `SENDING` is written before it leaves: nothing leaves twice."""

    WAITING = "waiting", _("à envoyer")
    SENDING = "sending", _("en train de partir")
    SENT = "sent", _("envoyé")
    CALLED = "called", _("appelé")
    FAILED = "failed", _("pas parti")
    DROPPED = "dropped", _("sans objet")


class Notice(models.Model):
    """One thing to tell about a booking, written in the transaction of what it tells."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=9, choices=NoticeKind.choices)
    channel = models.CharField(max_length=5, choices=Contact.choices)
    # The time that it tells: a booking that is moved is told anew, once.
    about = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=NoticeState.choices, default=NoticeState.WAITING)
    n_tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("message")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "kind", "about"], name="notice_once_for_a_time"
            ),
            models.CheckConstraint(
                name="notice_kind_known", condition=Q(kind__in=NoticeKind.values)
            ),
            models.CheckConstraint(
                name="notice_state_known", condition=Q(state__in=NoticeState.values)
            ),
            models.CheckConstraint(
                name="notice_channel_known", condition=Q(channel__in=Contact.values)
            ),
        ]
        indexes = [models.Index("state", "due_at", name="notice_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.booking_id} ({self.state})"


class Attendance(models.TextChoices):
    """Whether a person came."""

    EXPECTED = "", _("attendu")
    PRESENT = "present", _("venu")
    EXCUSED = "excused", _("excusé")
    ABSENT = "absent", _("pas venu")
    LEFT = "left", _("parti avant")


class Outcome(models.TextChoices):
    """Whether what a person came for is done."""

    UNKNOWN = "", _("pas dit")
    SOLVED = "solved", _("réglé")
    PARTLY = "partly", _("en partie")
    NOT = "not", _("pas encore")


class Visit(models.Model):
    """Somebody came: with a booking, or through the door. No name, no number.

    Of a booking of several sessions, one row each. A visit without booking is a drop-in.
    """

    booking = models.ForeignKey(
        Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    day = models.DateField()
    attendance = models.CharField(max_length=7, choices=Attendance.choices, blank=True)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    mode = models.CharField(
        max_length=4, blank=True, choices=[("with", _("fait avec")), ("for", _("fait pour"))]
    )
    topics = models.JSONField(default=list, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # Codes of the activity report of La Coop (domain.md 4.1, card C).
    autonomy = models.CharField(max_length=30, blank=True)
    devices = models.JSONField(default=list, blank=True)
    redirected_to = models.CharField(max_length=50, blank=True)
    queue_number = models.PositiveSmallIntegerField(null=True, blank=True)
    # Drawn on the device that noted it, perhaps without network: sent twice, it is one visit.
    client_key = models.CharField(max_length=36, null=True, blank=True, unique=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("venue")
        constraints = [
            models.CheckConstraint(
                name="visit_attendance_known", condition=Q(attendance__in=Attendance.values)
            ),
            models.CheckConstraint(
                name="visit_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="visit_mode_known", condition=Q(mode__in=["", "with", "for"])
            ),
            models.UniqueConstraint(
                fields=["booking", "session"],
                condition=Q(booking__isnull=False, session__isnull=False),
                name="visit_once_a_session",
            ),
            models.UniqueConstraint(
                fields=["booking"],
                condition=Q(booking__isnull=False, session=None),
                name="visit_once_an_appointment",
            ),
            models.UniqueConstraint(
                fields=["place", "day", "queue_number"],
                condition=Q(queue_number__isnull=False),
                name="visit_queue_number_once",
            ),
        ]
        indexes = [models.Index("place", "day", name="visit_by_place_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.attendance}"


class Counted(models.TextChoices):
    """What is counted by day: figures that stay when rows are purged."""

    OFFERED = "offered", _("places proposées")
    BOOKED = "booked", _("réservations")
    ATTENDED = "attended", _("venues")
    ABSENT = "absent", _("absences")
    REFUSED = "refused", _("refus faute de place")


class DayCount(models.Model):
    """How many, on a day, at a place, of a mediation: never a person."""

    day = models.DateField()
    # None: away from any place of the directory.
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mediation = models.CharField(max_length=10, blank=True)
    what = models.CharField(max_length=8, choices=Counted.choices)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("compte du jour")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "place", "mediation", "what"], name="day_counted_once"
            ),
            models.UniqueConstraint(
                fields=["day", "mediation", "what"],
                condition=Q(place=None),
                name="day_counted_once_away",
            ),
            models.CheckConstraint(name="day_count_known", condition=Q(what__in=Counted.values)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what}: {self.n}"
