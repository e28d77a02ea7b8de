"""Dimensions of equal weight, as in Hauts-de-France ("chaque dimension a le même poids").

Neither all the dimensions nor their normalisation are published: both are data here, and printed.
The mean of a dimension is that of its variables, the index that of the dimensions.
"""

from collections.abc import Sequence
from dataclasses import replace

from maillage.core.indicators.composite.engine import composite
from maillage.core.indicators.composite.model import Dimension, Indicator, Kind, Method
from maillage.core.indicators.index import Index
from maillage.core.indicators.table import Table

# The two axes whose variables are listed in the public table of the region, by EPCI.
PUBLISHED_AXES: tuple[Dimension, ...] = (
    Dimension(
        "acces_interfaces",
        (
            Indicator("ftth_rate", direction=-1),
            Indicator("white_zone_rate"),
            Indicator("poverty_rate"),
            Indicator("disposable_income", direction=-1),
        ),
    ),
    Dimension(
        "acces_information_services",
        (
            Indicator("older_75_alone_rate"),
            Indicator("no_car_rate"),
            Indicator("care_time"),
            Indicator("public_service_time"),
            Indicator("digital_skills_place_time"),
            Indicator("procedures_place_time"),
        ),
    ),
)


def hdf_egal(
    dimensions: Sequence[Dimension],
    table: Table,
    *,
    kind: Kind,
    among: Table | None = None,
    needs: float = 1.0,
    version: str = "",
) -> Index:
    """Return the index of equal dimensions, from 0 to 100 unless `kind` has its own scale.

    Parameters
    ----------
    dimensions
        Names, variables and directions: data, not code. Weights are all taken as 1.
    table, among
        As in `composite`.
    kind
        The normalisation. It has no default: the region does not say its own.
    needs
        At 1 a territory that lacks a variable has no total (its dimensions are still shown); under
        1 the mean is that of what is known, and `is_partial` says where.
    version
        Edition of the data, printed.

    Raises
    ------
    ValueError
        As `composite`.
    """
    root = Dimension("index", tuple(_equal(each) for each in dimensions))
    method = Method("Hauts-de-France", version, root, kind=kind, needs=needs)
    return replace(composite(method, table, among=among), method="hdf_egal")


def _equal(node: Dimension) -> Dimension:
    members = tuple(
        replace(each, weight=1.0) if isinstance(each, Indicator) else _equal(each)
        for each in node.members
    )
    return replace(node, members=members, weight=1.0, how="arithmetic")
