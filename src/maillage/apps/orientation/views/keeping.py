"""To keep one's answers, find them by a code, change what one agreed to, or erase them.

The code goes from page to page in forms alone: never in an address, never in a session.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from maillage.apps.orientation.actions.keeping import change_agreement, keep_diagnosis, withdraw
from maillage.apps.orientation.forms.answers import carried, read_everything
from maillage.apps.orientation.forms.keeping import AgreementForm, CodeForm, KeepForm
from maillage.apps.orientation.queries.kept import Kept, find_kept, get_kept, held_data
from maillage.apps.orientation.views.limits import count_code, count_keeping
from maillage.web.languages import SOURCE, said_in
from maillage.web.pages import render_page

KEEP_SEEN_BY = gettext_lazy(
    "Nous gardons vos réponses et la date, sans votre nom. Vous seul avez le code."
)
CODE_WRONG = gettext_lazy(
    "Ce code n’ouvre rien. Relisez-le signe par signe. S’il est perdu, vous pouvez répondre de "
    "nouveau."
)
CODE_SEEN_BY = gettext_lazy("Le code ouvre vos réponses. Il ne dit pas qui vous êtes.")
# What the buttons of the page do.
DO, CHANGE, COPY = "faire", "changer", "copier"
ASK_TO_ERASE, ERASE = "demander", "effacer"
FOLDER = "orientation/diagnosis"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPage:
    """All that orientation/diagnosis/keep.html may use."""

    form: KeepForm
    hidden: Sequence[tuple[str, str]]
    full: bool
    seen_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage:
    """All that orientation/diagnosis/code.html may use."""

    form: CodeForm
    seen_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """All that orientation/diagnosis/kept.html may use."""

    code: str
    just: bool
    since: date
    until: date
    how: str
    form: AgreementForm
    changed: bool
    erasing: bool
    short: Sequence[tuple[str, str]]
    full: bool
    seen_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPage:
    """orientation/diagnosis/erased.html uses nothing."""


@login_not_required
@csrf_exempt  # nobody is signed in here: a page that is not ours can only keep its own answers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Ask what the person agrees to, then keep the answers and give the code."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("orientation:start"))
    answers = read_everything(request.POST)
    form = KeepForm(request.POST) if DO in request.POST else KeepForm()
    if not form.is_bound or not form.is_valid():
        page = KeepPage(form=form, hidden=carried(answers), full=answers.full, seen_by=KEEP_SEEN_BY)
        return render_page(request, page, f"{FOLDER}/keep.html")
    count_keeping(request)
    code = keep_diagnosis(
        answers,
        once=form.cleaned_data["once"],
        months=form.cleaned_data["months"],
        may_show=form.cleaned_data["may_show"],
        may_count=form.cleaned_data["may_count"],
        now=timezone.now(),
    )
    return _kept_response(request, code, get_kept(code), just=True)


@login_not_required
@csrf_exempt  # the code alone opens, and whoever has it may do all this
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Type a code, and see what it opens."""
    if request.method != "POST":
        return _ask(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    tried = count_code(request)
    code = form.cleaned_data["code"]
    found = find_kept(code, today=timezone.localdate())
    if found is None:
        form.add_error("code", str(CODE_WRONG))
        return _ask(request, form)
    # What was right is taken back from the counts: many people share the network of a library.
    tried.rollback()
    return _kept_response(request, code, found)


@login_not_required
@csrf_exempt  # the code alone opens, and whoever has it may do all this
@never_cache
@require_POST
def kept_change(request: HttpRequest) -> HttpResponse:
    """Change what one agreed to, take a copy, or erase everything, with the code."""
    code_form = CodeForm(request.POST)
    if not code_form.is_valid():
        return _ask(request, code_form)
    tried = count_code(request)
    code, doing = code_form.cleaned_data["code"], request.POST.get(DO, "")
    if doing == ERASE:
        withdraw(code, now=timezone.now())
        tried.rollback()
        return render_page(request, ErasedPage(), f"{FOLDER}/erased.html")
    if doing == CHANGE:
        form = AgreementForm(request.POST)
        form.is_valid()  # two boxes: there is no wrong answer
        change_agreement(
            code,
            may_show=form.cleaned_data["may_show"],
            may_count=form.cleaned_data["may_count"],
        )
    found = get_kept(code, today=timezone.localdate())
    tried.rollback()
    if doing == COPY:
        # A file of codes and French names: whole in one language, whatever that of the page.
        with said_in(SOURCE):
            held = held_data(get_kept(code, today=timezone.localdate()))
        text = json.dumps(held, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="mon-bilan.json"'
        return response
    return _kept_response(
        request, code, found, changed=doing == CHANGE, erasing=doing == ASK_TO_ERASE
    )


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return render_page(request, CodePage(form=form, seen_by=CODE_SEEN_BY), f"{FOLDER}/code.html")


def _kept_response(
    request: HttpRequest,
    code: str,
    found: Kept,
    *,
    just: bool = False,
    changed: bool = False,
    erasing: bool = False,
) -> HttpResponse:
    consent = found.consent
    page = KeptPage(
        code=code,
        just=just,
        since=consent.since,
        until=consent.until,
        how=consent.how,
        form=AgreementForm(initial={"may_show": consent.may_show, "may_count": consent.may_count}),
        changed=changed,
        erasing=erasing,
        short=carried(found.answers),
        full=found.answers.full,
        seen_by=CODE_SEEN_BY,
    )
    return render_page(request, page, f"{FOLDER}/kept.html")
