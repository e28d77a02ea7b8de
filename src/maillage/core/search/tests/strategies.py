"""Small towns for property tests: unknowns, no positions, equal distances, several offers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from maillage.core.geo import Box
from maillage.core.search import Entry, Query, Wanted

NOW = datetime.fromisoformat("2026-03-04T10:00")
MONDAY = datetime.fromisoformat("2026-03-02T00:00")
FEATURES = {
    "service": ("imprimer", "demarches"),
    "equipment": ("printer", "computer"),
    "zone": ("1", "2"),
    "cost": ("gratuit",),
    "public": ("jeunes", "seniors"),
}
ALL_FEATURES = [f"{kind}:{value}" for kind, values in FEATURES.items() for value in values]
DOUBTS = ALL_FEATURES + [f"{kind}:*" for kind in FEATURES]
TEXTS = ("", "Accès Wi-Fi", "Aide aux démarches", "ordinateurs", "Ordinateur et cours", "Œuvre")
ASKED = ("", "wifi", "wi", "demarche", "ordinateurs", "ord", "aide démarches", "à la", "absent")
NAMES = ("Médiathèque", "mediatheque", "Centre", "Éco", "école", "Zoo" * 30)
# Two towns on both sides of the 180th meridian (Wallis is at -176), and Nouméa.
POINTS = [
    (lat, lon) for lat in (-13.3, -13.2999) for lon in (179.9999, -179.9999, 180.0, -180.0, -176.2)
] + [(-22.27, 166.44), (-22.2701, 166.44), (50.63, 3.06)]

BOXES = [
    Box(-13.3, 179.9, -13.2999, -179.9),
    Box(-13.29995, -180.0, 0.0, 180.0),
    Box(-23.0, 166.44, 51.0, 180.0),
    Box(50.0, 3.0, 51.0, 3.05),
]


@dataclass(frozen=True)
class Week:
    """Hours that a test can read: the same each day, and not known on some weekdays."""

    intervals: tuple[tuple[int, int], ...]
    unknown_weekdays: tuple[int, ...] = ()

    def day_intervals(self, day: date) -> tuple[tuple[int, int], ...]:
        return self.intervals

    def known_on(self, day: date) -> bool:
        return day.weekday() not in self.unknown_weekdays


WEEKS = (
    None,
    Week(((540, 720), (840, 1080))),
    Week(((1320, 1500),)),
    Week((), (0, 1, 2, 3)),
    Week(((600, 660),), (2,)),
    Week(()),
)

points = st.sampled_from(POINTS)
offers = st.fixed_dictionaries(
    {
        "yes": st.frozensets(st.sampled_from(ALL_FEATURES), max_size=5),
        "unknown": st.frozensets(st.sampled_from(DOUBTS), max_size=3),
        "text": st.sampled_from(TEXTS),
        "hours": st.sampled_from(WEEKS),
        "verified_on": st.sampled_from((None, MONDAY.date(), NOW.date())),
    }
)


@st.composite
def place_entries(draw: st.DrawFn, place_id: int) -> list[Entry]:
    """All the entries of one place."""
    point = draw(st.none() | points)
    name = draw(st.sampled_from(NAMES))
    several = draw(st.lists(offers, min_size=1, max_size=draw(st.sampled_from((1, 3, 12)))))
    first = place_id * 100
    return [
        Entry(
            place_id=place_id,
            offer_id=None if draw(st.integers(0, 9)) == 0 else first + number,
            latitude=None if point is None else point[0],
            longitude=None if point is None else point[1],
            name=name,
            **offer,
        )
        for number, offer in enumerate(several)
    ]


@st.composite
def towns(draw: st.DrawFn, max_places: int = 12) -> list[Entry]:
    """The entries of a town, in any order."""
    ids = draw(st.lists(st.integers(1, 40), max_size=max_places, unique=True))
    entries = [entry for place_id in ids for entry in draw(place_entries(place_id))]
    return draw(st.permutations(entries))


@st.composite
def wanteds(draw: st.DrawFn) -> Wanted:
    """A condition, sometimes on a need that several dimensions answer."""
    kind = draw(st.sampled_from([*FEATURES, "need"]))
    features = ALL_FEATURES if kind == "need" else [f"{kind}:{value}" for value in FEATURES[kind]]
    some = st.sampled_from([*features, f"{kind}:nowhere", "word:ordinateur", "word:Œuvre"])
    return Wanted(
        dimension=kind,
        any_of=tuple(draw(st.lists(some, min_size=1, max_size=3, unique=True))),
        maybe=tuple(draw(st.lists(st.sampled_from(ALL_FEATURES), max_size=1))),
    )


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """A query of any shape."""
    near = draw(st.none() | points)
    moment = st.integers(0, 7 * 1440).map(lambda m: MONDAY + timedelta(minutes=m))
    return Query(
        wanted=tuple(draw(st.lists(wanteds(), max_size=3))),
        text=draw(st.sampled_from(ASKED)),
        near=near,
        within_m=draw(st.sampled_from((None, 0, 11, 12, 500_000))) if near else None,
        inside=draw(st.none() | st.sampled_from(BOXES)),
        open_at=draw(st.none() | moment),
        include_unknown=draw(st.booleans()),
        limit=draw(st.integers(1, 8)),
        relax=draw(st.booleans()),
    )
