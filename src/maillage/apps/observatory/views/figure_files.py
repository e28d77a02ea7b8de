"""A file of figures that waits: what loading it would do, what its columns measure, then loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maillage.apps.observatory.actions.uploads import abandon_upload, describe_upload
from maillage.apps.observatory.actions.works import ask_load
from maillage.apps.observatory.forms.uploads import DescribeForm, said_before
from maillage.apps.observatory.queries.access import may_load_figures
from maillage.apps.observatory.queries.uploads import (
    FigurePreview,
    Reading,
    Upload,
    get_upload,
    is_figures,
    kinds_of_figures,
    look_at,
    measure_texts,
    preview,
    reading_of,
    year_in,
    zone_guess,
)
from maillage.apps.observatory.queries.wording import amount, plain_number
from maillage.apps.observatory.queries.works import work_of_upload
from maillage.apps.observatory.views.figures import LIST, SEEN_BY, form_page
from maillage.apps.observatory.views.works import key_in, new_key, opened
from maillage.apps.territories.queries import kind_label
from maillage.sources.figures import Doubts
from maillage.sources.mapping import Look
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import date_words

STEPS = ("Le fichier", "Ce qu’il mesure", "L’essai")
# Columns beyond are named and not offered: nobody describes more in one go.
_MOST_COLUMNS = 60
_UNREAD_SHOWN = 10


@dataclass(frozen=True, slots=True)
class CountLine:
    """A measure of the file: how many values of here, by state."""

    measure: str
    column: str
    known: str
    secret: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """All that observatory/figure_file.html may use."""

    name: str
    words: str
    steps: Sequence[str]
    how: str
    title: str
    source: str
    year: int
    caveat: str
    sentence: str
    accounts: Sequence[str]
    unread: Sequence[str]
    doubts: Sequence[str]
    nothing: bool
    replaces: str
    counts: Sequence[CountLine]
    names: Sequence[str]
    first: Sequence[tuple[str, Sequence[str]]]
    url: str
    describe_url: str
    abandon_url: str
    key: str


@permitted(may_load_figures)
@form_page
def figure_file(request: HttpRequest, code: str) -> HttpResponse:
    """What loading a file would do, or where to say what it measures; then load it."""
    there = work_of_upload(code)
    if there is not None:  # a second click, or a page that was left and comes back
        return opened(request, there)
    if request.method == "POST":
        asked = ask_load(code, key=key_in(request), by=signed_in(request), now=timezone.now())
        return opened(request, asked)
    upload = get_upload(code)
    seen = look_at(upload)
    reading = reading_of(upload, seen)
    if reading is None:
        return redirect("observatory:describe_figures", code)
    page = _file_page(upload, seen, reading, preview(upload, reading.described))
    return render_page(request, page, "observatory/figure_file.html")


def _zones_words(n: int) -> str:
    return ngettext("%(n)s territoire", "%(n)s territoires", n) % {"n": plain_number(n)}


def _file_page(upload: Upload, seen: Look, reading: Reading, found: FigurePreview) -> FilePage:
    said = reading.described
    how = {
        "catalogue": _("Maillage connaît ce fichier : ses colonnes le disent."),
        "person": _("Lu comme vous venez de le décrire."),
        "earlier": _("Lu comme « %(title)s », qui avait les mêmes colonnes. Vérifiez l’année.")
        % {"title": reading.earlier.title if reading.earlier else ""},
    }[reading.by]
    return FilePage(
        name=upload.name,
        words=seen.words,
        steps=STEPS,
        how=how,
        title=said.title,
        source=f"{said.producer}. {said.licence}.",
        year=said.year,
        caveat=said.caveat,
        sentence=_sentence(found.n_zones, kind_label(said.zone_kind, 2)),
        accounts=_accounts(found),
        unread=_unread(found.accounts.unread, found.accounts.n_unread),
        doubts=[*_doubts(found.accounts.doubts), *found.accounts.problems[:_UNREAD_SHOWN]],
        nothing=not found.n_zones,
        replaces=_replaced(found),
        counts=[
            CountLine(
                one.measure.nom, one.column, plain_number(one.n_known),
                plain_number(one.n_secret), plain_number(one.n_missing),
            )
            for one in found.counts
        ],
        names=[one.measure.nom for one in found.counts],
        first=[
            (nom, [_cell(cell, one.measure.unit)
                   for cell, one in zip(cells, found.counts, strict=True)])
            for nom, cells in found.first
        ],
        url=reverse("observatory:figure_file", args=[upload.token]),
        describe_url=reverse("observatory:describe_figures", args=[upload.token]),
        abandon_url=reverse("observatory:abandon_figures", args=[upload.token]),
        key=new_key(),
    )  # fmt: skip


def _sentence(n: int, kind: str) -> str:
    if not n:
        return _("Aucun territoire de votre base n’a de chiffre dans ce fichier (%(kind)s).") % {
            "kind": kind
        }
    return ngettext(
        "%(n)s territoire de votre base a des chiffres dans ce fichier (%(kind)s).",
        "%(n)s territoires de votre base ont des chiffres dans ce fichier (%(kind)s).",
        n,
    ) % {"n": plain_number(n), "kind": kind}


def _doubts(found: Doubts) -> list[str]:
    """Return what to check before loading: nothing changes without a word."""
    said = [
        _("« %(column)s » ne va que de 0 à 1, et sera lu en %% : 0,12 y serait 0,12 %%. Si ce sont "
          "des parts de 1, multipliez la colonne par 100 avant d’envoyer le fichier.")
        % {"column": column}
        for column in found.fractions
    ]  # fmt: skip
    said += [
        _("« %(column)s » n’a que des nombres à trois décimales : 1,234 ou 1.234 y sera lu comme "
          "un peu plus d’un. Si la virgule ou le point y sépare les milliers, enlevez-les avant "
          "d’envoyer le fichier.")
        % {"column": column}
        for column in found.thousands
    ]  # fmt: skip
    if found.n_negative:
        said.append(
            ngettext(
                "%(n)s nombre est sous zéro : il sera lu comme non fourni (%(where)s).",
                "%(n)s nombres sont sous zéro : ils seront lus comme non fournis (%(where)s).",
                found.n_negative,
            )
            % {"n": plain_number(found.n_negative), "where": _where(found.negative)}
        )
    if found.n_outside:
        said.append(
            ngettext(
                "%(n)s part est hors de 0 à 100 %% : elle sera gardée telle quelle (%(where)s).",
                "%(n)s parts sont hors de 0 à 100 %% : elles seront gardées telles quelles "
                "(%(where)s).",
                found.n_outside,
            )
            % {"n": plain_number(found.n_outside), "where": _where(found.outside)}
        )
    return said


def _unread(cells: Sequence[tuple[int, str, str]], n: int) -> list[str]:
    """Return the first cells that say nothing we know, and how many others there are."""
    said = [
        _("ligne %(line)s, « %(column)s » : « %(text)s »")
        % {"line": line, "column": column, "text": text}
        for line, column, text in cells[:_UNREAD_SHOWN]
    ]
    if n > len(said):
        said.append(
            ngettext("et %(n)s autre", "et %(n)s autres", n - len(said))
            % {"n": plain_number(n - len(said))}
        )
    return said


def _where(cells: Sequence[tuple[int, str, float]]) -> str:
    return " ; ".join(
        _("ligne %(line)s, « %(column)s » : %(value)s")
        % {"line": line, "column": column, "value": plain_number(value, digits=1)}
        for line, column, value in cells[:3]
    )


def _replaced(found: FigurePreview) -> str:
    if found.replaces is None:
        return ""
    return _(
        "Il remplace « %(title)s », chargé le %(day)s (%(n)s chiffres) : même titre, même année."
    ) % {
        "title": found.replaces.title,
        "day": date_words(timezone.localtime(found.replaces.loaded_at).date()),
        "n": plain_number(found.replaces.n_figures),
    }


def _cell(cell: tuple[float | None, str], unit: str) -> str:
    value, state = cell
    if value is None:
        return _("secret") if state == "secret" else _("non fourni")
    return amount(value, unit)


def _accounts(found: FigurePreview) -> list[str]:
    one = found.accounts
    counted = (
        (_("Lignes lues"), one.n_rows),
        (_("De territoires de votre base"), found.n_zones),
        (_("D’un territoire qui n’est pas chargé, comptées mais non gardées"), found.n_elsewhere),
        (_("D’une autre série du même fichier"), one.n_filtered),
        (_("Sans code"), one.n_without_code),
        (_("D’un territoire déjà lu, dont la première ligne est gardée"), one.n_twice),
        (_("Illisibles"), one.n_problems),
    )
    return [f"{words} : {plain_number(n)}" for words, n in counted if n]


# ---------------------------------------------------------------- what the columns measure


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribePage:
    """All that observatory/figure_describe.html may use."""

    name: str
    words: str
    steps: Sequence[str]
    form: DescribeForm
    seen_by: str
    left_out: str
    url: str
    abandon_url: str


@permitted(may_load_figures)
@form_page
def describe(request: HttpRequest, code: str) -> HttpResponse:
    """Say which territories a file is about, who made it, and what its columns measure."""
    there = work_of_upload(code)
    if there is not None:
        return opened(request, there)
    upload = get_upload(code)
    seen = look_at(upload)
    wanted = [column for column in seen.columns if is_figures(column)]
    known = measure_texts() | {one.code: one for one in upload.new_measures}
    form = DescribeForm(
        request.POST if request.method == "POST" else None,
        columns=seen.columns,
        wanted=wanted[:_MOST_COLUMNS],
        kinds=kinds_of_figures(),
        measures=known,
        initial=_first(upload, seen),
    )
    if request.method == "POST" and form.is_valid():
        described = form.described()
        used = {one.measure for one in described.measures}
        kept = [one for one in upload.new_measures if one.code in used]
        describe_upload(code, described, new_measures=[*kept, *form.new_measures()])
        return redirect("observatory:figure_file", code)
    left = [column.name for column in seen.columns if column not in wanted[:_MOST_COLUMNS]]
    page = DescribePage(
        name=upload.name,
        words=seen.words,
        steps=STEPS,
        form=form,
        seen_by=str(SEEN_BY),
        left_out=", ".join(left[:40]),
        url=reverse("observatory:describe_figures", args=[code]),
        abandon_url=reverse("observatory:abandon_figures", args=[code]),
    )
    status = 422 if form.errors else 200
    return render_page(request, page, "observatory/figure_describe.html", status=status)


def _first(upload: Upload, seen: Look) -> dict[str, Any]:
    wanted = [column for column in seen.columns if is_figures(column)][:_MOST_COLUMNS]
    reading = reading_of(upload, seen)
    if reading is not None:
        return said_before(reading.described, wanted)
    kind, column = zone_guess(seen)
    first: dict[str, Any] = {"zone_kind": kind, "code_column": column}
    if (year := year_in(upload.name)) is not None:
        first["year"] = year
    return first


@permitted(may_load_figures)
@require_POST
def abandon(request: HttpRequest, code: str) -> HttpResponse:
    """Delete a file that waits."""
    abandon_upload(code)
    messages.success(request, _("Le fichier est effacé : rien n’a été chargé."))
    return redirect(LIST)
