"""What waits for an answer, and the search that found it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from maillage.apps.linking.queries.access import may_link
from maillage.apps.linking.queries.links import n_links
from maillage.apps.linking.queries.pairs import choices, counts, next_pairs
from maillage.apps.linking.queries.runs import last_run
from maillage.apps.linking.views.pairs import filters_in, last_words, url_of
from maillage.apps.linking.views.runs import RunLine, run_line
from maillage.apps.linking.views.words import (
    apart_words,
    chances,
    evidence_words,
    name_of,
    source_words,
)
from maillage.web.access import permitted
from maillage.web.pages import render_page

PAIRS_SHOWN = 20
KIND_WORDS: Mapping[str, Any] = {
    "doubt": gettext_lazy("Les indices hésitent"),
    "against": gettext_lazy("Indices forts, mais une autre fiche dit le contraire"),
    "held": gettext_lazy("Liens automatiques qui ont été défaits"),
    "changed": gettext_lazy("Une fiche a changé depuis la réponse"),
}


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair in the list."""

    url: str
    left: str
    right: str
    where: str
    sources: str
    chances: str
    reasons: str
    later: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter."""

    value: str
    words: Any
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """All that linking/queue.html may use."""

    n: int
    n_more: int
    lines: Sequence[PairLine]
    first_url: str
    sources: Sequence[Option]
    communes: Sequence[Option]
    kinds: Sequence[Option]
    filtered: bool
    n_same: int
    n_different: int
    n_automatic: int
    n_by_people: int
    run: RunLine | None
    taken_back: str
    back_url: str
    filters: Mapping[str, str]
    search_url: str


@permitted(may_link)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """How many pairs wait and of what kind; the most useful first."""
    filters = filters_in(request.GET)
    found = counts(filters)
    pairs = next_pairs(filters, limit=PAIRS_SHOWN)
    sources, communes = choices()
    automatic, by_people = n_links()
    run = last_run()
    page = QueuePage(
        n=found.waiting,
        n_more=max(0, found.waiting - len(pairs)),
        lines=[_line(pair, url_of("pair", filters, pair.pk)) for pair in pairs],
        first_url=url_of("pair", filters, pairs[0].pk) if pairs else "",
        sources=_options([(one, source_words(one)) for one in sources], filters.source),
        communes=_options([(one, one) for one in communes], filters.commune),
        kinds=_options(
            [
                (kind, f"{words} ({found.of_kind[kind]})")
                for kind, words in KIND_WORDS.items()
                if found.of_kind[kind] or kind == filters.kind
            ],
            filters.kind,
        ),
        filtered=bool(filters.as_words()),
        n_same=found.same,
        n_different=found.different,
        n_automatic=automatic,
        n_by_people=by_people,
        run=run_line(run) if run is not None else None,
        taken_back=last_words(request.user),
        back_url=reverse("linking:take_back"),
        filters=filters.as_words(),
        search_url=reverse("linking:search"),
    )
    return render_page(request, page, "linking/queue.html")


def _options(choices: Sequence[tuple[str, Any]], chosen: str) -> list[Option]:
    """Return the choices of a filter; none when there is nothing to choose between."""
    if len(choices) < 2 and not chosen:
        return []
    known = dict(choices)
    if chosen and chosen not in known:
        choices = [*choices, (chosen, chosen)]
    every = Option("", _("Tous"), not chosen)
    return [every, *(Option(value, words, value == chosen) for value, words in choices)]


def _line(pair: Any, url: str) -> PairLine:
    ends = (pair.left, pair.right)
    communes = dict.fromkeys(end.home.commune for end in ends if end.home.commune)
    where = [", ".join(communes), apart_words(pair)]
    return PairLine(
        url=url,
        left=name_of(pair.left),
        right=name_of(pair.right),
        where=", ".join(part for part in where if part),
        sources=" / ".join(dict.fromkeys(source_words(end.source) for end in ends)),
        chances=chances(pair.probability),
        reasons=evidence_words(pair.evidence),
        later=pair.later_at is not None,
    )
