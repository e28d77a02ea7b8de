"""Give back to a producer: a report to read, a letter to send, their own file corrected."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.queries.returning import standard_of
from maillage.apps.imports.actions.returning import ask_return
from maillage.apps.imports.queries.access import may_return
from maillage.apps.imports.queries.returns import (
    DETAIL_COLUMNS,
    ReturnState,
    corrected_path,
    last_done,
    ready_report,
    report_lines,
    return_report,
    return_state,
)
from maillage.apps.imports.queries.sources import source_title
from maillage.apps.imports.views.files import Work
from maillage.apps.imports.views.report import workbook
from maillage.apps.imports.views.return_parts import Report, report_of
from maillage.core.standard import write_csv
from maillage.web.access import permitted
from maillage.web.pages import render_page, wants_fragment
from maillage.web.tables import csv_response

# Each piece of a long answer is some kilobytes: a write by line of a file is slow.
_PIECE_LINES = 200
Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPage:
    """All that imports/return.html may use."""

    title: str
    source: str
    work: Work | None
    failure: str
    report: Report | None
    letter: str
    open_data_url: str
    newer: bool
    base_url: str
    delivery_url: str
    prepare_url: str
    has_file: bool


@permitted(may_return)
@require_safe
def return_page(request: HttpRequest, source: str) -> HttpResponse:
    """What is given back to a producer, or how far its preparation is."""
    state = return_state(source)
    if wants_fragment(request) and not state.at_work:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    said = None if state.at_work else return_report(source)
    delivery = last_done(source)
    report = report_of(said) if said else None
    page = ReturnPage(
        title=source_title(source),
        source=source,
        work=_work(state) if state.at_work else None,
        failure="" if state.at_work else state.failure,
        report=report,
        letter=_letter(request, report, said) if report and said else "",
        open_data_url=_open_data(),
        newer=bool(said) and (said or {})["delivery"] != delivery.pk,
        base_url=reverse("imports:return", args=[source]),
        delivery_url=reverse("imports:delivery", args=[delivery.pk]),
        prepare_url=reverse("imports:prepare_return", args=[source]),
        has_file=bool(said) and not (said or {})["not_written"],
    )
    return render_page(request, page, "imports/return.html", "imports/_work.html")


@permitted(may_return)
@require_POST
def prepare_return(request: HttpRequest, source: str) -> HttpResponse:
    """Ask for the preparation; a second click asks for nothing more."""
    ask_return(source, now=timezone.now())
    messages.success(request, _("La préparation est demandée : elle se fait maintenant."))
    return redirect("imports:return", source)


def _work(state: ReturnState) -> Work:
    words = {
        "lecture": ngettext("%(n)s ligne lue", "%(n)s lignes lues", state.n),
        "relecture": ngettext("%(n)s ligne relue", "%(n)s lignes relues", state.n),
    }.get(state.step, "")
    return Work(
        title=_("Nous préparons ce qui sera rendu"),
        words=words % {"n": state.n} if words else "",
        n=state.n,
        total=state.total,
        waiting=not state.step,
        stalled=False,
        url=reverse("imports:return", args=[state.source]),
    )


# ---------------------------------------------------------------- to download


@permitted(may_return)
@require_safe
def return_html(request: HttpRequest, source: str) -> HttpResponse:
    """The report as a page that stands alone: sent by e-mail, opened without an account."""
    report = report_of(ready_report(source))
    style = render_to_string("imports/return_document.css")
    text = render_to_string(
        "imports/return_document.html",
        {
            "report": report,
            "open_data_url": _open_data(request),
            "style_url": f"data:text/css;base64,{base64.b64encode(style.encode()).decode()}",
        },
        request=request,
    )
    return _attached(HttpResponse(text), _filename(source, "rapport.html"))


@permitted(may_return)
@require_safe
def return_csv(request: HttpRequest, source: str) -> StreamingHttpResponse:
    """Every line of the report, as a CSV in which no cell is a formula."""
    return csv_response(_filename(source, "rapport.csv"), DETAIL_COLUMNS, report_lines(source))


@permitted(may_return)
@require_safe
def return_xlsx(request: HttpRequest, source: str) -> HttpResponse:
    """The same, as a workbook."""
    rows: Iterator[Any] = report_lines(source)
    return workbook(_filename(source, "rapport.xlsx"), _("Rapport"), DETAIL_COLUMNS, rows)


@permitted(may_return)
@require_safe
def return_letter(request: HttpRequest, source: str) -> HttpResponse:
    """The letter to paste in an e-mail."""
    said = ready_report(source)
    text = _letter(request, report_of(said), said)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    return _attached(answer, _filename(source, "lettre.txt"))


@permitted(may_return)
@require_safe
def return_file(request: HttpRequest, source: str) -> FileResponse:
    """The producer's own file, corrected."""
    name = ready_report(source)["corrected_name"]
    # Never shown in the page: it is what somebody sent.
    return FileResponse(
        corrected_path(source).open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )


@permitted(may_return)
@require_safe
def return_standard(request: HttpRequest, source: str) -> StreamingHttpResponse:
    """The records of a producer in the national standard, under its own ids."""
    answer = StreamingHttpResponse(
        _together(write_csv(standard_of(source))), content_type="text/csv; charset=utf-8"
    )
    return _attached(answer, _filename(source, "standard.csv"))


def _together(lines: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) >= _PIECE_LINES:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _open_data(request: HttpRequest | None = None) -> str:
    """Return the address of the open data, whole for a request; "" where that module is off."""
    try:
        path = reverse("opendata:open_data")
    except NoReverseMatch:
        return ""
    return path if request is None else request.build_absolute_uri(path)


def _letter(request: HttpRequest, report: Report, said: Any) -> str:
    context = {
        "report": report,
        "counts": {name: said["counts"].get(name, 0) for name in _LETTER},
        "n_rows": said["n_rows"],
        "open_data_url": _open_data(request),
    }
    text = render_to_string("imports/return_letter.txt", context, request=request)
    return text.strip() + "\n"


_LETTER = (
    *("refused", "corrections", "rows_corrected", "not_understood", "otherwise"),
    *("otherwise_people", "twice", "gone", "cells", "rows_written"),
)


def _filename(source: str, name: str) -> str:
    stem = "".join(c if c.isalnum() and c.isascii() else "-" for c in source)
    return f"{stem}-{name}"


def _attached(answer: Answer, name: str) -> Answer:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


return_urls = [
    path("rendre/<str:source>/", return_page, name="return"),
    path("rendre/<str:source>/preparer/", prepare_return, name="prepare_return"),
    path("rendre/<str:source>/rapport.html", return_html, name="return_html"),
    path("rendre/<str:source>/rapport.csv", return_csv, name="return_csv"),
    path("rendre/<str:source>/rapport.xlsx", return_xlsx, name="return_xlsx"),
    path("rendre/<str:source>/lettre.txt", return_letter, name="return_letter"),
    path("rendre/<str:source>/corrige", return_file, name="return_file"),
    path("rendre/<str:source>/standard.csv", return_standard, name="return_standard"),
]
