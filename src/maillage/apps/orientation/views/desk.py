"""For professionals: type the answers of a sheet of paper, or open what somebody kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.apps.orientation.actions.keeping import keep_diagnosis, note_reading
from maillage.apps.orientation.errors import DiagnosisNotShown, DiagnosisUnknown
from maillage.apps.orientation.forms.answers import FULL, LAST_USE, carried, read_everything
from maillage.apps.orientation.forms.desk import PaperForm
from maillage.apps.orientation.forms.keeping import CodeForm
from maillage.apps.orientation.queries.access import may_orient
from maillage.apps.orientation.queries.answers import Everything
from maillage.apps.orientation.queries.item_words import AREAS_IN_ORDER, VERSION
from maillage.apps.orientation.queries.kept import get_kept, get_shown
from maillage.apps.orientation.queries.profile import (
    LEVEL_NAMES,
    FullProfile,
    ShortProfile,
    full_profile,
    short_profile,
)
from maillage.apps.orientation.queries.words import AREAS, LAST_USES, Said
from maillage.apps.orientation.views.bilan import ANSWERS, Activity, activities
from maillage.apps.orientation.views.limits import count_code
from maillage.apps.orientation.views.suggesting import suggested
from maillage.core.skills import Level
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.slots import Panel

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

DO, SEE, KEEP = "faire", "voir", "garder"
PAPER_SEEN_BY = gettext_lazy(
    "Gardé sans nom. La personne a le code. Le journal dit que vous avez tapé la feuille, jamais "
    "les réponses."
)
NOT_SAID = gettext_lazy("Non évalué : la première question n’a pas de réponse")
CODE_SEEN_BY = gettext_lazy("Le journal dit que vous avez ouvert ce bilan, et quand.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingPage:
    """All that orientation/desk/typing.html may use."""

    form: PaperForm
    uses: Sequence[tuple[str, Any, bool]]
    answers: Sequence[Any]
    areas: Sequence[tuple[Said, Sequence[Activity]]]
    # Answers to the six questions that came with the sheet: sent again.
    hidden: Sequence[tuple[str, str]]
    version: str
    seen_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsPage:
    """All that orientation/desk/levels.html may use."""

    # "" when nothing is kept, or when it was opened with a code.
    code: str
    until: date | None
    profile: FullProfile | None
    short: ShortProfile | None
    level_name: Any
    level_code: str
    version: str
    panel: Panel | None
    hidden: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """All that orientation/desk/open.html may use."""

    form: CodeForm
    seen_by: Any


@permitted(may_orient)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def typing(request: HttpRequest) -> HttpResponse:
    """Type the answers of a sheet; keep them when the person agrees, or only see the result."""
    sent = read_everything(request.POST)
    answers = Everything(short=sent.short, items=sent.items, last_use=sent.last_use, full=True)
    doing = request.POST.get(DO, "")
    if doing == SEE:
        return _levels(request, answers)
    form = PaperForm(request.POST) if doing == KEEP else PaperForm()
    if not form.is_bound or not form.is_valid():
        return render_page(request, _typing_page(form, answers), "orientation/desk/typing.html")
    code = keep_diagnosis(
        answers,
        once=form.cleaned_data["once"],
        months=form.cleaned_data["months"],
        may_show=form.cleaned_data["may_show"],
        may_count=form.cleaned_data["may_count"],
        how=form.cleaned_data["how"],
        by=signed_in(request),
        now=timezone.now(),
    )
    kept = get_kept(code)
    return _levels(request, kept.answers, code=code, until=kept.consent.until)


@permitted(may_orient)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_kept(request: HttpRequest) -> HttpResponse:
    """Open what somebody kept, with the code that they give, if they allowed it."""
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    if not form.is_bound or not form.is_valid():
        page = OpenPage(form=form, seen_by=CODE_SEEN_BY)
        return render_page(request, page, "orientation/desk/open.html")
    tried = count_code(request)
    try:
        kept = get_shown(form.cleaned_data["code"], today=timezone.localdate())
    except (DiagnosisUnknown, DiagnosisNotShown) as refused:
        form.add_error("code", str(refused.message))
        page = OpenPage(form=form, seen_by=CODE_SEEN_BY)
        return render_page(request, page, "orientation/desk/open.html", status=refused.status)
    tried.rollback()
    note_reading(kept.number, by=signed_in(request), now=timezone.now())
    return _levels(request, kept.answers, until=kept.consent.until)


def signed_in(request: HttpRequest) -> "User":
    """Return the person at the desk: the check of the page let them in."""
    return cast("User", request.user)


def _level_name(profile: FullProfile | None, answers: Everything) -> Any:
    """Return the level by its European name; a question left blank is no answer."""
    if profile is None:
        return ""
    if profile.skills.level is Level.NOT_ASSESSED and answers.last_use is None:
        return NOT_SAID
    return LEVEL_NAMES[profile.skills.level]


def _typing_page(form: PaperForm, answers: Everything) -> TypingPage:
    return TypingPage(
        form=form,
        uses=[(use.value, words, use is answers.last_use) for use, words in LAST_USES.items()],
        answers=[words for _answer, words in ANSWERS],
        areas=[(AREAS[area], activities(area, answers)) for area in AREAS_IN_ORDER],
        hidden=[
            (name, value)
            for name, value in carried(answers, without=[LAST_USE, FULL])
            if not name.startswith("a_")
        ],
        version=VERSION,
        seen_by=PAPER_SEEN_BY,
    )


def _levels(
    request: HttpRequest, answers: Everything, *, code: str = "", until: date | None = None
) -> HttpResponse:
    profile = full_profile(answers)
    short = short_profile(answers.short) if answers.short.as_json() else None
    page = LevelsPage(
        code=code,
        until=until,
        profile=profile,
        short=short,
        level_name=_level_name(profile, answers),
        level_code=profile.skills.level.value if profile is not None else "",
        version=profile.skills.version if profile is not None else "",
        panel=suggested(answers, now=timezone.now(), sheets=True),
        hidden=carried(answers),
    )
    return render_page(request, page, "orientation/desk/levels.html")
