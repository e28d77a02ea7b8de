"""The place without account: by the link of an e-mail, or by the code of the paper.

Opening a page changes nothing but the log of reads: scanners of e-mails open links too.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from maillage.apps.liaison.errors import CodeUnknown, LinkOver
from maillage.apps.liaison.forms.answer import CodeForm
from maillage.apps.liaison.queries.codes import sending_of_code, sending_of_link
from maillage.apps.liaison.queries.states import Face
from maillage.apps.liaison.views.answering import Door, answer_page, form_page, pass_page
from maillage.apps.liaison.views.held import ANSWER, count_try, forget, held_code, hold
from maillage.web.pages import render_page

SEEN_BY_CODE = gettext_lazy(
    "Le code ouvre une fiche, et rien d’autre. Il reste une demi-heure sur cet appareil."
)


@dataclass(frozen=True, slots=True)
class AnswerCodePage:
    """All that liaison/answer_code.html may use."""

    form: CodeForm
    seen_by: Any = SEEN_BY_CODE


@dataclass(frozen=True, slots=True)
class PassedPage:
    """Nothing: liaison/passed.html is the same for all."""


@login_not_required
@csrf_exempt  # the link is the key: a page elsewhere does not know it; no cookie is needed
@never_cache
@form_page
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Read a sheet and answer, with the link of an e-mail."""
    return answer_page(request, _of_link(request, token), _link_door(token))


@login_not_required
@csrf_exempt  # the link is the key: a page elsewhere does not know it; no cookie is needed
@never_cache
@form_page
def pass_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Pass a sheet on, with the link of an e-mail."""
    return pass_page(request, _of_link(request, token), _link_door(token), done=_done)


@login_not_required
@never_cache
@form_page
def answer_code(request: HttpRequest) -> HttpResponseBase:
    """Type the code for places that is on the paper of a person."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _ask(request, form)
    tried = count_try(request)
    code = form.cleaned_data["code"]
    try:
        sending_of_code(code)
    except CodeUnknown as refused:
        form.add_error("code", str(refused))
        return _ask(request, form)
    tried.rollback()
    return hold(HttpResponseRedirect(reverse("liaison:by_paper")), ANSWER, code)


@login_not_required
@never_cache
@form_page
def by_paper(request: HttpRequest) -> HttpResponseBase:
    """Read a sheet and answer, with the code of the paper."""
    sending = _of_code(request)
    if sending is None:
        return HttpResponseRedirect(reverse("liaison:answer_code"))
    return answer_page(request, sending, _paper_door())


@login_not_required
@never_cache
@form_page
def pass_by_paper(request: HttpRequest) -> HttpResponseBase:
    """Pass a sheet on, with the code of the paper."""
    sending = _of_code(request)
    if sending is None:
        return HttpResponseRedirect(reverse("liaison:answer_code"))
    return forget(pass_page(request, sending, _paper_door(), done=_done))


@login_not_required
@never_cache
@form_page
def passed(request: HttpRequest) -> HttpResponseBase:
    """Say that a sheet went on: this place opens it no more."""
    return render_page(request, PassedPage(), "liaison/passed.html")


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponseBase:
    status = 422 if form.is_bound else 200
    return render_page(request, AnswerCodePage(form), "liaison/answer_code.html", status=status)


def _of_link(request: HttpRequest, token: str) -> Any:
    """Return what a link opens; a network that tries many wrong ones waits."""
    try:
        return sending_of_link(token)
    except LinkOver:
        count_try(request)
        raise


def _of_code(request: HttpRequest) -> Any:
    code = held_code(request, ANSWER)
    try:
        return sending_of_code(code) if code else None
    except CodeUnknown:
        return None


def _link_door(token: str) -> Door:
    return Door(
        face=Face.LINK,
        here=reverse("liaison:by_link", args=[token]),
        pass_url=reverse("liaison:pass_by_link", args=[token]),
    )


def _paper_door() -> Door:
    return Door(
        face=Face.ANSWER_CODE,
        here=reverse("liaison:by_paper"),
        pass_url=reverse("liaison:pass_by_paper"),
    )


def _done(following: Any) -> str:
    return reverse("liaison:passed")
