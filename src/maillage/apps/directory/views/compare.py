"""The base at two dates: what was added, closed, put back or changed, and who said so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from maillage.apps.directory.forms.compare import CompareForm
from maillage.apps.directory.queries import standing
from maillage.apps.directory.queries.access import may_compare
from maillage.apps.directory.queries.compare import (
    FieldChange,
    Kind,
    PlaceChange,
    Whence,
    Why,
    compare,
    n_listed_at,
)
from maillage.apps.directory.queries.labels import (
    DELIVERED_LABELS,
    LIFE_LABELS,
    OFFER_LABELS,
    PLACE_LABELS,
)
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_words import BY_PEOPLE, Words, source_words
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import date_words

PER_PAGE = 50
USUAL = timedelta(days=30)
# Title of the list, then the words beside its number: for one place, for several.
KINDS = {
    Kind.ADDED: (_l("Ajoutés"), _l("lieu ajouté"), _l("lieux ajoutés")),
    Kind.CLOSED: (_l("Sortis"), _l("lieu sorti de la liste"), _l("lieux sortis de la liste")),
    Kind.REOPENED: (_l("Remis"), _l("lieu remis dans la liste"), _l("lieux remis dans la liste")),
    Kind.CHANGED: (_l("Changés"), _l("lieu dont la fiche a changé"), _l("lieux changés")),
}
REASONS = {
    Why.CLOSED: _l("fermé définitivement"),
    Why.MOVED: _l("déménagé"),
    Why.WITHDRAWN: _l("sa source ne le nomme plus"),
    Why.UNDONE: _l("la livraison qui l’apportait est annulée"),
    Why.JOINED: _l("réuni avec un autre lieu"),
}
LABELS_OF_OFFER = OFFER_LABELS | DELIVERED_LABELS
COLUMNS = (
    "ce qui s’est passé", "numéro du lieu", "lieu", "commune", "champ", "avant", "après", "selon",
    "le",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindTab:
    """One list, and how many places it has."""

    url: str
    label: Any
    words: Any
    n: int
    base: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A value before and after, in words."""

    label: str
    before: str
    after: str
    whence: str


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A place that is not the same at both ends."""

    url: str
    nom: str
    commune: str
    words: str
    fields: Sequence[ChangedField]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """All that directory/staff/compare.html may use."""

    form: forms.Form
    asked: bool
    days: str
    where: str
    tabs: Sequence[KindTab]
    label: Any
    n: int
    first: int
    last: int
    places: Sequence[ChangedPlace]
    previous_url: str
    next_url: str
    csv_url: str


@permitted(may_compare)
@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Choose two days; read what differs."""
    form = _form(request)
    if not form.is_valid():
        status = 422 if "du" in request.GET else 200
        return render_page(request, _empty(form), "directory/staff/compare.html", status=status)
    start, end = form.cleaned_data["du"], form.cleaned_data["au"]
    zone = form.zone.id if form.zone else None
    found = compare(start, end, zone=zone)
    kinds = {kind: found.of(kind) for kind in Kind}
    kind = _kind(request, kinds)
    here = {"du": start.isoformat(), "au": end.isoformat(), "ou": form.cleaned_data["ou"]}
    first = _first(request, len(kinds[kind]))
    shown = kinds[kind][first : first + PER_PAGE]
    words = _Teller(request)

    def at(number: int) -> str:
        return address("compare", **here, voir=kind.value, a=number or "")

    page = ComparePage(
        form=form,
        asked=True,
        days=_("Du soir du %(start)s au soir du %(end)s")
        % {"start": date_words(start), "end": date_words(end)},
        where=form.zone.words if form.zone else "",
        tabs=_tabs(kinds, kind, here, start, end, zone),
        label=KINDS[kind][0],
        n=len(kinds[kind]),
        first=first + 1,
        last=first + len(shown),
        places=[words.place(change) for change in shown],
        previous_url=at(max(0, first - PER_PAGE)) if first else "",
        next_url=at(first + PER_PAGE) if first + PER_PAGE < len(kinds[kind]) else "",
        csv_url=address("compare_csv", **here),
    )
    return render_page(request, page, "directory/staff/compare.html")


@permitted(may_compare)
@require_safe
def compare_csv(request: HttpRequest) -> HttpResponseBase:
    """The same, one line for each value that changed, for a spreadsheet."""
    form = _form(request)
    if not form.is_valid():
        return render_page(request, _empty(form), "directory/staff/compare.html", status=422)
    start, end = form.cleaned_data["du"], form.cleaned_data["au"]
    found = compare(start, end, zone=form.zone.id if form.zone else None)
    words = _Teller(request)

    def rows() -> Iterator[Sequence[Any]]:
        for kind, (label, _one, _many) in KINDS.items():
            for change in found.of(kind):
                yield from words.rows(str(label), change)

    name = f"comparaison-{start.isoformat()}-{end.isoformat()}.csv"
    return csv_response(name, COLUMNS, rows())


def _form(request: HttpRequest) -> CompareForm:
    today = timezone.localdate()
    usual = {"du": today - USUAL, "au": today}
    return CompareForm(request.GET if "du" in request.GET else None, today=today, initial=usual)


def _empty(form: CompareForm) -> ComparePage:
    return ComparePage(
        form=form, asked=False, days="", where="", tabs=(), label="", n=0, first=0, last=0,
        places=(), previous_url="", next_url="", csv_url="",
    )  # fmt: skip


def _kind(request: HttpRequest, kinds: dict[Kind, Sequence[PlaceChange]]) -> Kind:
    asked = request.GET.get("voir", "")
    if asked in set(Kind):
        return Kind(asked)
    return next((kind for kind in Kind if kinds[kind]), Kind.ADDED)


def _first(request: HttpRequest, n: int) -> int:
    asked = request.GET.get("a", "")
    first = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    return first - first % PER_PAGE if first < n else 0


def _tabs(
    kinds: dict[Kind, Sequence[PlaceChange]],
    current: Kind,
    here: dict[str, str],
    start: date,
    end: date,
    zone: int | None,
) -> list[KindTab]:
    n_end = n_listed_at(end, today=timezone.localdate(), zone=zone)
    came = len(kinds[Kind.ADDED]) + len(kinds[Kind.REOPENED])
    n_start = n_end - came + len(kinds[Kind.CLOSED])
    before = _("sur %(n)s dans la liste le %(day)s") % {"n": n_start, "day": date_words(start)}
    after = _("sur %(n)s dans la liste le %(day)s") % {"n": n_end, "day": date_words(end)}
    return [
        KindTab(
            url=address("compare", **here, voir=kind.value),
            label=label,
            words=many if len(kinds[kind]) > 1 else one,
            n=len(kinds[kind]),
            base=before if kind is Kind.CLOSED else after,
            current=kind is current,
        )
        for kind, (label, one, many) in KINDS.items()
    ]


class _Teller:
    """Changes in words, for a person: who corrected what is told to those who keep the base."""

    def __init__(self, request: HttpRequest) -> None:
        who = standing(signed_in(request))
        self._names = who.keeps_base
        self._route = "staff_place" if who.is_professional else "place"
        self._words = Words()

    def place(self, change: PlaceChange) -> ChangedPlace:
        """Return a place of the list."""
        why = str(REASONS[change.why]) if change.why is not None else ""
        told = "" if change.fields else self.whence(change.whence)
        return ChangedPlace(
            url=reverse(f"directory:{self._route}", args=[change.public_id]),
            nom=change.nom,
            commune=change.commune,
            words=" – ".join(part for part in (why, told) if part),
            fields=[self._field(field) for field in change.fields],
        )

    def rows(self, label: str, change: PlaceChange) -> Iterator[Sequence[Any]]:
        """Yield the lines of a place for a spreadsheet."""
        what = f"{label} : {REASONS[change.why]}" if change.why is not None else label
        place = (what, change.public_id, change.nom, change.commune)
        if not change.fields:
            yield (*place, "", "", "", self._who(change.whence), _iso(change.whence.on))
        for field in change.fields:
            told = self._field(field)
            who, on = self._who(field.whence), _iso(field.whence.on)
            yield (*place, told.label, told.before, told.after, who, on)

    def whence(self, whence: Whence) -> str:
        """Return who said it, and when."""
        who = self._who(whence)
        if not who or whence.on is None:
            return who
        return _("%(who)s, le %(day)s") % {"who": who, "day": date_words(whence.on)}

    def _who(self, whence: Whence) -> str:
        if whence.person:
            if self._names:
                return _("corrigé par %(name)s") % {"name": whence.person}
            return _("corrigé par une personne du réseau")
        if whence.source in BY_PEOPLE:
            return source_words(whence.source)
        return (
            _("selon %(source)s") % {"source": source_words(whence.source)}
            if (whence.source)
            else ""
        )

    def _field(self, change: FieldChange) -> ChangedField:
        return ChangedField(
            label=_label(change),
            before=self._value(change, change.before),
            after=self._value(change, change.after),
            whence=self.whence(change.whence),
        )

    def _value(self, change: FieldChange, value: Any) -> str:
        if change.part == "programmes":
            return ", ".join(value) or _("rien")
        if change.part in ("equipment", "mediators"):
            return ", ".join(self._counted(change.part, item) for item in value) or _("rien")
        if change.name == "offer":
            return _("rien") if value is None else str(value) or _("offre sans titre")
        return self._words.of(change.name.removeprefix("offer_"), value) or _("rien")

    def _counted(self, part: str, item: Sequence[Any]) -> str:
        vocabulary = "mediator" if part == "mediators" else part
        kind, total, more = item
        said = f"{self._words.term(vocabulary, kind)} : {'?' if total is None else total}"
        if part == "equipment" and more:
            said += _(", dont %(n)s adapté") % {"n": more} + ("s" if more > 1 else "")
        return said


def _label(change: FieldChange) -> str:
    if change.part == "place":
        return str(PLACE_LABELS.get(change.name, change.name))
    if change.name == "offer":
        return str(LIFE_LABELS["offer"])
    if change.part == "offer":
        label = LABELS_OF_OFFER.get(change.name, change.name)
        return _("Offre, %(field)s") % {"field": str(label).removesuffix(" (offre)").lower()}
    return str((LIFE_LABELS | DELIVERED_LABELS)[change.name])


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
