"""What proposals say in the pages of others: the desk, a place, the keepers' own form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from maillage.apps.contributions.queries.proposals import desks
from maillage.apps.contributions.queries.reports import reports_waiting
from maillage.apps.contributions.queries.similar import similar_offers
from maillage.apps.contributions.views.report_words import ReportLine, report_line
from maillage.apps.contributions.views.words import (
    Line,
    SimilarLine,
    line_of,
    point_of,
    similar_lines,
    url,
)
from maillage.apps.directory.queries.nearby import places_by_key, running_offers
from maillage.web.slots import Id, Panel

MOST_ON_DESK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePanel:
    """All that contributions/_queue.html may use."""

    lines: Sequence[Line]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsPanel:
    """All that contributions/_reports.html may use."""

    lines: Sequence[ReportLine]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLinkPanel:
    """All that contributions/_report_link.html may use."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinePanel:
    """All that contributions/_mine.html may use."""

    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderPanel:
    """All that contributions/_reader.html may use."""

    place_url: str
    add_url: str
    # (title of the offer, address of its correction)
    offers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPanel:
    """All that contributions/_similar.html may use."""

    similar: Sequence[SimilarLine]


def desk_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the queue for those who decide, their own proposals for the others."""
    found: dict[Id, Sequence[Panel]] = {}
    known = desks(ids)
    reported = _reports() if any(desk.keeps for desk in known.values()) else []
    for person, desk in known.items():
        if desk.keeps:
            found[person] = list(reported)
        if desk.keeps and desk.waiting:
            lines = [line_of(one) for one in desk.waiting[:MOST_ON_DESK]]
            page = QueuePanel(lines=lines, n=len(desk.waiting))
            found[person] = [Panel("contributions/_queue.html", page, order=10), *reported]
        elif not desk.keeps:
            mine = MinePanel(lines=[line_of(one) for one in desk.mine])
            found[person] = [Panel("contributions/_mine.html", mine, order=20)]
    return found


def _reports() -> list[Panel]:
    """Return what anybody reported, for those who answer."""
    waiting, today = reports_waiting(), timezone.localdate()
    if not waiting:
        return []
    lines = [
        report_line(one.report, n_same=one.n_same, today=today) for one in waiting[:MOST_ON_DESK]
    ]
    page = ReportsPanel(lines=lines, n=len(waiting))
    return [Panel("contributions/_reports.html", page, order=9)]


def report_link(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return, for the page of a place, the way to say that something is wrong."""
    return {
        key: [
            Panel(
                "contributions/_report_link.html",
                ReportLinkPanel(url=url("report_error", place.public_id)),
                order=95,
            )
        ]
        for key, place in places_by_key([int(id_) for id_ in ids]).items()
    }


def place_reader(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return how whoever does not publish proposes something about a place."""
    offers = running_offers([str(number) for number in ids])
    found: dict[Id, Sequence[Panel]] = {}
    for number in ids:
        theirs = [
            (offer.title, url("correct_offer", number, offer.public_id))
            for offer in offers.get(str(number), [])
        ]
        page = ReaderPanel(
            place_url=url("correct_place", number),
            add_url=url("new_offer", number),
            offers=theirs,
        )
        found[number] = [Panel("contributions/_reader.html", page)]
    return found


def before_add(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return what exists already at and around places where an offer is about to be added."""
    found: dict[Id, Sequence[Panel]] = {}
    for key, place in places_by_key([int(id_) for id_ in ids]).items():
        similar = similar_lines(similar_offers(place=key, point=point_of(place)))
        if similar:
            found[key] = [Panel("contributions/_similar.html", SimilarPanel(similar=similar))]
    return found
