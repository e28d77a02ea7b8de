"""Files of producers never met: looked at, guessed, described once on screen, replayed."""

from maillage.sources.mapping.convert import mapped_source
from maillage.sources.mapping.drift import Drift, drift, unknown_values, words_of_delivery
from maillage.sources.mapping.guess import guess
from maillage.sources.mapping.look import Column, Look, columns_of, look
from maillage.sources.mapping.model import Mapping, MappingError, from_json
from maillage.sources.mapping.targets import Target, TargetError, target_of
from maillage.sources.mapping.wording import with_words

__all__ = [
    "Column",
    "Drift",
    "Look",
    "Mapping",
    "MappingError",
    "Target",
    "TargetError",
    "columns_of",
    "drift",
    "from_json",
    "guess",
    "look",
    "mapped_source",
    "target_of",
    "unknown_values",
    "with_words",
    "words_of_delivery",
]
