"""The first page of the observatory: the last dossier, the territories, what is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.observatory.queries.access import may_observe
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.snapshots import snapshots
from maillage.apps.observatory.queries.values import datasets
from maillage.apps.observatory.views.figures import figures
from maillage.apps.observatory.views.wording import plain_number
from maillage.apps.territories.queries import kind_label, kinds_loaded
from maillage.web.access import may_open, permitted
from maillage.web.pages import render_page
from maillage.web.words import date_words

_LISTED = ("epci", "quarter", "qpv", "veille", "commune")
_MOST = 150
# A longer list is folded: it would push everything else off the first screens.
_OPEN = 40


@dataclass(frozen=True, slots=True)
class ZoneList:
    """The zones of a kind, by name."""

    title: str
    zones: Sequence[tuple[str, str]]
    ended: str
    n: int
    n_more: int
    is_folded: bool


@dataclass(frozen=True, slots=True)
class LastDossier:
    """The newest dossier that was kept."""

    title: str
    day: str
    url: str
    pdf_url: str


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """A file of figures that was loaded."""

    title: str
    producer: str
    year: int
    licence: str
    n: str
    loaded: str
    caveat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """All that observatory/home.html may use."""

    lists: Sequence[ZoneList]
    last: LastDossier | None
    datasets: Sequence[DatasetLine]
    # Where figures are loaded, "" for those who may not.
    load_url: str


@permitted(may_observe)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is known, territory by territory, file by file."""
    today, there = timezone.localdate(), kinds_loaded()
    lists = []
    for kind in _LISTED:
        if kind not in there:
            continue
        rows, ended = zones_to_observe(kind, today=today)
        lists.append(
            ZoneList(
                kind_label(kind, 2),
                [(row.nom, reverse("observatory:zone", args=[row.slug])) for row in rows[:_MOST]],
                date_words(ended) if ended else "",
                len(rows),
                max(0, len(rows) - _MOST),
                len(rows) > _OPEN,
            )
        )
    page = HomePage(
        lists=lists,
        last=_last(),
        datasets=[
            DatasetLine(
                one.title, one.producer, one.year, one.licence, plain_number(one.n_figures),
                date_words(timezone.localtime(one.loaded_at).date()), one.caveat,
            )
            for one in datasets()
        ],
        load_url=reverse("observatory:figures") if may_open(figures, request.user) else "",
    )  # fmt: skip
    return render_page(request, page, "observatory/home.html")


def _last() -> LastDossier | None:
    return next(
        (
            LastDossier(
                one.title,
                date_words(timezone.localtime(one.made_at).date()),
                reverse("observatory:dossier", args=[one.pk]),
                reverse("observatory:dossier_pdf", args=[one.pk]),
            )
            for one in snapshots(limit=1)
        ),
        None,
    )
