"""A new sheet: to whom, with all that has to be known of them, then one short page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from maillage.apps.directory.errors import PlaceUnknown
from maillage.apps.directory.queries.access import standing
from maillage.apps.directory.queries.choosing import own_organisations
from maillage.apps.liaison.actions.levels import Levels, read_levels
from maillage.apps.liaison.actions.sheets import write_sheet
from maillage.apps.liaison.errors import NoAddress, NoLevels, PublicClosed, TooManyTries
from maillage.apps.liaison.forms.kit import SeveralField
from maillage.apps.liaison.forms.levels import DiagnosisForm, sealed
from maillage.apps.liaison.forms.sheet import FindForm, SheetForm
from maillage.apps.liaison.queries.access import may_use_sheets
from maillage.apps.liaison.queries.recipients import Recipient, find_recipients, get_recipient
from maillage.apps.liaison.queries.words import SERVICES, level_words, service_words
from maillage.apps.liaison.views.desk import SEEN_BY, form_page, signed_in
from maillage.apps.liaison.views.held import count_try
from maillage.apps.orientation.errors import DiagnosisNotShown, DiagnosisUnknown
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

MAIN = ("organisation", "offer", "services", "need", "urgent_on", "public")
PREPARE = ("constraints", "language")
PERSON = ("name", "channel", "phone", "email")
DIAGNOSIS = ("bilan_code", "bilan_agreed")
# Why a diagnosis is not read; said at the field of its code.
_UNREAD = (DiagnosisUnknown, DiagnosisNotShown, NoLevels, TooManyTries)
_BY_PAPER = gettext_lazy("La fiche est prête. Donnez le papier à la personne : elle l’apporte.")
_SENT = {
    "": gettext_lazy("La fiche est envoyée. Donnez le papier à la personne."),
    "email": gettext_lazy("La fiche est envoyée. Donnez le papier à la personne."),
    "hand": _BY_PAPER,
    "phone": gettext_lazy("La fiche est prête. Appelez le lieu, puis donnez le papier à la "
                          "personne."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """A place to choose."""

    recipient: Recipient
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """All that liaison/choose.html may use."""

    form: FindForm
    asked: bool
    choices: Sequence[Choice]
    steps: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """All that liaison/new.html may use."""

    it: Recipient
    form: SheetForm
    main: Sequence[Any]
    prepare: Sequence[Any]
    person: Sequence[Any]
    owned: Sequence[Any]
    diagnosis: Sequence[Any]
    levels: Sequence[Any]
    # Levels that were read from a diagnosis, in words, and where they come from.
    read: Sequence[tuple[str, str]]
    read_words: str
    levels_open: bool
    prepare_open: bool
    agreement: Sequence[Any]
    warning: str
    back_url: str
    steps: Sequence[str]
    seen_by: Any = SEEN_BY


def steps() -> list[str]:
    """Return the words of the three steps."""
    return [_("À qui"), _("La fiche"), _("Le papier")]


@permitted(may_use_sheets)
@form_page
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Choose a place, then write; the address holds codes of the directory, nothing personal."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = asked.get("lieu", "")[:20].replace("\x00", "")
    if not chosen:
        return _choose(request)
    return _write(request, chosen)


def _choose(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET or None)
    valid = form.is_valid()
    need = form.cleaned_data.get("besoin", "") if valid else ""
    text = form.cleaned_data.get("q", "").replace("\x00", "") if valid else ""
    found = find_recipients(text, service=need, now=timezone.now())
    page = ChoosePage(
        form=form,
        asked=bool(need or text),
        choices=[Choice(one, _address(lieu=one.place.public_id, besoin=need)) for one in found],
        steps=steps(),
    )
    return render_page(request, page, "liaison/choose.html")


def _write(request: HttpRequest, chosen: str) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    need = request.GET.get("besoin", "")
    services = [need] if need in SERVICES else []
    recipient = get_recipient(chosen, services=services, now=now)
    offers = _offers(recipient)
    asked = request.GET.get("offre", "")
    do = request.POST.get("do", "")
    kind: dict[str, Any] = {
        "organisations": own_senders(by),
        "offers": offers,
        "by_email": recipient.by_email,
        "warned": request.method == "POST" and "seen_warning" in request.POST,
    }
    initial = {"services": services, "offer": asked if asked in dict(offers) else ""}
    if do in ("read", "forget"):
        form = _diagnosis(request, kind, read=do == "read")
        return _show(request, recipient, form, need, status=422 if form.errors else 200)
    form = SheetForm(request.POST if request.method == "POST" else None, initial=initial, **kind)
    warning = ""
    if form.is_bound and form.is_valid():
        try:
            sheet = write_sheet(
                form.said(_levels_of(request, form)),
                form.agreement(),
                place=recipient.place,
                offer=_offer(recipient, form.cleaned_data.get("offer", "")),
                organisation=form.sender(),
                public=form.cleaned_data["public"],
                anyway=bool(form.cleaned_data.get("anyway")),
                via=form.cleaned_data["via"],
                once=form.cleaned_data["once"],
                now=now,
                by=by,
            )
        except _UNREAD as refused:
            form.add_error("bilan_code", str(refused))
        except NoAddress as refused:
            form.add_error("via", str(refused))
        except PublicClosed as refused:
            warning = str(refused)
            form = SheetForm(request.POST, **kind | {"warned": True})
            form.is_valid()
        else:
            messages.success(request, _SENT[form.cleaned_data["via"]])
            return HttpResponseRedirect(reverse("liaison:paper", args=[sheet.pk]))
    status = 409 if warning else 422 if form.is_bound else 200
    return _show(request, recipient, form, need, status=status, warning=warning)


def _show(
    request: HttpRequest,
    recipient: Recipient,
    form: SheetForm,
    need: str,
    *,
    status: int,
    warning: str = "",
) -> HttpResponse:
    levels = [name for name in form.fields if name.startswith("level_")]
    folded = ["owned", *levels, *DIAGNOSIS, "bilan"]
    read = form.read()
    page = NewPage(
        it=recipient,
        form=form,
        main=_fields(form, MAIN),
        prepare=_fields(form, PREPARE),
        person=_fields(form, PERSON),
        owned=_fields(form, ("owned",)),
        diagnosis=_fields(form, DIAGNOSIS),
        levels=_fields(form, levels),
        read=level_words(dict(read.level)) if read is not None else (),
        read_words=_("Lu de son bilan gardé, du %(day)s ; règle %(version)s.")
        % {"day": date_words(read.on), "version": read.version}
        if read is not None
        else "",
        levels_open="do" in request.POST or _filled(form, folded),
        prepare_open=_filled(form, PREPARE),
        agreement=_fields(form, ("how", "days")),
        warning=warning,
        back_url=_address(besoin=need),
        steps=steps(),
    )
    return render_page(request, page, "liaison/new.html", status=status)


def _diagnosis(request: HttpRequest, kind: dict[str, Any], *, read: bool) -> SheetForm:
    """Return the form as it was typed, with the levels of a diagnosis, or without them any more.

    Nothing else is judged yet: the rest of the form may still be empty.
    """
    asked = DiagnosisForm(request.POST)
    once = request.POST.get("once", "")[:64]
    typed = {name: _typed(request, name, field)
             for name, field in SheetForm(**kind).fields.items()}  # fmt: skip
    typed |= {"bilan": "", "bilan_code": "", "bilan_agreed": False}
    if not read:
        return SheetForm(initial=typed, **kind)
    if asked.is_valid():
        code = asked.cleaned_data["bilan_code"]
        if not code:
            asked.add_error("bilan_code", _("Écrivez le code de son bilan."))
        else:
            try:
                found = _read(request, code)
            except _UNREAD as refused:
                asked.add_error("bilan_code", str(refused))
            else:
                typed |= {name: "" for name in typed if name.startswith("level_")}
                typed["bilan"] = sealed(found, once=once)
                return SheetForm(initial=typed, **kind)
    typed |= {name: asked.data.get(name, "") for name in DIAGNOSIS}
    form = SheetForm(initial=typed, **kind)
    form.refuse(asked.errors)
    return form


def _typed(request: HttpRequest, name: str, field: Any) -> Any:
    value = request.POST.getlist(name) if isinstance(field, SeveralField) else None
    return request.POST.get(name, "") if value is None else value


def _levels_of(request: HttpRequest, form: SheetForm) -> Levels | None:
    """Return the levels to pass on: those of a code just typed, or those read before."""
    code = form.cleaned_data["bilan_code"]
    return _read(request, code) if code else form.read()


def _read(request: HttpRequest, code: str) -> Levels:
    """Read a diagnosis; whoever tries many wrong codes waits."""
    tried = count_try(request)
    found = read_levels(code, now=timezone.now(), by=signed_in(request))
    tried.rollback()
    return found


def own_senders(by: Any) -> list[tuple[int, str]]:
    """Return the organisations for which a person acts: never all of them, even for who steers."""
    own = standing(by).organisations
    return [(number, nom) for number, nom in own_organisations(by) if number in own]


def _offer(recipient: Recipient, public_id: str) -> Any:
    if len(recipient.offers) == 1:
        return recipient.offers[0]
    found = [one for one in recipient.offers if one.public_id == public_id]
    if public_id and not found:
        raise PlaceUnknown(public_id=public_id)
    return found[0] if found else None


def _offers(recipient: Recipient) -> list[tuple[str, str]]:
    """Return what may be chosen at a place: nothing when it proposes one thing alone."""
    several = recipient.offers if len(recipient.offers) > 1 else ()
    return [(one.public_id, _offer_words(one)) for one in several]


def _offer_words(offer: Any) -> str:
    """Return how an offer is called: by its title, else by what it is for."""
    return offer.title or ", ".join(words for words, _icon in service_words(offer.services))


def _filled(form: SheetForm, names: Sequence[str]) -> bool:
    """Tell whether something was written in folded fields: they are shown again."""
    shown = [form[name] for name in names if name in form.fields]
    return any(field.errors or field.value() for field in shown)


def _fields(form: SheetForm, names: Sequence[str]) -> list[Any]:
    return [form[name] for name in names if name in form.fields]


def _address(**said: str) -> str:
    kept = {name: value for name, value in said.items() if value}
    url = reverse("liaison:new")
    return f"{url}?{urlencode(kept)}" if kept else url
