"""What recurs: the columns that hold a rule of core.timetable, and those who give the time."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.agenda.models.vocabulary import MODES, WHERE, Mediation


class ResourceKind(models.TextChoices):
    """What is given for a time: one mechanism for all of them."""

    PERSON = "person", _("personne")
    ROOM = "room", _("salle")
    DEVICE = "device", _("matériel")


class Resource(models.Model):
    """A mediator, a letter-writer, a room or devices, given to one booking a lane at a time."""

    kind = models.CharField(max_length=6, choices=ResourceKind.choices)
    # What residents read: a first name or a function, as the person chose.
    name = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # How many bookings at once: eight computers are one device of eight lanes.
    lanes = models.PositiveSmallIntegerField(default=1)
    # Digest of the key of its private calendar; "" when nobody asked for it.
    feed_digest = models.CharField(max_length=64, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("ressource")
        constraints = [
            models.CheckConstraint(name="resource_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="resource_kind_known", condition=Q(kind__in=ResourceKind.values)
            ),
            models.CheckConstraint(name="resource_has_lanes", condition=Q(lanes__range=(1, 100))),
            models.CheckConstraint(
                name="resource_person_is_one", condition=~Q(kind=ResourceKind.PERSON) | Q(lanes=1)
            ),
            models.CheckConstraint(
                name="resource_user_is_person",
                condition=Q(user=None) | Q(kind=ResourceKind.PERSON),
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_on=None), name="resource_once_a_user"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Recurring(models.Model):
    """Columns of a rule: wall-clock hours of a time zone, on days (core.timetable.Rule)."""

    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    start = models.TimeField()
    # Not after `start`: the next day.
    end = models.TimeField()
    zone = models.CharField(max_length=40)
    rrule = models.CharField(max_length=200, blank=True)
    # Days taken out and days added, ISO.
    without = models.JSONField(default=list, blank=True)
    also = models.JSONField(default=list, blank=True)
    skip_public = models.BooleanField(default=True)
    skip_school = models.BooleanField(default=False)

    class Meta:
        abstract = True


def recurring_constraints(name: str) -> list[Any]:
    """Return what the database holds of a rule, for a table called `name`."""
    return [
        models.CheckConstraint(
            name=f"{name}_days_in_order", condition=Q(until=None) | Q(until__gte=F("first"))
        ),
        models.CheckConstraint(name=f"{name}_has_zone", condition=~Q(zone="")),
        models.CheckConstraint(name=f"{name}_lasts", condition=~Q(start=F("end"))),
    ]


class Motive(models.Model):
    """What a person may come for, alone: how long, for whom, with which papers."""

    title = models.CharField(max_length=120)
    mediation = models.CharField(max_length=10, choices=Mediation.choices)
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    duration_min = models.PositiveSmallIntegerField()
    # Every how many minutes an appointment may begin.
    every_min = models.PositiveSmallIntegerField()
    where = models.CharField(
        max_length=6,
        choices=WHERE,
        default="place",
    )
    mode = models.CharField(
        max_length=4,
        blank=True,
        choices=MODES,
    )
    description = models.TextField(blank=True)
    documents = models.TextField(blank=True)
    level = models.CharField(max_length=80, blank=True)
    publics = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    # Counter and telephone always book; these two may be closed.
    open_online = models.BooleanField(default=True)
    open_to_prescribers = models.BooleanField(default=True)
    notice_min = models.PositiveIntegerField(default=60)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    cancel_until_min = models.PositiveIntegerField(default=0)
    move_until_min = models.PositiveIntegerField(default=120)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("motif")
        constraints = [
            models.CheckConstraint(name="motive_named", condition=~Q(title="")),
            models.CheckConstraint(
                name="motive_mediation_known", condition=Q(mediation__in=Mediation.values)
            ),
            models.CheckConstraint(
                name="motive_where_known", condition=Q(where__in=["place", "remote", "home"])
            ),
            models.CheckConstraint(
                name="motive_mode_known", condition=Q(mode__in=["", "with", "for", "both"])
            ),
            models.CheckConstraint(name="motive_lasts", condition=Q(duration_min__range=(5, 480))),
            models.CheckConstraint(name="motive_begins", condition=Q(every_min__range=(5, 480))),
            models.CheckConstraint(
                name="motive_horizon", condition=Q(horizon_days__range=(1, 365))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Availability(Recurring):
    """When a person of the agenda receives, where, and for which motives."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="availabilities")
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    motives = models.ManyToManyField(Motive, related_name="availabilities")
    # A room or devices taken with each appointment.
    along = models.ManyToManyField(Resource, blank=True, related_name="+")

    class Meta:
        verbose_name = _("disponibilité")
        constraints = recurring_constraints("availability")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.first} {self.rrule}"


class Absence(models.Model):
    """When a resource is not there; never why: a reason may be about health.

    `uid` is that of an event of an outside calendar, "" for what a person typed.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    calendar = models.ForeignKey(
        "agenda.OutsideCalendar", null=True, blank=True, on_delete=models.CASCADE
    )
    uid = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("absence")
        constraints = [
            models.CheckConstraint(
                name="absence_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="absence_read_or_typed",
                condition=Q(calendar=None, uid="") | (Q(calendar__isnull=False) & ~Q(uid="")),
            ),
            models.UniqueConstraint(
                fields=["calendar", "uid", "starts_at"],
                condition=Q(calendar__isnull=False),
                name="absence_read_once",
            ),
        ]
        indexes = [models.Index("resource", "ends_at", name="absence_by_end")]

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.starts_at} – {self.ends_at}"


class OutsideCalendar(models.Model):
    """A calendar kept elsewhere, whose events are busy time here: hours alone, never titles."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="calendars")
    # An address of this kind is a secret: shown to its owner only, never logged.
    url = models.TextField()
    asked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    # A code of what went wrong the last time, "" when nothing did.
    fault = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("agenda extérieur")
        constraints = [
            models.CheckConstraint(name="outside_calendar_has_url", condition=~Q(url="")),
            models.UniqueConstraint(fields=["resource", "url"], name="outside_calendar_once"),
        ]

    def __str__(self) -> str:
        return f"agenda extérieur {self.pk}"
