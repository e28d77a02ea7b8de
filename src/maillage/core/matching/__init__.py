"""Which records of several sources are one place, with the reasons, as a library."""

from maillage.core.matching.evidence import SENTENCES, Evidence, Piece, Verdict
from maillage.core.matching.fit import fit
from maillage.core.matching.groups import Grouping
from maillage.core.matching.linking import (
    Links,
    Pair,
    PairList,
    candidates,
    compare,
    group,
    link,
    pairs_touching,
)
from maillage.core.matching.model import DEFAULT, Model

__all__ = [
    "DEFAULT",
    "SENTENCES",
    "Evidence",
    "Grouping",
    "Links",
    "Model",
    "Pair",
    "PairList",
    "Piece",
    "Verdict",
    "candidates",
    "compare",
    "fit",
    "group",
    "link",
    "pairs_touching",
]
