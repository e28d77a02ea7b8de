"""The searches for links: what they did, how far they are, and taking all of their links back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.linking.actions.searching import ask_search
from maillage.apps.linking.actions.undoing import ask_undo_run
from maillage.apps.linking.errors import NothingToUndo
from maillage.apps.linking.queries.access import may_link, may_see_link_run
from maillage.apps.linking.queries.runs import get_run, last_runs, standing_links
from maillage.apps.linking.views.confirm import ConfirmPage
from maillage.web.access import permitted
from maillage.web.pages import render_page, wants_fragment

# The worker says where it is every second: when it says nothing for so long, it was stopped.
SILENT_S = 15
RUNS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class RunLine:
    """A search in a list, and how far it is."""

    url: str
    at: datetime
    state: str
    words: str
    at_work: bool
    stalled: bool
    step: str
    n: int
    total: int
    failure: str


def run_line(run: Any) -> RunLine:
    """Return a search as a line of a list."""
    at_work = run.state in ("working", "undoing")
    heard = run.step_at or run.started_at
    said = [
        ngettext("%(n)s lien fait", "%(n)s liens faits", run.n_joined) % {"n": run.n_joined},
    ]
    if run.n_separated:
        words = ngettext("%(n)s défait", "%(n)s défaits", run.n_separated)
        said.append(words % {"n": run.n_separated})
    compared = ngettext(
        "%(n)s fiche comparée sur %(all)s", "%(n)s fiches comparées sur %(all)s", run.n_compared
    )
    said.append(compared % {"n": run.n_compared, "all": run.n_records})
    return RunLine(
        url=reverse("linking:run", args=[run.pk]),
        at=run.started_at,
        state=run.get_state_display(),
        words=", ".join(said),
        at_work=at_work,
        stalled=at_work and timezone.now() - heard > timedelta(seconds=SILENT_S),
        step=run.step,
        n=run.step_n,
        total=run.step_total,
        failure=run.failure,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """All that linking/run.html may use."""

    run: RunLine
    n_standing: int
    undone: str
    undo_url: str
    links_url: str
    queue_url: str


@permitted(may_see_link_run)
@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """What a search did, or how far it is; it follows the work by itself."""
    found = get_run(number)
    line = run_line(found)
    if wants_fragment(request) and not line.at_work:
        # The work is over: htmx loads the page again, whole.
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
        return response
    n = standing_links(found).count()
    undone = ""
    if found.undone_at is not None:
        who = found.undone_by.name if found.undone_by is not None else ""
        undone = who or _("une personne de l’équipe")
    page = RunPage(
        run=line,
        n_standing=n,
        undone=undone,
        undo_url=reverse("linking:undo_run", args=[number])
        if n and found.state in ("done", "failed")
        else "",
        links_url=reverse("linking:links"),
        queue_url=reverse("linking:queue"),
    )
    return render_page(request, page, "linking/run.html", "linking/_work.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsPage:
    """All that linking/runs.html may use."""

    runs: list[RunLine]
    search_url: str


@permitted(may_link)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The last searches, the newest first."""
    lines = [run_line(one) for one in last_runs(RUNS_SHOWN)]
    page = RunsPage(runs=lines, search_url=reverse("linking:search"))
    return render_page(request, page, "linking/runs.html")


@permitted(may_link)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Ask for a search; the worker begins it in a moment."""
    person: Any = request.user
    ask_search(by=person, now=timezone.now())
    messages.success(request, _("La recherche est demandée : elle commence dans un instant."))
    return redirect("linking:runs")


@permitted(may_see_link_run)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_run(request: HttpRequest, number: int) -> HttpResponse:
    """Take back all the links that a search made by itself."""
    found = get_run(number)
    back = reverse("linking:run", args=[number])
    if request.method == "POST":
        person: Any = request.user
        ask_undo_run(number, by=person, now=timezone.now())
        messages.success(request, _("C’est demandé : les liens se défont maintenant."))
        return redirect(back)
    n = standing_links(found).count()
    if not n:
        raise NothingToUndo
    words = ngettext(
        "%(n)s lien fait par cette recherche sera défait : les deux lieux seront de nouveau "
        "montrés l’un à côté de l’autre.",
        "%(n)s liens faits par cette recherche seront défaits : les lieux seront de nouveau "
        "montrés l’un à côté de l’autre.",
        n,
    )
    page = ConfirmPage(
        title=_("Défaire les liens de cette recherche ?"),
        over="",
        said=[
            words % {"n": n},
            _("Les liens faits par des personnes restent."),
            _("Les questions correspondantes attendront une réponse : rien ne se refera seul."),
        ],
        button=_("Défaire ces liens"),
        cancel_url=back,
    )
    return render_page(request, page, "linking/confirm.html")
