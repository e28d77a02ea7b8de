"""What is told about a sheet, written in the transaction of what it tells."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.apps.liaison.models.sheets import Sending
from maillage.apps.liaison.models.vocabulary import Channel, NoticeKind, NoticeState


class Notice(models.Model):
    """One e-mail or SMS. The address is read when it leaves: none is copied here."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    # What it tells: the same thing is told once.
    about = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=NoticeState.choices, default=NoticeState.WAITING)
    n_tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message d’une fiche")
        constraints = [
            models.CheckConstraint(
                name="sheet_notice_kind_known", condition=Q(kind__in=NoticeKind.values)
            ),
            models.CheckConstraint(
                name="sheet_notice_state_known", condition=Q(state__in=NoticeState.values)
            ),
            models.CheckConstraint(
                name="sheet_notice_leaves_by_machine",
                condition=Q(channel__in=[Channel.EMAIL, Channel.SMS]),
            ),
            models.UniqueConstraint(
                fields=["sending", "kind", "about"], name="sheet_notice_once_for_a_thing"
            ),
        ]
        indexes = [models.Index("state", "due_at", name="sheet_notice_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sending_id} ({self.state})"
