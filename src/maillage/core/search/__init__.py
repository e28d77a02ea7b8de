"""Search over all offers: three-valued filters, nearest first, counts, stated relaxation."""

from maillage.core.search.bitsets import Words
from maillage.core.search.entry import Entry, Hours
from maillage.core.search.index import Index
from maillage.core.search.located import Located, Points
from maillage.core.search.matched import MatchedPart
from maillage.core.search.query import (
    Cursor,
    FacetCount,
    Facets,
    Hit,
    Query,
    Relaxed,
    Results,
    Wanted,
)
from maillage.core.search.relaxation import RELAXATION, relax
from maillage.core.search.segment import Segment
from maillage.core.search.text import fold, name_key, singular, words_asked

__all__ = [
    "RELAXATION",
    "Cursor",
    "Entry",
    "FacetCount",
    "Facets",
    "Hit",
    "Hours",
    "Index",
    "Located",
    "MatchedPart",
    "Points",
    "Query",
    "Relaxed",
    "Results",
    "Segment",
    "Wanted",
    "Words",
    "fold",
    "name_key",
    "relax",
    "singular",
    "words_asked",
]
