"""The templates of paths, for those who steer: written, put in order, retired, taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from maillage.apps.liaison.actions.templates import (
    MOST_STEPS,
    add_template_step,
    edit_template,
    edit_template_step,
    load_templates,
    make_template,
    move_template,
    move_template_step,
    remove_template_step,
    retire_template,
    undo_template,
)
from maillage.apps.liaison.errors import NotWritten, TemplateChanged, TemplateNotUndone
from maillage.apps.liaison.forms.paths import TemplateForm, TemplateStepForm
from maillage.apps.liaison.queries.access import may_keep_template, may_keep_templates
from maillage.apps.liaison.queries.paths import all_templates, template_of, template_steps
from maillage.apps.liaison.queries.snapshots import last_change, mark_of, said_by
from maillage.apps.liaison.queries.words import moment_in_words, service_words
from maillage.apps.liaison.views.desk import form_page, signed_in
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

SEEN_BY = gettext_lazy(
    "Un modèle est lu par tous les professionnels du réseau, et par les personnes dont le parcours "
    "en vient. Le journal garde qui l’a changé, et quand."
)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template in the list: what can be done with it."""

    number: int
    title: str
    for_whom: str
    n_steps: int
    url: str
    retired: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesPage:
    """All that liaison/templates.html may use."""

    lines: Sequence[TemplateLine]
    retired: Sequence[TemplateLine]
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTemplatePage:
    """All that liaison/template_new.html may use."""

    form: TemplateForm
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True)
class TemplateStepLine:
    """A step of a template, as a person will read it."""

    number: int
    title: str
    picture: str
    voice: str
    service: str
    url: str


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change, in words, and its number to take it back."""

    number: int
    words: str
    who: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePage:
    """All that liaison/template.html may use."""

    title: str
    for_whom: str
    retired: str
    steps: Sequence[TemplateStepLine]
    form: TemplateForm
    form_open: bool
    message: str
    add_url: str
    change: LastChange | None
    seen_by: Any = SEEN_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateStepPage:
    """All that liaison/template_step.html may use."""

    title: str
    number: int
    adds: bool
    form: TemplateStepForm
    message: str
    back_url: str
    first: bool
    last: bool
    seen_by: Any = SEEN_BY


@permitted(may_keep_templates)
@form_page
@never_cache
def templates(request: HttpRequest) -> HttpResponse:
    """The templates in the order in which they are proposed; those that are retired below."""
    load_templates()
    if request.method == "POST":
        _move_or_bring_back(request)
        return HttpResponseRedirect(reverse("liaison:templates"))
    rows = all_templates()
    kept = [one for one in rows if one[0].ended_on is None]
    lines = [_line(*one, first=n == 0, last=n == len(kept) - 1) for n, one in enumerate(kept)]
    gone = [_line(*one) for one in rows if one[0].ended_on is not None]
    page = TemplatesPage(lines=lines, retired=gone)
    return render_page(request, page, "liaison/templates.html")


@permitted(may_keep_templates)
@form_page
@never_cache
def template_new(request: HttpRequest) -> HttpResponse:
    """Begin a template: its name, for whom it is; the steps come next."""
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        made = make_template(
            title=said["title"],
            for_whom=said["for_whom"],
            once=said["once"],
            now=timezone.now(),
            by=signed_in(request),
        )
        return HttpResponseRedirect(reverse("liaison:template_add", args=[made.pk]))
    status = 422 if form.is_bound else 200
    page = NewTemplatePage(form=form)
    return render_page(request, page, "liaison/template_new.html", status=status)


@permitted(may_keep_template)
@form_page
@never_cache
def template(request: HttpRequest, number: int) -> HttpResponse:
    """One template: its steps, its name, its last change, its end."""
    by, now, here = signed_in(request), timezone.now(), reverse("liaison:template", args=[number])
    do = request.POST.get("do", "") if request.method == "POST" else ""
    message, status = "", 200
    form = TemplateForm(request.POST if do == "name" else None, initial=_named(number))
    try:
        if do == "name" and form.is_valid():
            said = form.cleaned_data
            edit_template(number, title=said["title"], for_whom=said["for_whom"],
                          seen=said["seen"], now=now, by=by)  # fmt: skip
        elif do in ("retire", "again"):
            retire_template(number, again=do == "again", now=now, by=by)
        elif do == "undo":
            undo_template(number, row=_row(request), now=now, by=by)
            messages.success(request, _("Le dernier changement est annulé."))
        elif request.method == "POST":
            status = 422
    except (TemplateChanged, TemplateNotUndone, NotWritten) as refused:
        message, status = str(refused), refused.status
        if form.is_bound:
            form.data = _again(request, number)
    if request.method == "POST" and status == 200:
        return HttpResponseRedirect(here)
    return render_page(request, _page(number, form, message), "liaison/template.html",
                       status=status)  # fmt: skip


@permitted(may_keep_template)
@form_page
@never_cache
def template_add(request: HttpRequest, number: int) -> HttpResponse:
    """Add a step at the end of a template."""
    form = TemplateStepForm(
        request.POST if request.method == "POST" else None, initial={"seen": _mark(number)}
    )

    def write() -> None:
        add_template_step(number, form.said(), seen=form.cleaned_data["seen"],
                          now=timezone.now(), by=signed_in(request))  # fmt: skip

    return _step_page(request, number, form, write, step=0)


@permitted(may_keep_template)
@form_page
@never_cache
def template_step(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """Change one step of a template, move it, or take it out."""
    by, now = signed_in(request), timezone.now()
    one = template_steps(template_of(number))[step - 1]
    do = request.POST.get("do", "") if request.method == "POST" else ""
    moves = do in ("up", "down", "remove")
    form = TemplateStepForm(
        request.POST if request.method == "POST" and not moves else None,
        initial={"title": one.title, "picture": one.picture, "voice": one.voice,
                 "service": one.service, "seen": _mark(number)},
    )  # fmt: skip

    def write() -> None:
        seen = request.POST.get("seen", "")
        if do == "remove":
            remove_template_step(number, step, seen=seen, now=now, by=by)
        elif moves:
            move_template_step(number, step, up=do == "up", seen=seen, now=now, by=by)
        else:
            edit_template_step(number, step, form.said(), seen=seen, now=now, by=by)

    return _step_page(request, number, form, write, step=step, moves=moves)


# ---------------------------------------------------------------- the steps they share


def _step_page(
    request: HttpRequest,
    number: int,
    form: TemplateStepForm,
    write: Callable[[], None],
    *,
    step: int,
    moves: bool = False,
) -> HttpResponse:
    message, status = "", 422 if form.is_bound else 200
    if moves or (form.is_bound and form.is_valid()):
        try:
            write()
        except (TemplateChanged, NotWritten) as refused:
            # What was typed stays; the next press is about the words of now.
            message, status = str(refused), refused.status
            if form.is_bound:
                form.data = _again(request, number)
        else:
            return HttpResponseRedirect(reverse("liaison:template", args=[number]))
    page = TemplateStepPage(
        title=template_of(number).title,
        number=step,
        adds=step == 0,
        form=form,
        message=message,
        back_url=reverse("liaison:template", args=[number]),
        first=step == 1,
        last=step == len(template_steps(template_of(number))),
    )
    return render_page(request, page, "liaison/template_step.html", status=status)


def _page(number: int, form: TemplateForm, message: str) -> TemplatePage:
    found: Any = template_of(number)
    steps = template_steps(found)
    change = last_change(found)
    return TemplatePage(
        title=found.title,
        for_whom=found.for_whom,
        retired=date_words(found.ended_on) if found.ended_on else "",
        steps=[
            TemplateStepLine(
                one.number,
                one.title,
                one.picture,
                one.voice,
                service_words([one.service])[0][0] if one.service else "",
                reverse("liaison:template_step", args=[number, one.number]),
            )
            for one in steps
        ],
        form=form,
        form_open=form.is_bound,
        message=message,
        add_url=reverse("liaison:template_add", args=[number]) if len(steps) < MOST_STEPS else "",
        change=LastChange(change.number, change.words, change.who, moment_in_words(change.at))
        if change is not None
        else None,
    )


def _line(one: Any, n_steps: int, *, first: bool = False, last: bool = False) -> TemplateLine:
    return TemplateLine(
        one.pk,
        one.title,
        one.for_whom,
        n_steps,
        reverse("liaison:template", args=[one.pk]),
        date_words(one.ended_on) if one.ended_on else "",
        first,
        last,
    )


def _move_or_bring_back(request: HttpRequest) -> None:
    do, number = request.POST.get("do", ""), request.POST.get("number", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return
    by, now = signed_in(request), timezone.now()
    if do in ("up", "down"):
        move_template(int(number), up=do == "up", now=now, by=by)
    elif do == "again":
        retire_template(int(number), again=True, now=now, by=by)


def _named(number: int) -> dict[str, str]:
    found = template_of(number)
    return {"title": found.title, "for_whom": found.for_whom, "seen": _mark(number)}


def _mark(number: int) -> str:
    found = template_of(number)
    return mark_of(said_by(found, template_steps(found)))


def _again(request: HttpRequest, number: int) -> Any:
    """Return what was typed, about the template as it is now."""
    said = request.POST.copy()
    said["seen"] = _mark(number)
    return said


def _row(request: HttpRequest) -> int:
    said = request.POST.get("row", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0
