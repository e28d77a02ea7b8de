"""Reads of the deliveries, of the files received and of their sources."""

from maillage.apps.imports.queries.deliveries import (
    deliveries,
    every_refused_row,
    get_delivery,
    later_delivery,
    latest_delivery,
    may_be_undone,
    refused_rows,
    sources_delivered,
)

__all__ = [
    "deliveries",
    "every_refused_row",
    "get_delivery",
    "later_delivery",
    "latest_delivery",
    "may_be_undone",
    "refused_rows",
    "sources_delivered",
]
