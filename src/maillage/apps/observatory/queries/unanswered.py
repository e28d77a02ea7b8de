"""What was asked and not given: orientations without an answer, refusals of the agenda."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from maillage.apps.agenda.queries.few import Cell, hide
from maillage.apps.agenda.queries.figures import kept_counts
from maillage.apps.agenda.queries.words import MEDIATION_WORDS, REFUSED
from maillage.apps.orientation.queries.unmet import UnmetShare, unmet_figures
