"""Report an error without an account, follow it by its code, take it back.

These pages read no session and set no cookie: there is no right to borrow, hence no CSRF token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from maillage.apps.contributions.actions import report, withdraw_report
from maillage.apps.contributions.errors import PlaceReportedEnough, TooManyReports
from maillage.apps.contributions.forms.reports import CodeForm, ReportForm
from maillage.apps.contributions.queries.reports import (
    ReportKind,
    ReportState,
    find_report,
)
from maillage.apps.contributions.views.words import when_words
from maillage.apps.directory.queries import get_place
from maillage.web.api.limits import network_of
from maillage.web.codes import plain_code
from maillage.web.pages import render_page

# A library lends its network to many people: the numbers are for a crowd of honest ones.
RATES = {"report": "20/h/key", "follow": "20/h/key", "follow_all": "300/h/key"}
ICONS = {
    ReportKind.CLOSED: "warning",
    ReportKind.HOURS: "clock",
    ReportKind.PHONE: "phone",
    ReportKind.ADDRESS: "map",
    ReportKind.OFFER: "list",
    ReportKind.OTHER: "unknown",
}
SEEN_BY = gettext_lazy(
    "Seules les personnes qui tiennent cette liste lisent votre message. Il est effacé 30 jours "
    "après leur réponse."
)
CODE_SEEN_BY = gettext_lazy("Le code ouvre votre message. Il ne dit pas qui vous êtes.")
CODE_WRONG = gettext_lazy("Ce code n’ouvre rien. Relisez-le signe par signe, ou appelez-nous.")


@dataclass(frozen=True, slots=True)
class KindBox:
    """A choice with its drawing."""

    tag: str
    icon: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """All that contributions/report.html may use."""

    nom: str
    form: ReportForm
    kinds: Sequence[KindBox]
    place_url: str
    seen_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage:
    """All that contributions/report_sent.html may use."""

    number: int
    nom: str
    code: str
    follow_address: str
    place_url: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a report, in words."""

    number: int
    nom: str
    place_url: str
    what: str
    text: str
    right_value: str
    state: str
    icon: str
    title: str
    words: str
    answer: str
    sent: str
    erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPage:
    """All that contributions/follow.html may use."""

    form: CodeForm
    found: Followed | None
    # The code that was typed, for the button that takes the report back.
    code: str
    withdrawn: bool
    seen_by: Any


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what is wrong on the page of a place; answer with the code that follows it."""
    place = get_place(public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    place_url = reverse("directory:place", args=[public_id])
    status = 422 if form.is_bound else 200
    try:
        made_and_code = _sent(request, place, form) if form.is_bound and form.is_valid() else None
    except (TooManyReports, PlaceReportedEnough) as error:
        # On the form, hence with what was typed.
        form.add_error(None, str(error))
        made_and_code, status = None, error.status
    if made_and_code is not None:
        made, code = made_and_code
        sent = SentPage(
            number=made.pk,
            nom=place.nom,
            code=code,
            follow_address=request.build_absolute_uri(reverse("contributions:follow")),
            place_url=place_url,
        )
        return render_page(request, sent, "contributions/report_sent.html")
    kinds = [
        KindBox(option.tag(), ICONS[ReportKind(option.data["value"])], option.choice_label)
        for option in form["kind"].subwidgets
    ]
    page = ReportPage(nom=place.nom, form=form, kinds=kinds, place_url=place_url, seen_by=SEEN_BY)
    return render_page(request, page, "contributions/report.html", status=status)


def _sent(request: HttpRequest, place: Any, form: ReportForm) -> tuple[Any, str]:
    """Count and keep a report; return it with its code.

    Raises TooManyReports, PlaceReportedEnough.
    """
    if consume(request, app="contributions", action="report", config=RATES,
               key=_network(request)) is None:  # fmt: skip
        raise TooManyReports
    said = form.cleaned_data
    return report(
        place,
        kind=said["kind"],
        text=said["text"],
        values=None,
        channel="public",
        now=timezone.now(),
        right_value=said["right_value"],
        for_the_place=said["for_the_place"],
        once=said["once"],
    )


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Type a code; read what became of the report."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _follow_page(request, form)
    return _opened(request, form)


@login_not_required
@csrf_exempt
@never_cache
@require_POST
def take_report_back(request: HttpRequest) -> HttpResponse:
    """Erase the words of the report that a code opens; its number stays."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _follow_page(request, form)
    return _opened(request, form, withdraws=True)


def _opened(request: HttpRequest, form: CodeForm, *, withdraws: bool = False) -> HttpResponse:
    """Count the try, open the report, and erase it when that is what was asked."""
    code = plain_code(form.cleaned_data["code"])
    tried = _try(request)
    found = find_report(code)
    if found is None:
        form.add_error("code", str(CODE_WRONG))
        return _follow_page(request, form)
    # What was right is taken back from the counts: many people share the network of a library.
    tried.rollback()
    if withdraws:
        found = withdraw_report(code=code, now=timezone.now())
    return _follow_page(request, CodeForm(), found, code, withdrawn=withdraws)


def _try(request: HttpRequest) -> RateLimitUsage:
    """Count a try, of this network and of everybody. Raises TooManyReports."""
    used = []
    for action, key in (("follow", _network(request)), ("follow_all", "all")):
        usage = consume(request, app="contributions", action=action, config=RATES, key=key)
        if usage is None:
            raise TooManyReports
        used += usage.usage
    return RateLimitUsage(usage=used)


def _network(request: HttpRequest) -> str:
    """Return a digest of the network that asks: the address itself is written nowhere."""
    return salted_hmac(
        "maillage.report.network", network_of(request), algorithm="sha256"
    ).hexdigest()


def _follow_page(
    request: HttpRequest,
    form: CodeForm,
    found: Any = None,
    code: str = "",
    *,
    withdrawn: bool = False,
) -> HttpResponse:
    page = FollowPage(
        form=form,
        found=_followed(found) if found is not None else None,
        code=code,
        withdrawn=withdrawn,
        seen_by=CODE_SEEN_BY,
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "contributions/follow.html", status=status)


def _followed(found: Any) -> Followed:
    icon, title, words = {
        ReportState.RECEIVED: (
            "letter",
            _("Reçu"),
            _("Personne ne l’a encore lu. Il sera lu par une personne qui tient la liste."),
        ),
        ReportState.READ: ("listen", _("Lu"), _("Une personne l’a lu, et vérifie.")),
        ReportState.CORRECTED: ("verified", _("Corrigé"), _("La page du lieu est à jour. Merci.")),
        ReportState.REFUSED: (
            "unknown",
            _("Pas corrigé"),
            _("Une personne a vérifié, et n’a rien changé."),
        ),
        ReportState.WITHDRAWN: (
            "verified",
            _("Retiré"),
            _("Vous l’avez retiré. Son texte est effacé, seul son numéro reste."),
        ),
    }[ReportState(found.state)]
    return Followed(
        number=found.pk,
        nom=found.place.nom,
        place_url=reverse("directory:place", args=[found.place.public_id]),
        what=str(found.get_kind_display()),
        text=found.text,
        right_value=found.right_value,
        state=found.state,
        icon=icon,
        title=title,
        words=words,
        answer=found.answer,
        sent=when_words(found.made_at),
        erased=found.erased_at is not None,
    )


__all__ = ["follow", "report_error", "take_report_back"]
