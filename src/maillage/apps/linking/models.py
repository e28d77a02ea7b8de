"""Links: what is compared of each record, the pairs, what people answered, the places joined.

A place is never melted: a link is a row, taken back by a row (ADR 0020).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a search for links stands."""

    WORKING = "working", _("en cours")
    DONE = "done", _("terminée")
    FAILED = "failed", _("arrêtée")
    UNDOING = "undoing", _("annulation en cours")
    UNDONE = "undone", _("annulée")


class LinkRun(models.Model):
    """One search for links over the whole base, or over what changed since the last one."""

    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WORKING)
    # Everything is compared again, not only what changed.
    full = models.BooleanField(default=False)
    # Something changed while it searched: it begins again before it ends.
    again = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # How far it is, for the page and for whoever waits.
    step = models.CharField(max_length=40, blank=True)
    step_n = models.PositiveBigIntegerField(default=0)
    step_total = models.PositiveBigIntegerField(default=0)
    step_at = models.DateTimeField(null=True, blank=True)

    n_records = models.PositiveBigIntegerField(default=0)
    n_compared = models.PositiveBigIntegerField(default=0)
    n_joined = models.PositiveBigIntegerField(default=0)
    n_separated = models.PositiveBigIntegerField(default=0)
    failure = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("recherche de liens")
        constraints = [
            models.CheckConstraint(
                name="link_run_state_known", condition=Q(state__in=RunState.values)
            ),
            # One at a time: a second one would join what the first separates.
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=["working", "undoing"]),
                name="link_run_one_at_work",
            ),
            models.CheckConstraint(
                name="link_run_end_is_dated",
                condition=Q(state__in=["working", "undoing"]) | Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="link_run_failure_says_why", condition=~Q(state="failed") | ~Q(failure="")
            ),
            models.CheckConstraint(
                name="link_run_undone_is_dated",
                condition=Q(state="undone", undone_at__isnull=False)
                | ~Q(state="undone") & Q(undone_at=None),
            ),
        ]
        indexes = [models.Index(F("started_at").desc(), name="link_run_by_date")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class ComparedRecord(models.Model):
    """What was read of one source's record the last time, and whether its pairs are up to date.

    A row is never deleted: answers about a record that its source withdraws wait for its return.
    """

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    # The place that this record is about, before any link.
    home = models.ForeignKey("directory.Place", on_delete=models.CASCADE, related_name="+")
    # The fields that are compared, as matching reads them.
    values = models.JSONField(default=dict)
    fields_hash = models.CharField(max_length=64)
    # The hash, and the model of weights, with which it was compared; "" for never.
    compared_hash = models.CharField(max_length=64, blank=True)
    # Its source still names it.
    live = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("fiche comparée")
        constraints = [
            models.UniqueConstraint("source", "key", name="compared_record_once"),
            models.CheckConstraint(
                name="compared_record_named",
                condition=~Q(source="") & ~Q(key="") & ~Q(fields_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} / {self.key}"


class Verdict(models.TextChoices):
    """What the evidence says of two records."""

    SAME = "same", _("le même lieu")
    DOUBTFUL = "doubtful", _("à vérifier")
    DIFFERENT = "different", _("deux lieux")


class Answer(models.TextChoices):
    """What a person says of two records."""

    SAME = "same", _("C’est le même lieu")
    DIFFERENT = "different", _("Ce sont deux lieux")


class LinkPair(models.Model):
    """Two records that look alike, the evidence for and against, and what a person answered.

    Seen always from the record with the smaller number, so that a pair exists once.
    """

    left = models.ForeignKey(
        "linking.ComparedRecord", on_delete=models.CASCADE, related_name="pairs_on_left"
    )
    right = models.ForeignKey(
        "linking.ComparedRecord", on_delete=models.CASCADE, related_name="pairs_on_right"
    )
    probability = models.FloatField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    # [{"field", "weight", "says", "words"}]
    evidence = models.JSONField(default=list)
    # What was compared: an answer is asked for again only when one of the two changes.
    left_hash = models.CharField(max_length=64)
    right_hash = models.CharField(max_length=64)
    # Its automatic link was taken back with its whole run: a person says.
    held = models.BooleanField(default=False)

    answer = models.CharField(max_length=9, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_left = models.CharField(max_length=64, blank=True)
    answered_right = models.CharField(max_length=64, blank=True)
    # What stood before the last answer, to take it back.
    before = models.JSONField(default=dict, blank=True)
    # "Later": asked again once all the others are answered.
    later_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rapprochement")
        constraints = [
            models.UniqueConstraint("left", "right", name="link_pair_once"),
            models.CheckConstraint(name="link_pair_in_order", condition=Q(left__lt=F("right"))),
            models.CheckConstraint(
                name="link_pair_probability_is_one",
                condition=Q(probability__gte=0) & Q(probability__lte=1),
            ),
            models.CheckConstraint(
                name="link_pair_verdict_known", condition=Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(
                name="link_pair_answer_known", condition=Q(answer__in=["", *Answer.values])
            ),
            # Who, when and on what: or no answer at all.
            models.CheckConstraint(
                name="link_pair_answer_by_somebody",
                condition=Q(
                    answer="", answered_by=None, answered_at=None, answered_left="",
                    answered_right="",
                )
                | ~Q(answer="")
                & Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answered_left="")
                & ~Q(answered_right=""),
            ),
        ]  # fmt: skip
        indexes = [
            # The queue: what is doubtful, the nearest to the threshold first.
            models.Index("verdict", F("probability").desc(), name="link_pair_by_verdict"),
            models.Index(
                "answered_by",
                F("answered_at").desc(),
                condition=~Q(answer=""),
                name="link_pair_by_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} / {self.right_id}"

    def stands(self) -> dict[str, Any]:
        """Return what was answered, as JSON can hold it, to be put back."""
        return {
            "answer": self.answer,
            "by": self.answered_by_id,
            "at": self.answered_at.isoformat() if self.answered_at else None,
            "left": self.answered_left,
            "right": self.answered_right,
            "held": self.held,
        }


class Link(models.Model):
    """Two places that this module joined: by which run, or after which answer."""

    join = models.OneToOneField("directory.PlaceJoin", on_delete=models.CASCADE, related_name="+")
    # Null when a person decided.
    run = models.ForeignKey(
        "linking.LinkRun", null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    # The pair that weighed most; null when it was forgotten since.
    pair = models.ForeignKey(
        "linking.LinkPair", null=True, blank=True, on_delete=models.SET_NULL, related_name="links"
    )

    class Meta:
        verbose_name = _("lien")

    def __str__(self) -> str:
        return str(self.join_id)
