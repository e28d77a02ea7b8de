"""Long work: how far it is, then what it gave."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries.people import person_words
from maillage.apps.observatory.queries.access import may_follow_work
from maillage.apps.observatory.queries.wording import plain_number
from maillage.apps.observatory.queries.works import Advance, advance_of, get_work, works_to_follow
from maillage.web.access import permitted
from maillage.web.pages import render_page, wants_fragment
from maillage.web.words import date_words, time_words


@dataclass(frozen=True, slots=True)
class Under:
    """All that observatory/_work.html may use."""

    step: str
    words: str
    n: int
    total: int
    waiting: bool
    behind: bool
    cut: bool
    url: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A work beside the form that asks for one."""

    name: str
    words: str
    url: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """All that observatory/work.html may use."""

    over: str
    title: str
    work: Under | None
    failure: str
    is_dossier: bool
    asked: dict[str, Any]
    key: str
    again_url: str
    back_url: str


@permitted(may_follow_work)
@require_safe
def work(request: HttpRequest, number: int) -> HttpResponse:
    """How far a work is; it follows by itself, and opens what it gave."""
    found = advance_of(get_work(number), now=timezone.now())
    if wants_fragment(request) and found.is_over:
        # htmx loads the page again, whole: it goes where the work leads.
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
        return response
    if found.work.state == "done":
        return given(request, found.work)
    is_dossier = found.work.kind == "dossier"
    page = WorkPage(
        over=f"{name_of(found.work)}, {_asked_words(found.work)}",
        title=_title(found, is_dossier),
        work=None if found.is_over else under(found),
        failure=found.failure,
        is_dossier=is_dossier,
        asked=found.work.asked,
        key=new_key(),
        again_url=reverse("observatory:make_dossier")
        if is_dossier
        else reverse("observatory:figure_file", args=[found.work.asked["token"]]),
        back_url=reverse("observatory:dossiers" if is_dossier else "observatory:figures"),
    )
    return render_page(request, page, "observatory/work.html", "observatory/_work.html")


def given(request: HttpRequest, one: Any) -> HttpResponse:
    """Say what a work that is done gave, and open it."""
    if one.kind == "dossier":
        messages.success(request, _("Le dossier est fait. Il s’imprimera toujours tel qu’il est."))
        return redirect("observatory:dossier", one.snapshot_id)
    said = one.given
    n_zones = said["n_zones"]
    messages.success(
        request,
        ngettext(
            "« %(title)s » est chargé : %(n)s chiffre, %(zones)s.",
            "« %(title)s » est chargé : %(n)s chiffres, %(zones)s.",
            said["n_figures"],
        )
        % {
            "title": said["title"],
            "n": plain_number(said["n_figures"]),
            "zones": ngettext("%(n)s territoire", "%(n)s territoires", n_zones)
            % {"n": plain_number(n_zones)},
        },
    )
    return redirect("observatory:figures")


def opened(request: HttpRequest, one: Any) -> HttpResponse:
    """Answer whoever just asked for a work: with what it gave, else with how far it is."""
    return given(request, one) if one.state == "done" else redirect("observatory:work", one.pk)


def followed(kind: str) -> list[Followed]:
    """Return the works of a kind that are under way or stopped, for the page that asks for them."""
    return [
        Followed(
            name_of(one.work),
            _asked_words(one.work),
            reverse("observatory:work", args=[one.work.pk]),
            one.is_over,
        )
        for one in works_to_follow(kind, now=timezone.now())
    ]


def new_key() -> str:
    """Return what makes a form one: sent twice, it asks for one work."""
    return uuid4().hex


def key_in(request: HttpRequest) -> str:
    """Return the key that a form bears; a new one when it bears none that we made."""
    said = str(request.POST.get("key", ""))
    return said if len(said) == 32 and said.isalnum() else new_key()


def name_of(one: Any) -> str:
    """Return what a work is about, as people call it."""
    return str(one.asked["title"] if one.kind == "dossier" else one.asked["name"])


def _asked_words(one: Any) -> str:
    at = timezone.localtime(one.asked_at)
    said = _("demandé le %(day)s à %(time)s") % {
        "day": date_words(at.date()),
        "time": time_words(at),
    }
    return f"{said}, {person_words(one.asked_by)}" if one.asked_by else said


def _title(found: Advance, is_dossier: bool) -> str:
    if found.failure:
        return _("Le dossier n’a pas été fait") if is_dossier else _("Rien n’a été chargé")
    return _("Le dossier se prépare") if is_dossier else _("Les chiffres se chargent")


def under(found: Advance) -> Under:
    """Return how far a work is, in words."""
    one = found.work
    if one.kind == "dossier":
        words = _("Étape %(n)s sur %(total)s.") % {"n": one.step_n, "total": one.step_total}
    else:
        words = ngettext("%(n)s ligne lue.", "%(n)s lignes lues.", one.step_n) % {
            "n": plain_number(one.step_n)
        }
    return Under(
        step=one.step or _("Cela commence"),
        words=words if one.step_n else "",
        n=one.step_n,
        total=one.step_total,
        waiting=found.waiting,
        behind=found.behind,
        cut=found.cut,
        url=reverse("observatory:work", args=[one.pk]),
    )
