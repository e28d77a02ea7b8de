"""Small territories for the tests, and the definitions written as loops."""

from math import inf

import numpy as np
from hypothesis import strategies as st

from maillage.core.access import Trips

UNIT = "heures-places par semaine"
# Nobody, or at least a thousandth of a person: 1e-300 inhabitants is not a case to defend.
amount = st.just(0.0) | st.floats(1e-3, 1e6)


@st.composite
def territories(draw, amounts=amount):
    """Demand, supply, and any set of trips between them, each pair once."""
    demand = np.array(draw(st.lists(amounts, min_size=1, max_size=7)))
    supply = np.array(draw(st.lists(amounts, min_size=1, max_size=7)))
    pairs = [(a, p) for a in range(len(demand)) for p in range(len(supply))]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30))
    costs = draw(
        st.lists(
            st.sampled_from([0, 10, 20, 30, 60]) | st.floats(0, 70),
            min_size=len(chosen),
            max_size=len(chosen),
        )
    )
    areas, places = [a for a, _ in chosen], [p for _, p in chosen]
    sizes = {"n_areas": len(demand), "n_places": len(supply)}
    return demand, supply, Trips.of(areas, places, costs, **sizes)


def rows_of(trips):
    """Every trip as (area, place, minutes)."""
    columns = (trips.area_index.tolist(), trips.place_index.tolist(), trips.minutes.tolist())
    return list(zip(*columns, strict=True))


def slow(demand, supply, trips, *, given=None, received=None, cut=inf):
    """The two passes as loops: `given` weighs who comes, `received` what they get."""
    rows = [row for row in rows_of(trips) if row[2] <= cut]
    coming = [
        sum(given(a, p, t) * demand[a] for a, p, t in rows if p == place)
        for place in range(len(supply))
    ]
    received = received or given
    return [
        sum(
            received(a, p, t) * supply[p] / coming[p] for a, p, t in rows if a == area and coming[p]
        )
        for area in range(len(demand))
    ]


def slow_step(steps):
    """A step decay as PySAL writes it: the first bound that is not passed."""

    def weight(minutes):
        return next((w for bound, w in sorted(steps.items()) if minutes <= bound), 0.0)

    return weight
