"""Campaigns: chosen, read, sent, followed, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.queries.asking import places_to_ask
from maillage.apps.freshness.actions.campaigns import (
    NOWHERE,
    prepare_campaign,
    send_again,
    start_campaign,
    stop_campaign,
    ways_of,
)
from maillage.apps.freshness.errors import NobodyToAsk
from maillage.apps.freshness.forms.campaigns import CampaignForm, ChoiceForm
from maillage.apps.freshness.queries import campaigns as read
from maillage.apps.freshness.queries.access import may_ask, may_run_campaign
from maillage.apps.freshness.queries.letters import letter_text
from maillage.apps.freshness.views.staff import (
    UNKNOWN_PRESS,
    address,
    form_page,
    number_in,
    owners,
    quarters,
    sources,
)
from maillage.web.access import permitted, signed_in
from maillage.web.jobs import JobState, state_of
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import date_words, time_words

PER_PAGE = 100
SEEN_BY = (
    "Les lieux lisent votre mot. Les personnes qui tiennent l’annuaire voient la campagne et ses "
    "réponses."
)


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in a list."""

    url: str
    name: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """All that freshness/campaigns.html may use."""

    lines: Sequence[CampaignLine]


@permitted(may_ask)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns, the newest first."""
    lines = [
        CampaignLine(
            url=address("campaign", one.pk),
            name=one.name,
            state=one.get_state_display(),
            words=_("%(day)s, par %(who)s") % {
                "day": date_words(timezone.localtime(one.made_at).date()),
                "who": one.made_by.name or _("une personne de l’équipe"),
            },
        )
        for one in read.campaigns()
    ]  # fmt: skip
    return render_page(request, CampaignsPage(lines), "freshness/campaigns.html")


# ---------------------------------------------------------------- a new one


@dataclass(frozen=True, slots=True)
class Counted:
    """How the places of a choice would be asked."""

    n: int
    n_mail: int
    n_phone: int
    n_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaignPage:
    """All that freshness/new_campaign.html may use."""

    choice: ChoiceForm
    counted: Counted | None
    form: CampaignForm
    action: str
    seen_by: str = SEEN_BY


@permitted(may_ask)
@form_page
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Choose places by an address, see how many may be written to, then write the rest."""
    today = timezone.localdate()
    data = request.GET.copy()
    data.setdefault("due", "overdue")
    choice = ChoiceForm(data, zones=quarters(today), owners=owners(), sources=sources())
    form = CampaignForm(request.POST if request.method == "POST" else None, today=today)
    counted = None
    if choice.is_valid():
        ways = ways_of(places_to_ask(choice.choice(), today=today))
        numbers = [len(ways[way]) for way in ways]
        counted = Counted(sum(numbers), *numbers)
        if form.is_bound and form.is_valid():
            try:
                made = prepare_campaign(
                    choice.choice(),
                    form.wanted(),
                    said=choice.in_words(),
                    site_url=request.build_absolute_uri("/"),
                    by=signed_in(request),
                    now=timezone.now(),
                )
            except NobodyToAsk as error:
                form.add_error(None, str(error))
            else:
                return HttpResponseRedirect(address("campaign", made.pk))
    page = NewCampaignPage(
        choice=choice, counted=counted, form=form, action=request.get_full_path()
    )
    status = 422 if form.is_bound or choice.errors else 200
    return render_page(request, page, "freshness/new_campaign.html", status=status)


# ---------------------------------------------------------------- one of them


@dataclass(frozen=True, slots=True)
class Work:
    """How far the worker is."""

    url: str
    n: int
    total: int
    words: str
    stalled: bool


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A place of a campaign, and what became of it."""

    nom: str
    url: str
    way: str
    mail: str
    answer: str
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPage:
    """All that freshness/campaign.html may use."""

    number: int
    name: str
    state: str
    state_words: str
    chosen: str
    by: str
    answer_by: str
    reminders: str
    n_places: int
    figures: Sequence[tuple[int, str, str]]
    n_mail: int
    n_letters: int
    n_phone: int
    n_paper: int
    n_unsure: int
    subject: str
    text: str
    no_server: bool
    trouble: str
    work: Work | None
    lines: Sequence[RequestLine]
    next_url: str


@permitted(may_run_campaign)
@require_safe
def campaign(request: HttpRequest, number: int) -> HttpResponse:
    """What it asks and of whom; the text before it leaves; the answers as they come."""
    one = read.get_campaign(number)
    results = read.results_of(number)
    after = number_in(request.GET.get("apres", "")) or 0
    rows = read.requests_of(number, after=after, limit=PER_PAGE + 1)
    shown = rows[:PER_PAGE]
    example = _example(one) if one.state == "draft" and results.n_letters else None
    page = CampaignPage(
        number=number,
        name=one.name,
        state=one.state,
        state_words=one.get_state_display(),
        chosen=_chosen(one),
        by=one.made_by.name or _("une personne de l’équipe"),
        answer_by=date_words(one.answer_by),
        reminders=_reminders(one),
        n_places=results.n_places,
        figures=_figures(results),
        n_mail=results.ways.get("mail", 0),
        n_letters=results.n_letters,
        n_phone=results.ways.get("phone", 0),
        n_paper=results.ways.get("paper", 0),
        n_unsure=results.letters.get("unsure", 0),
        subject=example.subject if example else "",
        text=example.body if example else "",
        no_server=settings.EMAIL_BACKEND == NOWHERE,
        trouble=_trouble(one),
        work=_work(one, results) if one.state == "sending" else None,
        lines=[_line(row) for row in shown],
        next_url=address("campaign", number, apres=shown[-1].pk) if len(rows) > PER_PAGE else "",
    )
    fragment = "freshness/_work.html" if page.work else None
    return render_page(request, page, "freshness/campaign.html", fragment)


def _example(one: Any) -> Any:
    """Return the letter as its first reader will see it, the link left out."""
    first = read.first_letter(one.pk)
    places = [read.place_of(row) for row in read.silent_places(first)]
    return letter_text(one, None, places, reminder=False)


def _chosen(one: Any) -> str:
    said = dict(one.chosen)
    if "before" in said:
        said["before"] = date_words(date.fromisoformat(said["before"]))
    return ", ".join(str(words) for words in said.values())


def _reminders(one: Any) -> str:
    if not one.reminders:
        return _("sans rappel")
    words = ngettext("un rappel après %(days)s jours", "%(n)s rappels, tous les %(days)s jours",
                     one.reminders)  # fmt: skip
    return words % {"n": one.reminders, "days": one.reminder_days}


def _trouble(one: Any) -> str:
    if not one.trouble or one.state == "stopped":
        return ""
    since = timezone.localtime(one.trouble_at)
    return _("%(what)s Depuis le %(day)s, %(time)s.") % {
        "what": one.trouble,
        "day": date_words(since.date()),
        "time": time_words(since),
    }


def _figures(results: Any) -> list[tuple[int, str, str]]:
    """Return (number, words, base): sent, confirmed, corrected, no answer, refused."""
    of_places = ngettext("sur %(n)s lieu", "sur %(n)s lieux", results.n_places) % {
        "n": results.n_places
    }
    of_letters = ngettext("sur %(n)s message", "sur %(n)s messages", results.n_letters) % {
        "n": results.n_letters
    }
    refused = results.letters.get("refused", 0)
    rows = [
        (results.n_left, _("messages partis"), of_letters),
        (results.answers.get("confirmed", 0), _("rien n’a changé"), of_places),
        (results.answers.get("corrected", 0), _("des corrections"), of_places),
        (results.answers.get("", 0), _("pas encore de réponse"), of_places),
    ]
    if unwilling := results.answers.get("refused", 0):
        # Without it, the places would not add up.
        rows.append((unwilling, _("ne souhaite pas répondre"), of_places))
    if refused:
        rows.append((refused, _("adresses refusées"), of_letters))
    return rows


def _work(one: Any, results: Any) -> Work:
    job = state_of(one.job)
    return Work(
        url=address("campaign", one.pk),
        n=results.n_letters - results.n_waiting,
        total=results.n_letters,
        words=ngettext("%(n)s message sur %(total)s", "%(n)s messages sur %(total)s",
                       results.n_letters - results.n_waiting)
        % {"n": results.n_letters - results.n_waiting, "total": results.n_letters},
        stalled=job in (JobState.FAILED, JobState.UNKNOWN),
    )  # fmt: skip


def _line(row: Any) -> RequestLine:
    place = read.place_of(row)
    answer = row.get_answer_display()
    if row.answered_at is not None:
        day = date_words(timezone.localtime(row.answered_at).date())
        answer = _("%(answer)s, le %(day)s") % {"answer": answer, "day": day}
    return RequestLine(
        nom=place.nom,
        url=reverse("directory:staff_place", args=[place.public_id]),
        way=row.get_way_display(),
        mail=_mail(row.letter),
        answer=answer,
        answered=bool(row.answer),
    )


def _mail(letter: Any) -> str:
    if letter is None:
        return ""
    words = str(letter.get_state_display())
    if letter.state == "refused":
        return _("%(words)s par le serveur (%(code)s)") % {"words": words, "code": letter.refusal}
    if letter.n_sent > 1:
        n = letter.n_sent - 1
        words += ngettext(", %(n)s rappel", ", %(n)s rappels", n) % {"n": n}
    return words


@permitted(may_run_campaign)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Send, try again, stop: one press each."""
    who: dict[str, Any] = {"by": signed_in(request), "now": timezone.now()}
    do = request.POST.get("do", "")
    if do == "stop":
        stop_campaign(number, **who)
        messages.success(request, _("La campagne est terminée : plus aucun message ne part."))
    elif do in ("again", "unsure"):
        send_again(number, unsure=do == "unsure", **who)
        messages.success(request, _("L’envoi reprend."))
    elif do == "start":
        start_campaign(number, **who)
        messages.success(request, _("C’est parti. Vous pouvez quitter cette page."))
    else:
        messages.warning(request, UNKNOWN_PRESS)
    return HttpResponseRedirect(address("campaign", number))


@permitted(may_run_campaign)
@require_safe
def results_csv(request: HttpRequest, number: int) -> HttpResponseBase:
    """What became of each place, for a spreadsheet: no address of anybody."""
    columns = [_("numéro"), _("nom"), _("demandé"), _("message"), _("réponse"), _("le")]
    rows = (
        [
            read.place_of(row).public_id,
            read.place_of(row).nom,
            row.get_way_display(),
            _mail(row.letter),
            row.get_answer_display(),
            timezone.localtime(row.answered_at).date() if row.answered_at else "",
        ]
        for row in read.requests_of(number)
    )
    return csv_response(f"campagne-{number}.csv", columns, rows)


__all__ = ["act", "campaign", "campaigns", "new_campaign", "results_csv"]
