"""The page where anyone has a file of places checked. Nothing is kept, nobody signs in."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maillage.apps.opendata.errors.validator import (
    ChecksBusy,
    FileTooLargeToCheck,
    TooManyChecks,
)
from maillage.apps.opendata.forms.validator import FileForm
from maillage.apps.opendata.queries.file_apart import TIME_LIMIT_S, check_apart
from maillage.apps.opendata.queries.file_check import MAX_BYTES, FileCheck, FileRefused
from maillage.apps.opendata.views.validator_words import (
    Bilan,
    CorrectionLine,
    FieldFilled,
    Kind,
    bilan_of,
    corrections_of,
    filled_of,
    kinds_of,
    line_words,
    severity_words,
)
from maillage.web.errors import wants_problem
from maillage.web.pages import render_page
from maillage.web.tables import csv_lines, csv_response

# What a form adds around its file.
AROUND_BYTES = 64 * 1024
# From one network; and how many files at once, all networks together.
RATES = {"valider": "12/m/ip,60/h/ip"}
AT_ONCE = 2
# Put in the page itself, so that nothing has to be kept; larger ones are asked for again.
IN_PAGE_BYTES = 1_500_000
COLUMNS = ("gravite", "champ", "regle", "valeur", "nombre", "lignes", "message", "reparation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file held by the page itself; `url` is "" when it is too large to be."""

    filename: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the page says of a file."""

    bilan: Bilan
    kinds: Sequence[Kind]
    n_kinds_more: int
    done: Sequence[CorrectionLine]
    possible: Sequence[CorrectionLine]
    n_done: int
    unmended: str
    after: str
    corrected: Download | None
    report: Download | None
    filled: Sequence[FieldFilled]
    filled_pct: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatorPage:
    """All that opendata/validator.html may use."""

    form: FileForm
    checked: Checked | None


@login_not_required
@csrf_exempt  # nothing is written, and the page sets no cookie; too large is refused unread
@require_http_methods(["GET", "HEAD", "POST"])
def validator(request: HttpRequest) -> HttpResponseBase:
    """Check a file; answer with a page, the corrected file, the report, or JSON for a program."""
    if request.method != "POST":
        return _page(request, FileForm())
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BYTES + AROUND_BYTES:
        raise FileTooLargeToCheck(limit=MAX_BYTES // 1024**2)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        with _turn(request):
            check = check_apart(
                form.cleaned_data["fichier"].chunks(), name=form.name, today=timezone.localdate()
            )
    except FileRefused as error:
        form.add_error("fichier", str(error))
        if wants_problem(request):
            return JsonResponse(
                {"filename": form.name, "ok": False, "refused": str(error)}, status=422
            )
        return _page(request, form, status=422)
    wanted = request.POST.get("sortie", "")
    if wanted == "json" or wants_problem(request):
        return JsonResponse(check.report, json_dumps_params={"ensure_ascii": False})
    if wanted == "rapport":
        return csv_response(_named(form.name, "controle"), COLUMNS, report_rows(check))
    if wanted == "corrige" and check.corrected is not None:
        response = HttpResponse(check.corrected, content_type="text/csv; charset=utf-8")
        name = _named(form.name, "corrige")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return _page(request, FileForm(), _checked(check, form.name))


def _page(
    request: HttpRequest, form: FileForm, checked: Checked | None = None, *, status: int = 200
) -> HttpResponse:
    page = ValidatorPage(form=form, checked=checked)
    response = render_page(request, page, "opendata/validator.html", status=status)
    if checked is not None:
        response["Cache-Control"] = "no-store"
    return response


@contextmanager
def _turn(request: HttpRequest) -> Iterator[None]:
    """Wait for nobody: one of the few places, or a refusal. Raises TooManyChecks, ChecksBusy."""
    if consume(request, app="opendata", action="valider", config=RATES) is None:
        raise TooManyChecks
    for number in range(AT_ONCE):
        place = f"opendata:valider:{number}"
        # Longer than any check: a process that was killed gives its place back.
        if cache.add(place, 1, timeout=2 * TIME_LIMIT_S):
            break
    else:
        raise ChecksBusy
    try:
        yield
    finally:
        cache.delete(place)


def _named(filename: str, what: str) -> str:
    stem = slugify(filename.split(".")[0])[:60] or "fichier"
    return f"{stem}-{what}.csv"


def _checked(check: FileCheck, filename: str) -> Checked:
    kinds, n_more = kinds_of(check)
    filled, filled_pct = filled_of(check)
    report = "".join(csv_lines(COLUMNS, report_rows(check))) if check.groups else ""
    return Checked(
        bilan=bilan_of(check),
        kinds=kinds,
        n_kinds_more=n_more,
        done=corrections_of(check.done, check.report["row_word"]),
        possible=corrections_of(check.possible, check.report["row_word"]),
        n_done=sum(one["count"] for one in check.done),
        unmended=check.unmended,
        after=_after(check.after),
        corrected=_download(check.corrected, _named(filename, "corrige")),
        report=_download(report, _named(filename, "controle")),
        filled=filled,
        filled_pct=filled_pct,
    )


def _after(after: Mapping[str, int]) -> str:
    if not after:
        return ""
    n = after["n_errors"]
    if not n:
        return _("Le fichier corrigé n’a plus d’erreur.")
    return ngettext(
        "Il y restera %(n)s erreur, à réparer à la main.",
        "Il y restera %(n)s erreurs, à réparer à la main.",
        n,
    ) % {"n": n}


def _download(text: str | None, filename: str) -> Download | None:
    if not text:
        return None
    data = text.encode()
    if len(data) > IN_PAGE_BYTES:
        return Download(filename=filename, url="")
    encoded = base64.b64encode(data).decode()
    return Download(filename=filename, url=f"data:text/csv;charset=utf-8;base64,{encoded}")


def report_rows(check: FileCheck) -> Iterator[Sequence[Any]]:
    """Yield the rows of the report as a table, one for each group of faults."""
    for group in check.groups:
        yield (
            severity_words(group["severity"]),
            group["field"],
            group["rule"],
            group["value"],
            group["count"],
            line_words(group["lines"], "", most=None),
            group["message"],
            group["repair"],
        )


validator_urls: list[URLPattern] = [path("valider/", validator, name="validator")]
