"""The register of studies: filtered by subject, axis and need; a need lists those about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.queries import need_by_code
from maillage.apps.directory.queries.answers import public_entries
from maillage.apps.observatory.actions.registers import add_study, edit_study, withdraw_study
from maillage.apps.observatory.forms.registers import StudyForm
from maillage.apps.observatory.queries.access import (
    may_keep_figures,
    may_keep_study,
    may_observe,
    may_read_need,
    may_withdraw_study,
)
from maillage.apps.observatory.queries.studies import (
    AXES,
    SUBJECTS,
    TAGS,
    StudyLine,
    get_need,
    get_study,
    studies,
)
from maillage.apps.observatory.views.entries import done, form_page, keeps, posted, show_entry
from maillage.apps.observatory.views.wording import plain_number
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.tables import csv_response

COLUMNS = (
    "titre", "organisme", "année", "territoire", "personnes interrogées", "freins", "réponses",
    "sujets", "besoins", "adresse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StudyWords:
    """A study in words."""

    code: str
    title: str
    cited: str
    asked: str
    obstacles: str
    answers: str
    url: str
    tags: Sequence[str]
    needs: Sequence[tuple[str, str]]
    edit_url: str
    withdraw_url: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A tag, or a need, by which the register is read; `url` takes it or leaves it."""

    words: Any
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiesPage:
    """All that observatory/studies.html may use."""

    lead: str
    q: str
    tags: Sequence[str]
    subjects: Sequence[Filter]
    axes: Sequence[Filter]
    needs: Sequence[tuple[str, str]]
    lines: Sequence[StudyWords]
    keeps: bool
    csv_url: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedPage:
    """All that observatory/study_need.html may use."""

    title: str
    lead: str
    help_url: str
    lines: Sequence[StudyWords]
    part: str


@permitted(may_observe)
@require_safe
def studies_page(request: HttpRequest) -> HttpResponse:
    """The studies, the newest first; several subjects at once show those of any."""
    q = request.GET.get("q", "").strip()[:120]
    tags = [one for one in request.GET.getlist("sujet") if one in TAGS]
    found, own = studies(tags=tags, text=q), keeps(request)
    page = StudiesPage(
        lead=ngettext("%(n)s étude ou rapport", "%(n)s études et rapports", len(found))
        % {"n": len(found)},
        q=q,
        tags=tags,
        subjects=[_filter(code, words, tags, q) for code, words in SUBJECTS.items()],
        axes=[_filter(code, words, tags, q) for code, words in AXES.items()],
        needs=[(str(one.label), _need_url(one.code)) for one in need_by_code().values()],
        lines=[_words(one, own) for one in found],
        keeps=own,
        csv_url=f"{reverse('observatory:studies_csv')}?{_asked(tags, q)}".rstrip("?"),
        part="studies",
    )
    return render_page(request, page, "observatory/studies.html")


@permitted(may_observe)
@require_safe
def studies_csv(request: HttpRequest) -> HttpResponseBase:
    """The same studies, for a spreadsheet."""
    tags = [one for one in request.GET.getlist("sujet") if one in TAGS]
    found = studies(tags=tags, text=request.GET.get("q", "").strip()[:120])
    rows = (
        (
            one.title, one.authors, one.year or "", one.territory, one.n_people or "",
            one.obstacles, one.answers, ", ".join(str(TAGS.get(tag, tag)) for tag in one.tags),
            ", ".join(str(need_by_code()[code].label) for code in one.needs), one.url,
        )
        for one in found
    )  # fmt: skip
    return csv_response("etudes.csv", COLUMNS, rows)


@permitted(may_read_need)
@require_safe
def need(request: HttpRequest, code: str) -> HttpResponse:
    """One need: who answers it here, and the studies about it (OBS-20)."""
    found = get_need(code)
    answers = {one.place_id for one in public_entries() if not one.yes.isdisjoint(found.any_of)}
    page = NeedPage(
        title=str(found.label),
        lead=ngettext(
            "%(n)s lieu y répond aujourd’hui.", "%(n)s lieux y répondent aujourd’hui.",
            len(answers),
        ) % {"n": plain_number(len(answers))},
        help_url=f"{reverse('directory:results')}?{urlencode({'besoin': code})}",
        lines=[_words(one, keeps(request)) for one in studies(need=code)],
        part="studies",
    )  # fmt: skip
    return render_page(request, page, "observatory/study_need.html")


@permitted(may_keep_figures)
@form_page
def add(request: HttpRequest) -> HttpResponse:
    """Enter a study."""
    form = StudyForm(posted(request))
    if form.is_valid():
        add_study(values=form.cleaned_data, by=signed_in(request), now=timezone.now())
        return done(request, _("L’étude est dans le registre."), "studies")
    return _form(request, form, _("Ajouter une étude"))


@permitted(may_keep_study)
@form_page
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a study; those that Maillage brings get the words of the city."""
    found = get_study(code)
    form = StudyForm(posted(request), initial={n: getattr(found, n) for n in StudyForm.base_fields})
    if form.is_valid():
        edit_study(code=code, values=form.cleaned_data, by=signed_in(request), now=timezone.now())
        return done(request, _("C’est enregistré."), "studies")
    return _form(request, form, _("Corriger : %(nom)s") % {"nom": found.title})


@permitted(may_withdraw_study)
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what the city entered."""
    withdraw_study(code=code, by=signed_in(request), now=timezone.now())
    return done(request, _("C’est retiré. Le journal garde ce qui était dit."), "studies")


def study_words(one: StudyLine) -> str:
    """Return a study as findings cite it."""
    return _("%(title)s. Source : %(cited)s.") % {"title": one.title, "cited": _cited(one)}


def _cited(one: StudyLine) -> str:
    return ", ".join(str(part) for part in (one.authors, one.territory, one.year_words) if part)


def _form(request: HttpRequest, form: StudyForm, title: str) -> HttpResponse:
    return show_entry(
        request, form, title=title, button=_("Enregistrer"), part="studies",
        back_url=reverse("observatory:studies"),
    )  # fmt: skip


def _asked(tags: Sequence[str], q: str) -> str:
    return urlencode([*(("sujet", tag) for tag in tags), *([("q", q)] if q else [])])


def _filter(code: str, words: Any, tags: Sequence[str], q: str) -> Filter:
    left = [tag for tag in tags if tag != code]
    asked = _asked(left if code in tags else [*tags, code], q)
    return Filter(words, f"{reverse('observatory:studies')}?{asked}", code in tags)


def _need_url(code: str) -> str:
    return reverse("observatory:study_need", args=[code])


def _words(one: StudyLine, own: bool) -> StudyWords:
    asked = ""
    if one.n_people:
        asked = ngettext("%(n)s personne interrogée", "%(n)s personnes interrogées", one.n_people)
        asked %= {"n": plain_number(one.n_people)}
    by_code = need_by_code()
    return StudyWords(
        one.code,
        one.title,
        _cited(one),
        asked,
        one.obstacles,
        one.answers,
        one.url,
        [str(TAGS.get(tag, tag)) for tag in one.tags],
        [(str(by_code[code].label), _need_url(code)) for code in one.needs],
        reverse("observatory:edit_study", args=[one.code]) if own else "",
        reverse("observatory:withdraw_study", args=[one.code]) if own and one.is_ours else "",
    )
