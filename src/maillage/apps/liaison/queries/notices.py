"""What is told about a sheet: nothing personal in a subject, no need and no name in a body.

A link, a number, who to call. What the sheet says is read on the page, behind the link.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.queries.notices import in_language
from maillage.apps.directory.queries.access import standing
from maillage.apps.directory.queries.professional import address_to_write_to, note_of
from maillage.apps.liaison.models import LIVE, Channel, Notice, NoticeKind, NoticeState, State
from maillage.apps.liaison.queries.codes import link_of
from maillage.apps.liaison.queries.words import moment_in_words, shown_place
from maillage.web.languages import current, known_words
from maillage.web.speaking import PARAMETER
from maillage.web.words import date_words, telephone


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What leaves: `subject` and `body` of an e-mail, or the `sms`."""

    subject: str
    body: str
    sms: str = ""


def due_notices(*, now: datetime) -> list[int]:
    """Return the numbers of what has to leave now, the oldest first."""
    rows = Notice.objects.filter(state=NoticeState.WAITING, due_at__lte=now)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True))


def notice_rows() -> QuerySet[Notice]:
    """Return notices with all that their words say, in one query."""
    return Notice.objects.select_related(
        "sending__sheet__made_by", "sending__sheet__organisation", "sending__place__joined_to",
        "sending__consent",
    )  # fmt: skip


def still_true(notice: Any) -> bool:
    """Tell whether what a notice says is still so."""
    sending = notice.sending
    if notice.kind in (NoticeKind.NEW, NoticeKind.REMINDER):
        return sending.state == State.SENT and sending.sheet.erased_at is None
    if notice.kind == NoticeKind.TOLD:
        return notice.about == sending.state_at and sending.sheet.erased_at is None
    return notice.about == sending.state_at or sending.state in LIVE


def address_of_notice(notice: Any) -> str:
    """Return where a notice goes, as it is known now; "" when there is nowhere."""
    sending, sheet = notice.sending, notice.sending.sheet
    if notice.kind in (NoticeKind.NEW, NoticeKind.REMINDER):
        place = shown_place(sending.place)
        return address_to_write_to(place, note_of(place))
    if notice.kind == NoticeKind.ANSWER:
        return _address_of_sender(sheet)
    return str(sheet.phone if notice.channel == Channel.SMS else sheet.email)


def _address_of_sender(sheet: Any) -> str:
    """Return the address of who made a sheet, as long as they act for the house that sent it.

    Then the list of the house says it to their colleagues.
    """
    maker = sheet.made_by
    acts = maker.is_active and sheet.organisation_id in standing(maker).organisations
    return str(maker.email) if acts else ""


def notice_words(notice: Any) -> NoticeWords:
    """Return the words of a notice; those for the person in their language."""
    if notice.kind == NoticeKind.TOLD:
        with in_language(notice.sending.sheet.language):
            return _for_resident(notice)
    return _for_place(notice) if notice.kind != NoticeKind.ANSWER else _for_sender(notice)


def _for_place(notice: Any) -> NoticeWords:
    sending, sheet = notice.sending, notice.sending.sheet
    token = link_of(sheet.pk, sending.number)
    body = render_to_string(
        "liaison/mail_place.txt",
        {
            "reminder": notice.kind == NoticeKind.REMINDER,
            "place": shown_place(sending.place).nom,
            "organisation": sheet.organisation.nom,
            "phone": telephone(sheet.organisation.telephone),
            "sent_on": date_words(timezone.localtime(sending.sent_at).date()),
            "urgent_on": date_words(sheet.urgent_on) if sheet.urgent_on else "",
            "link": f"{settings.SITE_URL}{reverse('liaison:by_link', args=[token])}",
            "reference": sheet.reference,
            "expiry_days": settings.SHEET_EXPIRY_DAYS,
            "site": settings.SITE,
        },
    )
    subject = _("Une personne vous est adressée : sa fiche vous attend")
    if notice.kind == NoticeKind.REMINDER:
        subject = _("Rappel : une fiche attend votre réponse")
    return NoticeWords(subject, body)


def _for_sender(notice: Any) -> NoticeWords:
    sheet = notice.sending.sheet
    body = render_to_string(
        "liaison/mail_sender.txt",
        {
            "reference": sheet.reference,
            "link": f"{settings.SITE_URL}{reverse('liaison:sheet', args=[sheet.pk])}",
            "site": settings.SITE,
        },
    )
    return NoticeWords(_("Une de vos fiches de liaison a une réponse"), body)


def _for_resident(notice: Any) -> NoticeWords:
    sending, sheet = notice.sending, notice.sending.sheet
    place = shown_place(sending.place)
    when = ""
    if sending.state == State.APPOINTMENT and sending.appointment_at is not None:
        when = moment_in_words(sending.appointment_at)
    phone = telephone(sheet.organisation.telephone or settings.SITE["contact_phone"])
    asked = "" if current().is_french else f"?{PARAMETER}={current().code}"
    link = f"{settings.SITE_URL}{reverse('liaison:mine')}{asked}" if settings.SITE_URL else ""
    body = render_to_string(
        "liaison/mail_resident.txt",
        {
            "when": when,
            "place": known_words(place.nom),
            "link": link,
            "phone": phone,
            "site": settings.SITE,
        },
    )
    sms = _("%(site)s : il y a du nouveau pour votre fiche %(reference)s.") % {
        "site": settings.SITE["name"],
        "reference": sheet.reference,
    }
    if when:
        sms += " " + _("Rendez-vous %(when)s.") % {"when": when}
    sms += " " + _("Questions : %(phone)s") % {"phone": phone}
    return NoticeWords(_("Il y a du nouveau pour vous"), body, sms.replace("\u00a0", " "))
