"""What staff read of the quality of a place's offers, on its page of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.queries.published import published_places
from maillage.apps.opendata.queries.data_inclusion import service_of
from maillage.core.quality import data_inclusion_score
from maillage.core.standard.data_inclusion import to_fields
from maillage.web.slots import Id, Panel


@dataclass(frozen=True, slots=True)
class OfferQuality:
    """One offer: its score in words, how many criteria it is made of, and what to repair."""

    title: str
    score: str
    n_criteria: int
    repairs: Sequence[str]


@dataclass(frozen=True, slots=True)
class QualityPanel:
    """All that opendata/_quality.html may use."""

    offers: Sequence[OfferQuality]


def quality_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the quality of the offers of each public place that has some, by its public id."""
    today = timezone.localdate()
    panels: dict[Id, Sequence[Panel]] = {}
    for place in published_places([str(number) for number in ids], whole=False):
        lines = []
        for offer in place.offers:
            service = service_of(place, offer, today=today)
            score = data_inclusion_score(to_fields(service), today=today)
            title = offer.title or ", ".join(offer.services) or _("Offre sans titre")
            said = f"{score.value:.2f}".replace(".", ",")
            lines.append(OfferQuality(title, said, score.n_applicable, score.repairs))
        if lines:
            page = QualityPanel(lines)
            panels[place.public_id] = [Panel("opendata/_quality.html", page, order=80)]
    return panels
