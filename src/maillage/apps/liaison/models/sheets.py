"""The sheet, the agreement that lets it leave, each place it goes to, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.liaison.models.encrypted import EncryptedText
from maillage.apps.liaison.models.vocabulary import (
    LIVE,
    Channel,
    Face,
    How,
    LevelFrom,
    Outcome,
    Refusal,
    Right,
    RightResult,
    State,
    Via,
)

# What names a person or tells about them: gone when a sheet is erased.
PERSONAL = ("need", "name", "phone", "email", "partner_reference")
ABOUT = {
    "constraints": [], "owned": [], "level": {}, "language": "", "level_version": "",
    "level_from": "",
}  # fmt: skip


class Sheet(models.Model):
    """What somebody needs, said once, by whom; never why, never who they are in full.

    A code opens it for the person; only its digest is kept. Its reference is its year and number.
    """

    code_digest = models.CharField(max_length=64, unique=True)
    # How many codes were given: the one before opens nothing.
    n_codes = models.PositiveSmallIntegerField(default=1)
    # Digest of what the form held when it was shown: sent twice, it is one sheet.
    once_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    # The need: services of the national standard, themes; then the words of the person.
    services = models.JSONField(default=list)
    themes = models.JSONField(default=list, blank=True)
    need = EncryptedText(blank=True)
    urgent_on = models.DateField(null=True, blank=True)
    constraints = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=12, blank=True)
    owned = models.JSONField(default=list, blank=True)
    # {area: level} of core.skills, never the answers; when; by which version of the rule when they
    # come from a kept diagnosis. What who helps says by hand is no rule's result.
    level = models.JSONField(default=dict, blank=True)
    level_on = models.DateField(null=True, blank=True)
    level_from = models.CharField(max_length=9, choices=LevelFrom.choices, blank=True)
    level_version = models.CharField(max_length=40, blank=True)

    # The person: a first name or a pseudonym, and one way to reach them.
    name = EncryptedText(blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    phone = EncryptedText(blank=True)
    email = EncryptedText(blank=True)
    # Of the file that another structure keeps (LIA-04): its number, nothing else of it.
    partner_reference = EncryptedText(blank=True)

    # The day when the agreement ends: what is about the person is erased.
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fiche de liaison")
        verbose_name_plural = _("fiches de liaison")
        constraints = [
            models.CheckConstraint(name="sheet_has_code", condition=~Q(code_digest="")),
            models.CheckConstraint(
                name="sheet_channel_known", condition=Q(channel__in=Channel.values)
            ),
            models.CheckConstraint(
                name="sheet_one_channel",
                condition=Q(erased_at__isnull=False)
                | Q(channel=Channel.PRESCRIBER, phone="", email="")
                | Q(channel=Channel.EMAIL, phone="") & ~Q(email="")
                | Q(channel__in=[Channel.CALL, Channel.SMS], email="") & ~Q(phone=""),
            ),
            models.CheckConstraint(name="sheet_says_a_need", condition=~Q(services=[])),
            models.CheckConstraint(
                name="sheet_level_dated", condition=Q(level={}) | Q(level_on__isnull=False)
            ),
            models.CheckConstraint(
                name="sheet_level_says_its_source",
                condition=Q(level={}, level_from="", level_version="")
                | ~Q(level={}) & Q(level_from=LevelFrom.SAID, level_version="")
                | ~Q(level={}) & Q(level_from=LevelFrom.DIAGNOSIS) & ~Q(level_version=""),
            ),
            models.CheckConstraint(
                name="sheet_erased_whole",
                condition=Q(erased_at=None)
                | Q(**dict.fromkeys(PERSONAL, ""), **ABOUT, level_on=None),
            ),
        ]
        indexes = [
            models.Index("organisation", "made_at", name="sheet_by_organisation"),
            models.Index("erased_at", "erase_on", name="sheet_to_erase"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What is said on the telephone: "F-2026-0418"; the same wherever it goes (LIA-05)."""
        return f"F-{self.made_at.year}-{self.pk:04d}"


class Consent(models.Model):
    """The agreement of a person: what is passed on, to whom, until when, how it was given.

    One for each place: nothing goes further than the person said.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="consents")
    place = models.ForeignKey("directory.Place", on_delete=models.PROTECT, related_name="+")
    # Names of what is passed on.
    scope = models.JSONField(default=list)
    given_at = models.DateTimeField()
    until = models.DateField()
    how = models.CharField(max_length=6, choices=How.choices)
    # Who heard or saw it: a person of the desk, or whoever held the door of a place.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_through = models.ForeignKey(
        "liaison.Sending", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What was drawn on the screen: lines, as an SVG path.
    signature = EncryptedText(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("accord")
        constraints = [
            models.CheckConstraint(name="consent_how_known", condition=Q(how__in=How.values)),
            models.CheckConstraint(name="consent_says_what", condition=~Q(scope=[])),
            models.CheckConstraint(
                name="consent_proved",
                condition=Q(erased_at__isnull=False, signature="")
                | Q(how=How.SCREEN) & ~Q(signature="")
                | ~Q(how=How.SCREEN) & Q(signature=""),
            ),
            models.CheckConstraint(
                name="consent_recorded_by_one",
                condition=Q(recorded_by__isnull=False, recorded_through=None)
                | Q(recorded_by=None, recorded_through__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"accord {self.pk} ({self.how})"


class Sending(models.Model):
    """A sheet at one place. A redirection ends one and begins the next: the sheet stays."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="sendings")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="sending")
    # 1 for the first place, 2 after a redirection…
    number = models.PositiveSmallIntegerField(default=1)
    place = models.ForeignKey("directory.Place", on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(
        "directory.Offer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # State of the base in which the record of the place was when it was chosen.
    place_version = models.PositiveBigIntegerField(default=0)
    # Whoever acts for it reads the sheet; None: by link or code alone.
    organisation = models.ForeignKey(
        "directory.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=5, choices=Via.choices)
    # The link and the code are drawn from the key of the site and the number; digests alone here.
    link_digest = models.CharField(max_length=64, unique=True)
    answer_digest = models.CharField(max_length=64, unique=True)

    state = models.CharField(max_length=11, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField()
    state_at = models.DateTimeField()
    first_answer_at = models.DateTimeField(null=True, blank=True)
    n_reminders = models.PositiveSmallIntegerField(default=0)
    appointment_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=11, choices=Refusal.choices, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    # What the place writes for the person: what to bring, which door.
    note = EncryptedText(blank=True)

    class Meta:
        verbose_name = _("envoi d’une fiche")
        constraints = [
            models.CheckConstraint(name="sending_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="sending_via_known", condition=Q(via__in=Via.values)),
            models.CheckConstraint(
                name="sending_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="sending_refused_with_reason",
                condition=Q(state=State.REFUSED, refusal__in=Refusal.values)
                | ~Q(state=State.REFUSED) & Q(refusal=""),
            ),
            models.CheckConstraint(
                name="sending_appointment_dated",
                condition=~Q(state=State.APPOINTMENT) | Q(appointment_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sending_done_with_outcome",
                condition=~Q(state=State.DONE)
                | Q(outcome__in=[Outcome.SOLVED, Outcome.CAME, Outcome.ABSENT]),
            ),
            models.CheckConstraint(
                name="sending_redirected_is_outcome",
                condition=Q(state=State.REDIRECTED, outcome=Outcome.REDIRECTED)
                | ~Q(state=State.REDIRECTED) & ~Q(outcome=Outcome.REDIRECTED),
            ),
            models.CheckConstraint(
                name="sending_answered_has_moment",
                condition=~Q(
                    state__in=[State.RECEIVED, State.APPOINTMENT, State.SEEN, State.DONE,
                               State.REFUSED, State.REDIRECTED]
                )
                | Q(first_answer_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["sheet", "number"], name="sending_numbered_once"),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(state__in=LIVE), name="sending_one_place_at_a_time"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index("organisation", "state", name="sending_by_organisation"),
            models.Index("state", "sent_at", name="sending_by_state"),
        ]

    def __str__(self) -> str:
        return f"envoi {self.pk} ({self.state})"


class Step(models.Model):
    """One change of a sheet at a place; never changed, never deleted (triggers, 0002)."""

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=11, choices=State.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    at = models.DateTimeField()
    # Through which door; "" for the clock.
    face = models.CharField(max_length=11, choices=Face.choices, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("étape d’une fiche")
        constraints = [
            models.CheckConstraint(name="step_state_known", condition=Q(state__in=State.values)),
        ]
        indexes = [models.Index("sending", "at", name="step_by_sending")]

    def __str__(self) -> str:
        return f"{self.sending_id}: {self.state}"


class Reading(models.Model):
    """Somebody opened a sheet: who, when, through which door; append only (GOV-01)."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField()
    face = models.CharField(max_length=11, choices=Face.choices)
    # What was done with it.
    what = models.CharField(
        max_length=8,
        choices=[
            ("opened", _("ouverte")),
            ("printed", _("affichée pour être imprimée")),
            ("exported", _("prise en fichier")),
            ("erased", _("effacée")),
        ],
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("lecture d’une fiche")
        constraints = [
            models.CheckConstraint(name="reading_face_known", condition=Q(face__in=Face.values)),
        ]
        indexes = [models.Index("sheet", "at", name="reading_by_sheet")]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.face}"


class RightOutcome(models.Model):
    """A right opened, renewed, refused or abandoned in the course of a help (ORI-16)."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="rights")
    right = models.CharField(max_length=10, choices=Right.choices)
    result = models.CharField(max_length=9, choices=RightResult.choices)
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("suite d’un droit")
        constraints = [
            models.CheckConstraint(name="right_known", condition=Q(right__in=Right.values)),
            models.CheckConstraint(
                name="right_result_known", condition=Q(result__in=RightResult.values)
            ),
            models.UniqueConstraint(fields=["sending", "right"], name="right_once_a_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.right}: {self.result}"
