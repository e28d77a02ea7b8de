"""Who is asked whether a record still holds, how, and what they answered.

No address and no name is kept: digests only. What a place publishes is read when it is needed.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MOST_REMINDERS = 2


class CampaignState(models.TextChoices):
    """Where a campaign stands."""

    DRAFT = "draft", _("à relire")
    SENDING = "sending", _("envoi en cours")
    OPEN = "open", _("envoyée, les réponses arrivent")
    STOPPED = "stopped", _("terminée")


class LetterState(models.TextChoices):
    """Where a letter stands."""

    WAITING = "waiting", _("à envoyer")
    SENDING = "sending", _("en train de partir")
    SENT = "sent", _("envoyé")
    # The process died while it was leaving: it may have left, nobody can know.
    UNSURE = "unsure", _("peut-être parti")
    REFUSED = "refused", _("adresse refusée")
    OPTED_OUT = "opted_out", _("ne veut plus de message")
    NO_ADDRESS = "no_address", _("le lieu ne publie plus cette adresse")


LEFT = (LetterState.SENT, LetterState.UNSURE)


class Way(models.TextChoices):
    """How a place is asked."""

    MAIL = "mail", _("par e-mail")
    PHONE = "phone", _("par téléphone")
    PAPER = "paper", _("sur papier")


class Answer(models.TextChoices):
    """What a place answered."""

    NONE = "", _("pas encore de réponse")
    CONFIRMED = "confirmed", _("rien n’a changé")
    CORRECTED = "corrected", _("des corrections")
    REFUSED = "refused", _("ne souhaite pas répondre")


class Outcome(models.TextChoices):
    """How a call ended."""

    CONFIRMED = "confirmed", _("Rien n’a changé")
    CORRECTED = "corrected", _("Des corrections")
    NO_ANSWER = "no_answer", _("Pas de réponse")
    CALL_BACK = "call_back", _("Rappeler plus tard")
    REFUSED = "refused", _("Ne souhaite pas répondre")


class Campaign(models.Model):
    """Some places are asked together; the text is read by a person before anything leaves."""

    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=8, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    # What was chosen: {"zone": …, "owner": …, "due": …}; shown in words, never read again.
    chosen = models.JSONField(default=dict, blank=True)
    # A word of the coordinator, added to the text of every letter.
    word = models.TextField(blank=True)
    reminder_days = models.PositiveSmallIntegerField(default=14)
    reminders = models.PositiveSmallIntegerField(default=2)
    answer_by = models.DateField()
    # Where the links of the letters lead: the address under which this was prepared.
    site_url = models.CharField(max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # The job that sends, and why it last had to wait: a mail server that does not answer.
    job = models.UUIDField(null=True, blank=True)
    trouble = models.TextField(blank=True)
    trouble_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("campagne")
        constraints = [
            models.CheckConstraint(
                name="campaign_state_known", condition=Q(state__in=CampaignState.values)
            ),
            models.CheckConstraint(name="campaign_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="campaign_two_reminders_at_most",
                condition=Q(reminders__lte=MOST_REMINDERS, reminder_days__gte=3),
            ),
            models.CheckConstraint(
                name="campaign_started_once_read",
                condition=Q(state=CampaignState.DRAFT, started_at=None)
                | Q(state__in=[CampaignState.SENDING, CampaignState.OPEN], started_at__isnull=False)
                | Q(state=CampaignState.STOPPED, stopped_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """One e-mail to one address, for all the places that publish it; and its reminders."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="letters")
    # Keyed digests: of the address it goes to, and of the link that it holds. Null once forgotten.
    address_digest = models.CharField(max_length=64, null=True, blank=True)
    link_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    state = models.CharField(
        max_length=10, choices=LetterState.choices, default=LetterState.WAITING
    )
    # How many times it left: 1, then one more by reminder.
    n_sent = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    # What the mail server answered when it refused: its number, never its words.
    refusal = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "address_digest"], name="letter_once_by_address"
            ),
            models.CheckConstraint(
                name="letter_state_known", condition=Q(state__in=LetterState.values)
            ),
            models.CheckConstraint(
                name="letter_digests_not_empty",
                condition=(Q(address_digest=None) | ~Q(address_digest=""))
                & (Q(link_digest=None) | ~Q(link_digest="")),
            ),
            models.CheckConstraint(
                name="letter_left_has_moment",
                condition=Q(state=LetterState.WAITING, n_sent=0)
                | Q(state__in=[LetterState.OPTED_OUT, LetterState.NO_ADDRESS])
                | Q(n_sent__gte=1, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_two_reminders_at_most", condition=Q(n_sent__lte=1 + MOST_REMINDERS)
            ),
        ]
        # The letters of a campaign that wait, in order.
        indexes = [models.Index("campaign", "state", "id", name="letter_by_state")]

    def __str__(self) -> str:
        return f"{self.campaign_id} / {self.pk} {self.state}"


class Request(models.Model):
    """One place is asked: by a letter, by phone or on a sheet of paper; and what it answered."""

    # None for a sheet printed for one place, outside any campaign.
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="requests"
    )
    place = models.ForeignKey("directory.Place", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=5, choices=Way.choices)
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.CASCADE, related_name="requests"
    )
    made_at = models.DateTimeField()
    # The code on its sheet of paper: a keyed digest, from the day it is printed.
    code_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    code_until = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=9, choices=Answer.choices, default="", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # How it answered, in the words of the directory: link, paper, phone.
    answered_how = models.CharField(max_length=6, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Somebody asked to be called again on that day.
    call_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("demande")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "place"], name="request_once_by_campaign"),
            models.CheckConstraint(name="request_way_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="request_letter_when_by_mail",
                condition=Q(letter=None) | Q(way=Way.MAIL),
            ),
            models.CheckConstraint(
                name="request_answer_known", condition=Q(answer__in=Answer.values)
            ),
            models.CheckConstraint(
                name="request_answer_has_moment",
                condition=Q(answer="", answered_at=None, answered_how="")
                | (~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_how="")),
            ),
            models.CheckConstraint(
                name="request_code_has_end",
                condition=Q(code_digest=None) | (~Q(code_digest="") & Q(code_until__isnull=False)),
            ),
        ]
        indexes = [models.Index("place", "made_at", name="request_by_place")]

    def __str__(self) -> str:
        return f"{self.campaign_id} / {self.place_id} {self.answer}"


class Call(models.Model):
    """One try by phone: who called, when, how it ended."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="calls")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Only what helps to call again; forgotten after three months.
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("appel")
        constraints = [
            models.CheckConstraint(
                name="call_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.outcome}"


class NoMore(models.Model):
    """An address that asked for no more messages: its keyed digest, and since when."""

    address_digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("refus de messages")
        constraints = [
            models.CheckConstraint(name="no_more_has_digest", condition=~Q(address_digest="")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Part(models.TextChoices):
    """What a line of a day counts."""

    ALL = "all", _("tout le territoire")
    QUARTER = "quarter", _("par quartier")
    OWNER = "owner", _("par personne responsable")


class Day(models.Model):
    """How many records were fresh on a day, in one part of the base: counts of places only."""

    on = models.DateField()
    part = models.CharField(max_length=7, choices=Part.choices)
    # Number of the quarter or of the person; 0 for all, and for places without one.
    key = models.PositiveBigIntegerField(default=0)
    n = models.PositiveIntegerField()
    n_half_year = models.PositiveIntegerField()
    n_year = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("fraîcheur d’un jour")
        constraints = [
            models.UniqueConstraint("on", "part", "key", name="day_once_by_part"),
            models.CheckConstraint(name="day_part_known", condition=Q(part__in=Part.values)),
            models.CheckConstraint(
                name="day_counts_nested",
                condition=Q(n_half_year__lte=F("n_year")) & Q(n_year__lte=F("n")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.part} {self.key}"
