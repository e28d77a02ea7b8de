"""All that is held about the person with a code: read, or taken away as a file."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.apps.liaison.actions.reading import note_reading
from maillage.apps.liaison.queries.mydata import held_data, held_path
from maillage.apps.liaison.queries.states import Face
from maillage.apps.liaison.queries.words import language_name, moment_in_words
from maillage.apps.liaison.views.held import MINE, held_code
from maillage.apps.liaison.views.resident import opened
from maillage.web.languages import SOURCE, said_in
from maillage.web.pages import render_page
from maillage.web.templatetags.maillage import typed
from maillage.web.words import date_words, series, telephone

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# What people wrote, in French.
TYPED = ("par", "avec vos mots", "mots des lieux", "ce que vous voulez", "lieu", "étape", "mots")


@dataclass(frozen=True, slots=True, kw_only=True)
class MyDataPage:
    """All that liaison/my_data.html may use."""

    lines: Sequence[tuple[str, str]]
    parts: Sequence[tuple[str, Sequence[str]]]
    erased: bool


@login_not_required
@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Read all that is held."""
    data, erased = _data(held_code(request, MINE))
    if data is None:
        return HttpResponseRedirect(reverse("liaison:mine"))
    return render_page(request, data_page(data, erased), "liaison/my_data.html")


@login_not_required
@never_cache
@require_safe
def my_data_file(request: HttpRequest) -> HttpResponseBase:
    """Take all that is held away, as a file: in French, whatever the language of the page."""
    code = held_code(request, MINE)
    with said_in(SOURCE):
        data, _erased = _data(code)
    if data is None:
        return HttpResponseRedirect(reverse("liaison:mine"))
    sheet, _path = opened(code)
    if sheet is not None:
        note_reading(sheet.pk, face=Face.RESIDENT, now=timezone.now(), what="exported")
    return data_file(data)


# ---------------------------------------------------------------- the steps they share


def data_page(data: Mapping[str, Any], erased: bool) -> MyDataPage:
    """Return what is held, line by line; lists of several things apart."""
    lines = [(name, _said(name, said)) for name, said in data.items() if not _is_part(said)]
    parts = [
        (_(name), [_joined(_said(of, v) for of, v in one.items() if v) for one in said])
        for name, said in data.items()
        if _is_part(said)
    ]
    return MyDataPage(
        lines=[(_(name), words) for name, words in lines if words], parts=parts, erased=erased
    )


def data_file(data: Mapping[str, Any]) -> HttpResponse:
    """Return what is held as a JSON file; nothing personal in its name."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ma-fiche.json"'
    return response


def _data(code: str) -> tuple[dict[str, Any] | None, bool]:
    sheet, path = opened(code)
    if sheet is not None:
        return held_data(sheet), sheet.erased_at is not None
    if path is not None:
        return held_path(path), path.erased_at is not None
    return None, False


def _is_part(said: Any) -> bool:
    return isinstance(said, list) and bool(said) and isinstance(said[0], dict)


def _joined(words: Iterable[str]) -> SafeString:
    return format_html_join(_(", "), "{}", ((one,) for one in words))


def _said(name: str, said: Any) -> str:
    """Return a value as a person reads it; what somebody typed says that it is French."""
    if name in TYPED:
        all_said = said if isinstance(said, list) else [said]
        return _joined(typed(str(one)) for one in all_said if one)
    if name == "langue":
        return language_name(str(said))
    return _words(said)


def _words(said: Any) -> str:
    """Return a value as a person reads it; the file keeps dates as programs read them."""
    if isinstance(said, list):
        return series([_words(item) for item in said])
    text = str(said)
    if _MOMENT.fullmatch(text):
        return moment_in_words(datetime.fromisoformat(text))
    if _DAY.fullmatch(text):
        return date_words(date.fromisoformat(text))
    return telephone(text) if text.startswith("+") else text
