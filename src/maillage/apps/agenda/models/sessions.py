"""Series and their dated sessions; seats and steps of time, each taken once."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.models.rules import Recurring, Resource, recurring_constraints
from maillage.apps.agenda.models.vocabulary import Mediation, SeriesKind
from maillage.web.constraints import whole_position


class Series(Recurring):
    """What recurs at fixed hours: a workshop, open sessions, a round of stops.

    At a place of the directory, or at an address of its own (`address`): hors les murs.
    """

    public_id = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=8, choices=SeriesKind.choices)
    mediation = models.CharField(max_length=10, choices=Mediation.choices, blank=True)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Away from any place: where it stops, and who receives it there.
    address = models.CharField(max_length=200, blank=True)
    commune = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    host = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=80, blank=True)
    publics = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    cost_note = models.CharField(max_length=120, blank=True)
    documents = models.TextField(blank=True)
    contact_nom = models.CharField(max_length=120, blank=True)
    contact_telephone = models.CharField(max_length=20, blank=True)
    # None: nobody needs to book.
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    childcare_seats = models.PositiveSmallIntegerField(default=0)
    waiting_list = models.BooleanField(default=True)
    # One booking for all the sessions that remain: a course.
    whole_course = models.BooleanField(default=False)
    open_online = models.BooleanField(default=True)
    open_to_prescribers = models.BooleanField(default=True)
    cancel_until_min = models.PositiveIntegerField(default=0)
    # Booked with another service: its address is shown, nothing is booked here.
    booked_elsewhere = models.TextField(blank=True)
    resources = models.ManyToManyField(Resource, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("série de séances")
        constraints = [
            *recurring_constraints("series"),
            models.CheckConstraint(name="series_whole_position", condition=whole_position()),
            models.CheckConstraint(name="series_named", condition=~Q(title="")),
            models.CheckConstraint(
                name="series_kind_known", condition=Q(kind__in=SeriesKind.values)
            ),
            models.CheckConstraint(
                name="series_mediation_known", condition=Q(mediation__in=["", *Mediation.values])
            ),
            models.CheckConstraint(
                name="series_somewhere", condition=Q(place__isnull=False) | ~Q(address="")
            ),
            models.CheckConstraint(
                name="series_seats", condition=Q(seats=None) | Q(seats__range=(1, 500))
            ),
            models.CheckConstraint(
                name="series_care_needs_seats",
                condition=Q(childcare_seats=0)
                | Q(seats__isnull=False, childcare_seats__range=(0, 200)),
            ),
            models.CheckConstraint(
                name="series_booked_in_one_place", condition=Q(seats=None) | Q(booked_elsewhere="")
            ),
        ]
        indexes = [models.Index("place", name="series_by_place")]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """One dated session of a series. `day` is the local day on which it begins."""

    public_id = models.CharField(max_length=12, unique=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="sessions")
    # The day that the rule gave: a session that is moved keeps it, so that it is not made again.
    rule_day = models.DateField()
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    childcare_seats = models.PositiveSmallIntegerField(default=0)
    # Changed by hand: the rule no longer touches it.
    by_hand = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    # When its hours, its place or its state last changed; None: never. Calendars ask for it.
    changed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("séance")
        constraints = [
            models.UniqueConstraint(fields=["series", "rule_day"], name="session_once_a_day"),
            models.CheckConstraint(
                name="session_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="session_seats", condition=Q(seats=None) | Q(seats__range=(1, 500))
            ),
        ]
        indexes = [
            models.Index("starts_at", name="session_by_start"),
            models.Index("place", "starts_at", name="session_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}, {self.day}"


class SeatKind(models.TextChoices):
    """A seat, or a place where a child is looked after."""

    SEAT = "seat", _("place")
    CARE = "care", _("garde d’enfant")


class Seat(models.Model):
    """One seat of a session, taken: the database refuses a second taker (domain.md 7.3).

    A number above the seats of the session is refused by a trigger, unless `beyond` says that a
    person decided it (and the journal says who).
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="taken")
    kind = models.CharField(max_length=4, choices=SeatKind.choices, default=SeatKind.SEAT)
    number = models.PositiveSmallIntegerField()
    booking = models.ForeignKey("agenda.Booking", on_delete=models.CASCADE, related_name="seats")
    beyond = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("place prise")
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "number"], name="seat_taken_once"),
            models.CheckConstraint(name="seat_numbered", condition=Q(number__gte=1)),
            models.CheckConstraint(name="seat_kind_known", condition=Q(kind__in=SeatKind.values)),
            models.CheckConstraint(
                name="seat_care_never_beyond", condition=Q(beyond=False) | Q(kind=SeatKind.SEAT)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.number}"


class Step(models.Model):
    """Five minutes of a resource, on a lane, taken: person, room and device alike.

    A lane above those of the resource is refused by a trigger, unless `beyond`.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    # Number of five-minute steps since 1970 (core.timetable.step_of).
    step = models.BigIntegerField()
    lane = models.PositiveSmallIntegerField(default=0)
    booking = models.ForeignKey(
        "agenda.Booking", null=True, blank=True, on_delete=models.CASCADE, related_name="steps"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.CASCADE, related_name="steps"
    )
    beyond = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("temps pris")
        constraints = [
            models.UniqueConstraint(fields=["resource", "step", "lane"], name="step_taken_once"),
            models.CheckConstraint(
                name="step_for_one_thing",
                condition=Q(booking=None, session__isnull=False)
                | Q(booking__isnull=False, session=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.step}/{self.lane}"
