"""At the counter: somebody asks what is held about them, takes it away, has it erased (GOV-01).

Their code opens it, each time that it is sent; the log says who did it.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from maillage.apps.liaison.actions.ending import erase_path, withdraw
from maillage.apps.liaison.actions.reading import export_trace, note_reading
from maillage.apps.liaison.forms.answer import CodeForm
from maillage.apps.liaison.queries.access import may_use_sheets
from maillage.apps.liaison.queries.codes import find_path, find_sheet
from maillage.apps.liaison.queries.mydata import held_data, held_path
from maillage.apps.liaison.queries.states import Face
from maillage.apps.liaison.views.desk import form_page, signed_in
from maillage.apps.liaison.views.held import count_try
from maillage.apps.liaison.views.mydata import MyDataPage, data_file, data_page
from maillage.apps.liaison.views.resident import CODE_WRONG
from maillage.web.access import permitted
from maillage.web.pages import render_page

SEEN_BY = gettext_lazy(
    "Vous seul, à cet écran, voyez ce que le code ouvre. Le journal garde que vous l’avez ouvert."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPage:
    """All that liaison/counter.html may use."""

    form: CodeForm
    code: str
    found: MyDataPage | None
    reference: str
    seen_by: Any = SEEN_BY


@permitted(may_use_sheets)
@form_page
@never_cache
def counter(request: HttpRequest) -> HttpResponse:
    """Open with a code what is held; give it as a file, or erase it."""
    if request.method != "POST":
        return _show(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    tried = count_try(request)
    code = form.cleaned_data["code"]
    sheet = find_sheet(code)
    path = find_path(code) if sheet is None else None
    if sheet is None and path is None:
        form.add_error("code", str(CODE_WRONG))
        return _show(request, form, status=422)
    tried.rollback()
    by, now, do = signed_in(request), timezone.now(), request.POST.get("do", "")
    it: Any = sheet or path
    if do == "erase":
        if sheet is not None:
            withdraw(sheet.pk, face=Face.COUNTER, now=now, by=by)
        else:
            erase_path(it.pk, now=now, by=by)
        messages.success(request, _("C’est effacé. Le journal le dit, sans nom."))
        return HttpResponseRedirect(reverse("liaison:counter"))
    data = held_data(sheet) if sheet is not None else held_path(it)
    if do == "file":
        export_trace(it, sheet=sheet is not None, now=now, by=by)
        return data_file(data)
    if sheet is not None:
        note_reading(sheet.pk, face=Face.COUNTER, now=now, by=by)
    found = data_page(data, it.erased_at is not None)
    return _show(request, form, code=code, found=found, reference=str(it))


def _show(
    request: HttpRequest,
    form: CodeForm,
    *,
    status: int = 200,
    code: str = "",
    found: MyDataPage | None = None,
    reference: str = "",
) -> HttpResponse:
    page = CounterPage(form=form, code=code, found=found, reference=reference)
    return render_page(request, page, "liaison/counter.html", status=status)
