"""Reports in words: what is wrong, since when, what is published and what is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.apps.contributions.queries.reports import ReportKind
from maillage.apps.contributions.views.words import name_of, url, when_words
from maillage.apps.directory.queries import hours_of
from maillage.apps.directory.queries.labels import PLACE_LABELS
from maillage.apps.directory.queries.words import Words
from maillage.core.hours import parse, zone_of
from maillage.web.words import age_words

# What a keeper compares first, whatever was reported.
COMPARED = ("adresse", "commune", "telephone", "horaires", "contact_nom", "contact_telephone")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in a list."""

    url: str
    nom: str
    what: str
    text: str
    right_value: str
    # "Horaires : …", what a place wants in its columns; "" when it named none.
    proposed: str
    since: str
    channel: str
    state: str
    waits: bool
    # "3 personnes disent la même chose", "" for one.
    same: str
    for_the_place: bool


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """An answer that may be taken back."""

    number: int
    url: str
    nom: str
    what: str
    state: str
    who: str
    when: str
    erased: bool


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A value of the place, in words."""

    label: Any
    words: str


def report_line(report: Any, *, n_same: int, today: date) -> ReportLine:
    """Return a report as lists and its page say it."""
    same = ""
    if n_same > 1:
        same = ngettext(
            "%(n)s personne dit la même chose", "%(n)s personnes disent la même chose", n_same
        ) % {"n": n_same}
    return ReportLine(
        url=url("report", report.pk),
        nom=report.place.nom,
        what=str(report.get_kind_display()),
        text=report.text,
        right_value=report.right_value,
        proposed=" ; ".join(f"{row.label} : {row.words}" for row in proposed_rows(report)),
        since=age_words(timezone.localtime(report.made_at).date(), today),
        channel=str(report.get_channel_display()),
        state=str(report.get_state_display()),
        waits=report.state in ("received", "read"),
        same=same,
        for_the_place=report.for_the_place,
    )


def answered_line(report: Any) -> AnsweredLine:
    """Return an answer as the list says it."""
    return AnsweredLine(
        number=report.pk,
        url=url("report", report.pk),
        nom=report.place.nom,
        what=str(report.get_kind_display()),
        state=str(report.get_state_display()),
        who=name_of(report.decided_by),
        when=when_words(report.decided_at),
        erased=report.erased_at is not None,
    )


def published_rows(place: Any) -> list[ReportRow]:
    """Return what is published of a place, in words: what a keeper compares."""
    words = Words()
    said = {name: words.of(name, getattr(place, name)) for name in COMPARED}
    hours = hours_of(place.horaires, place)
    if hours is not None and hours.understood:
        said["horaires"] = " ; ".join(hours.in_words())
    return [ReportRow(PLACE_LABELS[name], words or _("rien")) for name, words in said.items()]


def proposed_rows(report: Any) -> list[ReportRow]:
    """Return the values that a report proposes, in words."""
    words = Words()
    rows = [
        ReportRow(PLACE_LABELS.get(name, name), words.of(name, value) or _("rien"))
        for name, value in report.values.items()
        if name not in ("latitude", "longitude")
    ]
    if "latitude" in report.values or "longitude" in report.values:
        halves = [report.values.get(name) for name in ("latitude", "longitude")]
        said = ", ".join(str(half) for half in halves if half is not None)
        rows.append(ReportRow(PLACE_LABELS["position"], said or _("rien")))
    return rows


def suggested(report: Any) -> Mapping[str, Any]:
    """Return what the form of a place starts with: what was proposed, if a machine can read it."""
    if report.values:
        return dict(report.values)
    said = report.right_value.strip()
    if report.kind == ReportKind.PHONE and sum(c.isdigit() for c in said) >= 4:
        return {"telephone": said}
    if report.kind == ReportKind.HOURS and said:
        place = report.place
        if parse(said, zone=zone_of(place.code_insee or place.code_postal)).understood:
            return {"horaires": said}
    return {}
