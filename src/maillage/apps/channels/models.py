"""Where posters hang, the house of each quarter, what goes out, slips given in the street."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Posting(models.Model):
    """One poster, put up somewhere, until a day. Taken down, it stays in the list of that year."""

    # What hangs, in words: "Affiche de hall, La Filature".
    title = models.CharField(max_length=120)
    zone = models.ForeignKey(
        "territories.Zone", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Where: an address, a hall, a shop.
    where_up = models.CharField(max_length=200)
    # A service or an organisation, never a private person.
    put_up_by = models.CharField(max_length=120, blank=True)
    posted_on = models.DateField()
    remove_on = models.DateField()
    taken_down_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("affiche posée")
        verbose_name_plural = _("affiches posées")
        constraints = [
            models.CheckConstraint(name="posting_named", condition=~Q(title="") & ~Q(where_up="")),
            models.CheckConstraint(
                name="posting_removed_after", condition=Q(remove_on__gte=F("posted_on"))
            ),
            models.CheckConstraint(
                name="posting_down_after",
                condition=Q(taken_down_on=None) | Q(taken_down_on__gte=F("posted_on")),
            ),
        ]
        indexes = [models.Index("taken_down_on", "remove_on", name="posting_to_remove")]

    def __str__(self) -> str:
        return f"{self.title}, {self.where_up}"


class CounterPlace(models.Model):
    """The place of a quarter where all that is on a screen is also done at a counter (CHA-25)."""

    zone = models.OneToOneField(
        "territories.Zone", on_delete=models.CASCADE, related_name="counter_place"
    )
    place = models.ForeignKey(
        "directory.Place", on_delete=models.CASCADE, related_name="counter_of"
    )
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("maison ressource")

    def __str__(self) -> str:
        return f"{self.zone_id}: {self.place_id}"


class Recording(models.Model):
    """A place, or one of its services, told by a person in one language (CHA-02).

    Replaced or taken off, it stays for a while, so that it can be put back; then its file and its
    words are erased. Who speaks is not written.
    """

    place = models.ForeignKey(
        "directory.Place", on_delete=models.CASCADE, related_name="recordings"
    )
    # Number (public id) of the service that it tells; "" for the whole place.
    offer = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=20)
    # The file: its digest is its name in the folder of voices.
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=4)
    n_bytes = models.PositiveIntegerField()
    # What is said, word by word.
    transcript = models.TextField(max_length=6000)
    recorded_on = models.DateField()
    # The person who speaks agreed to be heard by all.
    agreed = models.BooleanField()
    # Digest of what was known of the place that day: another one, and it is to be made again.
    facts = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("enregistrement")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "offer", "language"],
                condition=Q(removed_at=None),
                name="recording_one_heard",
            ),
            models.CheckConstraint(name="recording_agreed", condition=Q(agreed=True)),
            models.CheckConstraint(name="recording_transcript", condition=~Q(transcript="")),
            models.CheckConstraint(
                name="recording_kind", condition=Q(kind__in=["mp3", "ogg", "m4a", "wav"])
            ),
        ]
        indexes = [
            models.Index("removed_at", name="recording_removed"),
            models.Index("sha256", name="recording_file"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}, {self.language}"


class Channel(models.TextChoices):
    """By what a message goes out."""

    POSTER = "poster", _("affiche")
    PAPER = "paper", _("papier distribué")
    NEWSPAPER = "newspaper", _("journal ou bulletin")
    NETWORKS = "networks", _("réseaux sociaux")
    TEXT = "text", _("SMS")
    EMAIL = "email", _("e-mail ou lettre du réseau")
    RADIO = "radio", _("radio locale")
    STAND = "stand", _("stand, marché")
    SPOKEN = "spoken", _("réunion, bouche à oreille")


class PlannedMessage(models.Model):
    """What goes out, to whom, by what and when: a line of the communication plan (CHA-13)."""

    message = models.CharField(max_length=200)
    # For whom, in words: "parents des écoles", "professionnels du CCAS".
    public = models.CharField(max_length=120)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    # The poster that carries it, once it hangs.
    posting = models.ForeignKey(
        "channels.Posting", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message prévu")
        verbose_name_plural = _("messages prévus")
        constraints = [
            models.CheckConstraint(name="message_whole", condition=~Q(message="") & ~Q(public="")),
            models.CheckConstraint(
                name="message_channel_known", condition=Q(channel__in=Channel.values)
            ),
        ]
        indexes = [models.Index("on", name="message_by_day")]

    def __str__(self) -> str:
        return self.message


# A device holds numbers by blocks of so many. Never changed: blocks would share numbers.
BLOCK_SIZE = 20


class SlipBlock(models.Model):
    """Numbers of slips handed to one device, to be given in the street without network (CHA-21).

    Block b holds the numbers b × BLOCK_SIZE and those that follow: two blocks share none.
    """

    block = models.PositiveIntegerField(unique=True)
    # Drawn on the device that asks: asked again because the answer was lost, it is one block.
    asked_key = models.CharField(max_length=36, unique=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("carnet de bons")
        constraints = [
            models.CheckConstraint(name="slip_block_four_digits", condition=Q(block__gte=50)),
            models.CheckConstraint(name="slip_block_asked", condition=~Q(asked_key="")),
        ]

    def __str__(self) -> str:
        return str(self.block)


class Done(models.TextChoices):
    """What was done for somebody met in the street."""

    WITH = "with", _("Fait avec la personne")
    FOR = "for", _("Fait à sa place")
    SHOWN = "shown", _("Orientée seulement")


class StreetSlip(models.Model):
    """What was asked in the street, and where the person was sent: a number, nobody's name."""

    number = models.PositiveIntegerField(unique=True)
    block = models.ForeignKey("channels.SlipBlock", on_delete=models.PROTECT, related_name="slips")
    # That of the visit in the tally: sent twice, it is one encounter.
    client_key = models.CharField(max_length=36, unique=True)
    day = models.DateField()
    # Codes of the agenda: what for, where to in general; then the place.
    topic = models.CharField(max_length=50, blank=True)
    done = models.CharField(max_length=5, choices=Done.choices, blank=True)
    redirected_to = models.CharField(max_length=50, blank=True)
    place = models.ForeignKey(
        "directory.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # "" when French was enough, or was not said.
    language = models.CharField(max_length=20, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bon de rue")
        verbose_name_plural = _("bons de rue")
        constraints = [
            models.CheckConstraint(name="slip_keyed", condition=~Q(client_key="")),
            models.CheckConstraint(
                name="slip_four_digits", condition=Q(number__gte=50 * BLOCK_SIZE)
            ),
            models.CheckConstraint(
                name="slip_done_known", condition=Q(done__in=["", *Done.values])
            ),
        ]
        indexes = [models.Index("day", name="slip_by_day")]

    def __str__(self) -> str:
        return str(self.number)
