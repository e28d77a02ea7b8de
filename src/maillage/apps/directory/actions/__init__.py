"""Writes of the directory: each function is one whole decision, or nothing."""

from maillage.apps.directory.actions.confirming import confirm, set_owner
from maillage.apps.directory.actions.joining import (
    ToJoin,
    join_places,
    rejoin_places,
    separate_places,
)
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
    "ToJoin",
    "confirm",
    "join_places",
    "place_everything_in_zones",
    "publish_statements",
    "rejoin_places",
    "separate_places",
    "set_owner",
    "values_of",
    "withdraw_records",
]
