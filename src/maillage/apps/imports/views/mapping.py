"""A file of a producer never met, described once: whose it is, its columns, its words; then tried.

At the next file of the same producer nothing is asked, unless something changed in it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.imports.actions.mapping import (
    accept_drift,
    confirm_mapping,
    declare_source,
    forget_source,
    save_mapping,
)
from maillage.apps.imports.forms.mapping import ColumnsForm, ProducerForm
from maillage.apps.imports.forms.mapping_words import NoveltiesForm, WordsForm
from maillage.apps.imports.queries.access import may_import_file
from maillage.apps.imports.queries.files import get_file
from maillage.apps.imports.queries.mapping import (
    declared_of,
    drift_of,
    get_declared,
    left_out_words,
    look_again,
    look_of,
    mapping_of,
    rejected_values,
    words_of,
)
from maillage.sources.mapping import Look, Mapping, Target, guess, with_words
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.tables import csv_response

STEPS = ("Le fichier", "Sa source", "Ses colonnes", "Ses mots", "L’essai", "L’import")
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _person(request: HttpRequest) -> Any:
    """Return the person; nobody reaches these pages without an account."""
    return request.user


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def _seal_of(look: Look) -> str:
    """Return what changes with the columns that a page shows: its questions bear their places."""
    text = "\x1f".join([look.sheet, str(look.header_line), *(c.name for c in look.columns)])
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _read_otherwise(request: HttpRequest, look: Look) -> bool:
    """True, once it is said, when somebody had the file read otherwise since the page was shown."""
    seal = request.POST.get("lu", "")
    if not seal or seal == _seal_of(look):
        return False
    said = _("Ce fichier a été lu autrement depuis : vos réponses ne sont pas gardées. Relisez.")
    messages.warning(request, said)
    return True


# ---------------------------------------------------------------- whose it is


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribePage:
    """All that imports/mapping_source.html may use."""

    name: str
    words: str
    n_rows: int
    whole: bool
    notes: Sequence[str]
    form: ProducerForm
    steps: Sequence[str]
    cancel_url: str


@permitted(may_import_file)
@form_page
def describe(request: HttpRequest, number: int) -> HttpResponse:
    """Say of whom a file is."""
    file = get_file(number)
    look = look_of(file)
    declared = declared_of(file)
    if request.method == "POST":
        form = ProducerForm(request.POST)
        if form.is_valid():
            declare_source(number, form.producer(), by=_person(request), now=timezone.now())
            return redirect("imports:columns", number)
    elif declared is not None:
        form = ProducerForm(
            initial={
                "titre": declared.title,
                "producteur": declared.producer,
                "licence": declared.licence,
                "adresse": declared.url,
                "entier": declared.complete,
            }
        )
    else:
        form = ProducerForm(initial={"adresse": file.url, "entier": True})
    page = DescribePage(
        name=file.name,
        words=look.words,
        n_rows=look.n_rows,
        whole=look.whole,
        notes=look.notes,
        form=form,
        steps=STEPS,
        cancel_url=reverse("imports:file", args=[number]),
    )
    return render_page(request, page, "imports/mapping_source.html", status=_status(form))


# ---------------------------------------------------------------- its columns


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPage:
    """All that imports/mapping_columns.html may use."""

    name: str
    producer: str
    words: str
    notes: Sequence[str]
    n_columns: int
    n_guessed: int
    form: ColumnsForm
    seal: str
    steps: Sequence[str]
    back_url: str


@permitted(may_import_file)
@form_page
def columns(request: HttpRequest, number: int) -> HttpResponse:
    """Say what each column becomes; how the file is read may be corrected too."""
    file = get_file(number)
    declared = get_declared(file)
    mapping = mapping_of(declared)
    look = look_again(file, mapping)
    if request.method == "POST" and "relire" in request.POST:
        title = request.POST.get("ligne_titres", "")
        line = int(title) if title.isascii() and title.isdigit() and len(title) < 3 else None
        again = look_of(file, sheet=request.POST.get("feuille", ""), header_line=line)
        save_mapping(number, guess(again), by=_person(request), now=timezone.now())
        return redirect("imports:columns", number)
    if _read_otherwise(request, look):
        return redirect("imports:columns", number)
    missing = [column.name for column in look.columns if column.name not in mapping.columns]
    if missing:
        guessed = guess(look)
        known = {**guessed.columns, **mapping.columns}
        mapping = _with_columns(mapping, {c.name: known[c.name] for c in look.columns})
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, look=look, mapping=mapping
    )
    if form.is_bound and form.is_valid():
        chosen = with_words(look, form.new_mapping())
        save_mapping(number, chosen, by=_person(request), now=timezone.now())
        return redirect("imports:words", number)
    n_guessed = sum(1 for column in look.columns if mapping.columns[column.name].kind != "keep")
    page = ColumnsPage(
        name=file.name,
        producer=declared.producer,
        words=look.words,
        notes=look.notes,
        n_columns=len(look.columns),
        n_guessed=n_guessed,
        form=form,
        seal=_seal_of(look),
        steps=STEPS,
        back_url=reverse("imports:describe", args=[number]),
    )
    return render_page(request, page, "imports/mapping_columns.html", status=_status(form))


def _with_columns(mapping: Mapping, columns: dict[str, Target]) -> Mapping:
    return replace(mapping, columns=columns)


# ---------------------------------------------------------------- its words


@dataclass(frozen=True, slots=True)
class WordsGroup:
    """The words of one field."""

    title: str
    unknown: Sequence[forms.BoundField]
    guessed: Sequence[forms.BoundField]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPage:
    """All that imports/mapping_words.html may use."""

    name: str
    producer: str
    n_words: int
    n_unknown: int
    groups: Sequence[WordsGroup]
    n_more: int
    form: WordsForm
    steps: Sequence[str]
    back_url: str


@permitted(may_import_file)
@form_page
def words(request: HttpRequest, number: int) -> HttpResponse:
    """Say what each word of the closed lists means; then the file is tried."""
    file = get_file(number)
    declared = get_declared(file)
    mapping = mapping_of(declared)
    met = words_of(file, mapping)
    form = WordsForm(request.POST if request.method == "POST" else None, words=met, mapping=mapping)
    if form.is_bound and form.is_valid():
        confirm_mapping(number, form.new_mapping(), by=_person(request), now=timezone.now())
        return redirect("imports:file", number)
    groups = [WordsGroup(*group) for group in form.groups()]
    page = WordsPage(
        name=file.name,
        producer=declared.producer,
        n_words=sum(len(group.unknown) + len(group.guessed) for group in groups),
        n_unknown=sum(len(group.unknown) for group in groups),
        groups=groups,
        n_more=form.n_more,
        form=form,
        steps=STEPS,
        back_url=reverse("imports:columns", args=[number]),
    )
    return render_page(request, page, "imports/mapping_words.html", status=_status(form))


# ---------------------------------------------------------------- what changed in the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPage:
    """All that imports/mapping_drift.html may use."""

    name: str
    producer: str
    title: str
    sentences: Sequence[str]
    broken: bool
    groups: Sequence[WordsGroup]
    form: NoveltiesForm
    seal: str
    steps: Sequence[str]
    columns_url: str
    cancel_url: str


@permitted(may_import_file)
@form_page
def drift(request: HttpRequest, number: int) -> HttpResponse:
    """Say what is new in the file of a known producer, before anything is read with it."""
    file = get_file(number)
    declared = get_declared(file)
    mapping = mapping_of(declared)
    found = drift_of(file, declared)
    look = look_again(file, mapping)
    form = NoveltiesForm(
        request.POST if request.method == "POST" else None,
        columns=found.new_columns,
        look=look,
        guessed=guess(look),
        words=found.new_words,
        mapping=with_words(look, mapping),
    )
    if request.method == "POST" and "ignorer" in request.POST:
        accept_drift(number, by=_person(request), now=timezone.now())
        return redirect("imports:file", number)
    if request.method == "POST" and "autre" in request.POST:
        forget_source(number, by=_person(request), now=timezone.now())
        return redirect("imports:file", number)
    if _read_otherwise(request, look):
        return redirect("imports:file", number)
    if form.is_bound and form.is_valid():
        chosen = form.new_mapping()
        missing = set(found.missing_columns)
        chosen = _with_columns(
            chosen, {name: target for name, target in chosen.columns.items() if name not in missing}
        )
        more = any(chosen.columns[name].has_vocabulary for name in found.new_columns)
        save = save_mapping if more else confirm_mapping
        save(number, with_words(look, chosen), by=_person(request), now=timezone.now())
        return redirect("imports:words" if more else "imports:file", number)
    page = DriftPage(
        name=file.name,
        producer=declared.producer,
        title=declared.title,
        sentences=found.sentences,
        broken=bool({*mapping.key, *mapping.columns_to("field", "nom")} & {*found.missing_columns}),
        groups=[WordsGroup(*group) for group in form.groups()],
        form=form,
        seal=_seal_of(look),
        steps=STEPS,
        columns_url=reverse("imports:columns", args=[number]),
        cancel_url=reverse("imports:file_abandon", args=[number]),
    )
    return render_page(request, page, "imports/mapping_drift.html", status=_status(form))


# ---------------------------------------------------------------- rejected values as a file


@permitted(may_import_file)
@require_safe
def rejected(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Every value of the file that is not published as it was received, and why."""
    file = get_file(number)
    declared = get_declared(file)

    def lines() -> Iterator[list[str]]:
        yield from rejected_values(file, declared)
        reason = _("Laissé de côté à la page des mots.")
        for title, word in left_out_words(declared):
            yield ["", "", title, word, reason, ""]

    columns = ["ligne", "lieu", "champ", "valeur reçue", "raison", "comment réparer"]
    return csv_response(f"fichier-{number}-valeurs-ecartees.csv", columns, lines())


mapping_urls = [
    path("fichiers/<int:number>/decrire/", describe, name="describe"),
    path("fichiers/<int:number>/colonnes/", columns, name="columns"),
    path("fichiers/<int:number>/mots/", words, name="words"),
    path("fichiers/<int:number>/nouveautes/", drift, name="drift"),
    path("fichiers/<int:number>/valeurs-ecartees.csv", rejected, name="rejected"),
]
