"""Writes of the directory: each function is one whole decision, or nothing."""

from maillage.apps.directory.actions.placing import place_everything_in_zones
from maillage.apps.directory.actions.publication import (
    Outcome,
    publish_statements,
    withdraw_records,
)
from maillage.apps.directory.actions.statements import Statement, values_of

__all__ = [
    "Outcome",
    "Statement",
    "place_everything_in_zones",
    "publish_statements",
    "values_of",
    "withdraw_records",
]
