"""What pages of the desk share here, and the list: received first, then sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.liaison.queries.access import may_use_sheets
from maillage.apps.liaison.queries.sheets import Lines, received, sent
from maillage.apps.liaison.queries.states import LIVE, Channel, State
from maillage.apps.liaison.queries.words import moment_in_words, service_words, shown_place
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import age_words, date_words

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

form_page = require_http_methods(["GET", "HEAD", "POST"])
SEEN_BY = gettext_lazy(
    "Ce que vous écrivez est lu par le lieu choisi, par votre organisation et par la personne ; "
    "par personne d’autre. Un prénom et un numéro sont chiffrés, puis effacés."
)
SEEN_BY_LOG = gettext_lazy(
    "Votre réponse est lue par qui a envoyé la personne, et par elle. Le journal garde que vous "
    "avez répondu, et quand."
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in a list: no name, no number."""

    number: int
    reference: str
    url: str
    needs: str
    where: str
    state: str
    words: str
    age: str
    urgent: str
    soon: bool
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsPage:
    """All that liaison/sheets.html may use."""

    received: Sequence[SheetLine]
    sent: Sequence[SheetLine]
    more: bool
    over: bool
    text: str
    searched: bool


def signed_in(request: HttpRequest) -> "User":
    """Return the person at the desk: the check of the page let them in."""
    return cast("User", request.user)


@permitted(may_use_sheets)
@require_safe
@never_cache
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets received, then those sent; a reference finds one."""
    by = signed_in(request)
    over = request.GET.get("terminees") == "1"
    text = request.GET.get("q", "").replace("\x00", "")[:40].strip()
    arrived = received(by, over=over) if not text else Lines((), more=False)
    left = sent(by, over=over, text=text)
    page = SheetsPage(
        received=[line_of(one, mine=False) for one in arrived.rows],
        sent=[line_of(one, mine=True) for one in left.rows],
        more=arrived.more or left.more,
        over=over,
        text=text,
        searched=bool(text),
    )
    return render_page(request, page, "liaison/sheets.html")


def line_of(sending: Any, *, mine: bool) -> SheetLine:
    """Return the line of a sheet; `mine`: for who sent it."""
    sheet, today = sending.sheet, timezone.localdate()
    erased = sheet.erased_at is not None
    urgent = sheet.urgent_on if sending.state in LIVE else None
    words = str(State(sending.state).label)
    if sending.state == State.APPOINTMENT and sending.appointment_at is not None:
        words = _("rendez-vous %s") % moment_in_words(sending.appointment_at)
    return SheetLine(
        number=sheet.pk,
        reference=sheet.reference,
        url=reverse("liaison:sheet", args=[sheet.pk]),
        needs=", ".join(words for words, _icon in service_words(sheet.services)),
        where=shown_place(sending.place).nom if mine else sheet.organisation.nom,
        state=str(sending.state),
        words=words if not erased else _("%s, effacée") % words,
        age=age_words(timezone.localtime(sending.state_at).date(), today),
        urgent=date_words(urgent) if urgent else "",
        soon=urgent is not None and (urgent - today).days <= 3,
        todo=_todo(sending, mine=mine, erased=erased),
    )


def _todo(sending: Any, *, mine: bool, erased: bool) -> str:
    if erased:
        return ""
    if not mine:
        return _("à lire") if sending.state == State.SENT else ""
    if sending.state in (State.REFUSED, State.EXPIRED):
        return _("à reprendre")
    if sending.state == State.SENT and sending.number > 1 and sending.via != "email":
        # Passed on by a place: nobody told the next one, and the paper has an older code.
        return _("lieu à prévenir")
    answered = sending.state in (State.APPOINTMENT, State.DONE)
    if answered and sending.sheet.channel in (Channel.CALL, Channel.PRESCRIBER):
        return _("à dire à la personne") if sending.state == State.APPOINTMENT else ""
    return ""
