"""What the data steward does: complete what is not qualified, and lengthen the lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.actions.terms import add_term, edit_term, rename_term
from maillage.apps.directory.errors import TermAlreadyThere, TermUnknown
from maillage.apps.directory.forms.kit import accepted
from maillage.apps.directory.forms.terms import EditTermForm, RenameTermForm, TermForm
from maillage.apps.directory.queries import (
    GAPS,
    n_public_places,
    n_to_qualify,
    places_to_qualify,
)
from maillage.apps.directory.queries.access import may_keep_base
from maillage.apps.directory.queries.staff import VOCABULARIES, get_term, terms_of
from maillage.apps.directory.views.staff import address, signed_in
from maillage.apps.directory.views.staff_edit import Refusals, done, form_page, show
from maillage.web.access import permitted
from maillage.web.pages import render_page

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of what is missing."""

    url: str
    label: Any
    n: int
    current: bool


@dataclass(frozen=True, slots=True)
class LackingPlace:
    """A place, and what is missing of it."""

    url: str
    nom: str
    where: str
    phone: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToQualifyPage:
    """All that directory/staff/to_qualify.html may use."""

    tabs: Sequence[Tab]
    places: Sequence[LackingPlace]
    n_all: int
    n_public: int
    n_here: int
    label: Any
    next_url: str
    first_url: str


@permitted(may_keep_base)
@require_safe
def to_qualify(request: HttpRequest) -> HttpResponse:
    """Places that residents see and of which something is missing."""
    gap = request.GET.get("manque", "")
    gap = gap if gap in GAPS else ""
    after = request.GET.get("apres", "")[:12]
    counts = n_to_qualify()
    rows = places_to_qualify(gap or None, after=after, limit=PER_PAGE + 1)
    shown = rows[:PER_PAGE]
    tabs = [Tab(address("to_qualify"), _("Tout"), counts["all"], not gap)]
    tabs += [
        Tab(address("to_qualify", manque=code), label, counts[code], gap == code)
        for code, (label, _condition) in GAPS.items()
    ]
    last = shown[-1].place.public_id if len(rows) > PER_PAGE else ""
    page = ToQualifyPage(
        tabs=tabs,
        places=[
            LackingPlace(
                url=address("staff_place", row.place.public_id),
                nom=row.place.nom,
                where=", ".join(p for p in (row.place.adresse, row.place.commune) if p),
                phone=row.place.telephone,
                missing=", ".join(str(words) for words in row.missing),
            )
            for row in shown
        ],
        n_all=counts["all"],
        n_public=n_public_places(),
        n_here=counts[gap or "all"],
        label=GAPS[gap][0] if gap else "",
        next_url=address("to_qualify", manque=gap, apres=last) if last else "",
        first_url=address("to_qualify", manque=gap) if after else "",
    )
    return render_page(request, page, "directory/staff/to_qualify.html")


# ---------------------------------------------------------------- controlled lists


@dataclass(frozen=True, slots=True)
class TermLine:
    """A word of a list."""

    label: str
    url: str
    retired: bool


@dataclass(frozen=True, slots=True)
class TermList:
    """A controlled list."""

    code: str
    title: Any
    add_url: str
    terms: Sequence[TermLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPage:
    """All that directory/staff/terms.html may use."""

    lists: Sequence[TermList]


@permitted(may_keep_base)
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The lists that are ours; those of the national standard are not changed here."""
    lists = [
        TermList(
            code=code,
            title=title,
            add_url=address("add_term", code),
            terms=[
                TermLine(
                    term.label, address("edit_term", code, term.code), term.retired_on is not None
                )
                for term in terms_of(code)
            ],
        )
        for code, title in VOCABULARIES
    ]
    return render_page(request, TermsPage(lists=lists), "directory/staff/terms.html")


TERM_REFUSALS: Refusals = {TermAlreadyThere: "label", TermUnknown: "label"}


@permitted(may_keep_base)
@form_page
def new_term(request: HttpRequest, vocabulary: str) -> HttpResponse:
    """Add a word to a list."""
    title = dict(VOCABULARIES).get(vocabulary)
    if title is None:
        raise TermUnknown
    form = TermForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        add_term(vocabulary=vocabulary, by=signed_in(request), now=timezone.now(), **form.values())

    if form.is_bound and form.is_valid() and accepted(form, act, TERM_REFUSALS):
        return done(request, _("Le mot est ajouté à la liste."), to=address("terms"))
    return show(
        request,
        form,
        over=str(title).capitalize(),
        title=_("Ajouter un mot"),
        lead=_("Il sera proposé dans les formulaires, et montré à tout le monde."),
        button=_("Ajouter"),
        cancel_url=address("terms"),
    )


@permitted(may_keep_base)
@form_page
def change_term(request: HttpRequest, vocabulary: str, code: str) -> HttpResponse:
    """Say a word otherwise, or retire it."""
    term = get_term(vocabulary, code)
    initial = {
        "label": term.label,
        "aliases": term.aliases,
        "description": term.description,
        "retired": "yes" if term.retired_on else "no",
    }
    form = EditTermForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        edit_term(
            vocabulary=vocabulary,
            code=code,
            by=signed_in(request),
            now=timezone.now(),
            **form.values(),
        )

    if form.is_bound and form.is_valid() and accepted(form, act, TERM_REFUSALS):
        return done(request, _("C’est enregistré."), to=address("terms"))
    return show(
        request,
        form,
        over=term.label,
        title=_("Changer un mot"),
        lead=_("Un mot retiré n’est plus proposé ; les fiches qui l’ont le gardent."),
        button=_("Enregistrer"),
        cancel_url=address("terms"),
        other=(
            _("Il change de nom à partir d’un jour"),
            address("rename_term", vocabulary, code),
        ),
    )


@permitted(may_keep_base)
@form_page
def new_name(request: HttpRequest, vocabulary: str, code: str) -> HttpResponse:
    """Give a body or a scheme its new name from a day on."""
    term = get_term(vocabulary, code)
    form = RenameTermForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        rename_term(
            vocabulary=vocabulary,
            code=code,
            by=signed_in(request),
            now=timezone.now(),
            **form.values(),
        )

    refusals: Refusals = {TermAlreadyThere: "label", TermUnknown: "on"}
    if form.is_bound and form.is_valid() and accepted(form, act, refusals):
        return done(request, _("Le nouveau nom est enregistré."), to=address("terms"))
    return show(
        request,
        form,
        over=term.label,
        title=_("Donner un nouveau nom"),
        lead=_(
            "Les fiches anciennes gardent le nom de leur époque ; les formulaires proposent le "
            "nouveau. On trouve l’un en cherchant l’autre."
        ),
        button=_("Enregistrer"),
        cancel_url=address("terms"),
    )
