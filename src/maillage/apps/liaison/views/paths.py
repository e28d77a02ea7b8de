"""Paths at the desk: written with the person, followed step by step, printed on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.apps.liaison.actions.ending import erase_path
from maillage.apps.liaison.actions.paths import (
    add_step,
    edit_path,
    edit_step,
    make_path,
    remove_step,
)
from maillage.apps.liaison.actions.templates import MOST_STEPS, load_templates
from maillage.apps.liaison.errors import SheetOver
from maillage.apps.liaison.forms.paths import AimForm, PathForm, StepForm
from maillage.apps.liaison.queries.access import may_see_path, may_use_sheets
from maillage.apps.liaison.queries.codes import code_of
from maillage.apps.liaison.queries.paths import (
    get_path,
    get_step,
    get_template,
    paths_of,
    templates,
)
from maillage.apps.liaison.views.desk import form_page, signed_in
from maillage.apps.liaison.views.new import own_senders
from maillage.apps.liaison.views.path_faces import PathFace, path_face
from maillage.apps.liaison.views.qr import Qr, is_large, other_size, qr_of
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

SEEN_BY = gettext_lazy(
    "Ce parcours est lu par votre organisation et par la personne, avec son code. Son prénom et "
    "ses mots sont chiffrés, puis effacés au bout d’un an."
)


@dataclass(frozen=True, slots=True)
class PathLine:
    """A path in a list: no name."""

    reference: str
    url: str
    title: str
    words: str
    due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PathsPage:
    """All that liaison/paths.html may use."""

    paths: Sequence[PathLine]
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPathPage:
    """All that liaison/path_new.html may use."""

    form: PathForm
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPage:
    """All that liaison/path.html may use."""

    it: PathFace
    aim: AimForm
    aim_open: bool
    code: str
    add_url: str
    paper_url: str
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """All that liaison/path_step.html may use."""

    reference: str
    number: int
    form: StepForm
    adds: bool
    back_url: str
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPaperPage:
    """All that liaison/path_paper.html may use."""

    it: PathFace
    code: str
    qr: Qr | None
    back_url: str
    printed: str
    large: bool
    size_url: str


@permitted(may_use_sheets)
@require_safe
@never_cache
def paths(request: HttpRequest) -> HttpResponse:
    """The paths of one’s organisations, those to look at again first."""
    over = request.GET.get("termines") == "1"
    today = timezone.localdate()
    lines = [
        PathLine(
            reference=str(one),
            url=reverse("liaison:path", args=[one.pk]),
            title=str(one.template) if one.template is not None else _("sans modèle"),
            words=_("à revoir le %s") % date_words(one.review_on) if one.review_on else "",
            due=one.review_on is not None and one.review_on <= today,
        )
        for one in paths_of(signed_in(request), over=over)
    ]
    return render_page(request, PathsPage(paths=lines, over=over), "liaison/paths.html")


@permitted(may_use_sheets)
@form_page
@never_cache
def new_path(request: HttpRequest) -> HttpResponse:
    """Write a path: from a template, then step by step."""
    by = signed_in(request)
    load_templates()
    form = PathForm(
        request.POST if request.method == "POST" else None,
        organisations=own_senders(by),
        templates=[(one.code, f"{one.title}. {one.for_whom}") for one in templates()],
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        path = make_path(
            template=get_template(said["template"]) if said["template"] else None,
            organisation=form.sender(),
            name=said["name"],
            aim=said["aim"],
            review_on=said["review_on"],
            agreed=said["agreed"],
            now=timezone.now(),
            by=by,
            once=said["once"],
        )
        return HttpResponseRedirect(reverse("liaison:path", args=[path.pk]))
    status = 422 if form.is_bound else 200
    return render_page(request, NewPathPage(form=form), "liaison/path_new.html", status=status)


@permitted(may_see_path)
@form_page
@never_cache
def path(request: HttpRequest, number: int) -> HttpResponse:
    """The path: its next step, all its steps, its aim; erased when the person asks."""
    by, found, now = signed_in(request), get_path(number), timezone.now()
    do = request.POST.get("do", "") if request.method == "POST" else ""
    here = reverse("liaison:path", args=[number])
    if do == "erase":
        erase_path(number, now=now, by=by)
        messages.success(request, _("Le parcours est effacé."))
        return HttpResponseRedirect(here)
    form = AimForm(
        request.POST if do == "aim" else None,
        initial={"aim": found.aim, "review_on": found.review_on},
    )
    if form.is_bound and form.is_valid():
        edit_path(number, aim=form.cleaned_data["aim"],
                  review_on=form.cleaned_data["review_on"], now=now, by=by)  # fmt: skip
        return HttpResponseRedirect(here)
    it = path_face(found)
    page = PathPage(
        it=it,
        aim=form,
        aim_open=form.is_bound,
        code=code_of(found) if not it.erased else "",
        add_url=reverse("liaison:path_add", args=[number])
        if not it.erased and len(it.steps) < MOST_STEPS
        else "",
        paper_url=reverse("liaison:path_paper", args=[number]) if not it.erased else "",
    )
    return render_page(request, page, "liaison/path.html", status=422 if form.is_bound else 200)


@permitted(may_see_path)
@form_page
@never_cache
def path_add(request: HttpRequest, number: int) -> HttpResponse:
    """Add a step."""
    by, found = signed_in(request), get_path(number)
    if found.erased_at is not None:
        raise SheetOver
    form = StepForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_bound and form.is_valid():
        add_step(number, form.said(), now=timezone.now(), by=by)
        return HttpResponseRedirect(reverse("liaison:path", args=[number]))
    return _step_page(request, found, form, number=0)


@permitted(may_see_path)
@form_page
@never_cache
def path_step(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """Change one step of this path alone (ORI-09), or take it out."""
    by, found, now = signed_in(request), get_path(number), timezone.now()
    if found.erased_at is not None:
        raise SheetOver
    one = get_step(number, step)
    back = reverse("liaison:path", args=[number])
    if request.method == "POST" and request.POST.get("do") == "remove":
        remove_step(number, step, now=now, by=by)
        return HttpResponseRedirect(back)
    at = timezone.localtime(one.at) if one.at else None
    form = StepForm(
        request.POST if request.method == "POST" else None,
        by=by,
        keep=one.place,
        initial={
            "title": one.title,
            "picture": one.picture,
            "voice": one.voice,
            "place": one.place_id,
            "day": at.date() if at else None,
            "hour": at.time() if at else None,
            "words": one.words,
            "done": one.done_on is not None,
        },
    )
    if form.is_bound and form.is_valid():
        edit_step(number, step, form.said(), now=now, by=by)
        return HttpResponseRedirect(back)
    return _step_page(request, found, form, number=step)


@permitted(may_see_path)
@require_safe
@never_cache
def path_paper(request: HttpRequest, number: int) -> HttpResponse:
    """All the steps on one page, with pictures, places and dates."""
    found = get_path(number)
    if found.erased_at is not None:
        raise SheetOver
    code = code_of(found)
    page = PathPaperPage(
        it=path_face(found),
        code=code,
        qr=qr_of(code),
        back_url=reverse("liaison:path", args=[number]),
        printed=date_words(timezone.localdate()),
        large=is_large(request),
        size_url=other_size(request),
    )
    return render_page(request, page, "liaison/path_paper.html")


def _step_page(request: HttpRequest, found: Any, form: StepForm, *, number: int) -> HttpResponse:
    page = StepPage(
        reference=str(found),
        number=number,
        form=form,
        adds=number == 0,
        back_url=reverse("liaison:path", args=[found.pk]),
    )
    status = 422 if form.is_bound else 200
    return render_page(request, page, "liaison/path_step.html", status=status)
