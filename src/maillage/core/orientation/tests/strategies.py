"""Small towns and persons for property tests: unknowns, equal distances, moments, deadlines."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from maillage.core.orientation import Moment, Profile
from maillage.core.orientation.table import (
    ALONE_WITH,
    EMPLOYMENT,
    FREE,
    IN_GROUP,
    PROCEDURES,
    PURCHASE,
    TOOLS,
)
from maillage.core.search import Entry
from maillage.core.search.tests.strategies import Week
from maillage.core.skills import Obstacle

NOW = datetime.fromisoformat("2026-03-04T10:00")
FEATURES = [
    PROCEDURES, TOOLS, EMPLOYMENT, PURCHASE, ALONE_WITH, IN_GROUP, FREE, "theme:parenting",
    "use:procedures", "use:beginner_workshops", "use:loan", "access:walk_in", "zone:1", "zone:2",
    "language:ar", "language:fr", "care:Illettrisme", "wheelchair:yes", "public:Jeunes",
    "public:Seniors", "level:grand_debutant", "level:debutant", "mobilise:person",
    "mobilise:professional", "intensity:initiation", "ages:8-14", "ages:60-",
]  # fmt: skip
DOUBTS = [*FEATURES, *sorted({f"{f.partition(':')[0]}:*" for f in FEATURES})]
TEXTS = ("", "CV et tableurs", "Écrire un e-mail", "Photos et courriels")
POINTS = [(50.0, 3.0), (50.001, 3.0), (50.0011, 3.0), (50.02, 3.01), (50.3, 3.0)]
WEEKS = (None, Week(((540, 720),)), Week(((1320, 1500),)), Week(((840, 1080),)), Week(()))
DAYS = (None, date(2026, 3, 3), date(2026, 1, 2), date(2025, 11, 1), date(2019, 1, 1))

offers = st.fixed_dictionaries(
    {
        "yes": st.frozensets(st.sampled_from(FEATURES), max_size=9),
        "unknown": st.frozensets(st.sampled_from(DOUBTS), max_size=4),
        "text": st.sampled_from(TEXTS),
        "hours": st.sampled_from(WEEKS),
        "verified_on": st.sampled_from(DAYS),
    }
)


@st.composite
def places(draw: st.DrawFn, place_id: int) -> list[Entry]:
    """The entries of one place."""
    point = draw(st.none() | st.sampled_from(POINTS))
    several = draw(st.lists(offers, min_size=1, max_size=draw(st.sampled_from((1, 3, 10)))))
    return [
        Entry(
            place_id=place_id,
            offer_id=None if draw(st.integers(0, 9)) == 0 else place_id * 100 + number,
            latitude=None if point is None else point[0],
            longitude=None if point is None else point[1],
            **offer,
        )
        for number, offer in enumerate(several)
    ]


@st.composite
def towns(draw: st.DrawFn) -> list[Entry]:
    """The entries of a town, in any order."""
    ids = draw(st.lists(st.integers(1, 30), max_size=8, unique=True))
    return draw(st.permutations([e for place_id in ids for e in draw(places(place_id))]))


moments = st.builds(
    Moment,
    starts_at=st.integers(-100, 9000).map(lambda m: NOW + timedelta(minutes=m)),
    course=st.booleans(),
    serves=st.sampled_from(((), (PROCEDURES,), (TOOLS, "use:loan"))),
)
agendas = st.dictionaries(st.integers(1, 30), st.lists(moments, min_size=1, max_size=3), max_size=6)

MOTIVES = ("ecole", "emploi", "demarche", "emprunter", "argent", "courrier", "apprendre", "other")
areas = st.sampled_from(("information", "communication", "content", "problems", "safety"))


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """A person of any shape, without a limit to the list."""
    near = draw(st.none() | st.sampled_from(POINTS))
    reach = st.none() | st.sampled_from((1, 5, 30))
    return Profile(
        motives=tuple(draw(st.lists(st.sampled_from(MOTIVES), max_size=2, unique=True))),
        complex=draw(st.booleans()),
        levels=draw(st.dictionaries(areas, st.sampled_from(("none", "basic", "above_basic")))),
        beginner=draw(st.booleans()),
        no_benefit=draw(st.booleans()),
        not_connected=draw(st.booleans()),
        obstacles=frozenset(draw(st.lists(st.sampled_from(list(Obstacle)), max_size=3))),
        languages=draw(st.sampled_from(((), ("ar",), ("ar", "fr"), ("zz",)))),
        care=draw(st.sampled_from(((), (), ("Illettrisme",)))),
        accessible=draw(st.sampled_from(((), (), ("wheelchair",)))),
        publics=draw(st.sampled_from(((), ("Jeunes",), ("Jeunes", "Seniors"), ("Femmes",)))),
        ages=draw(st.sampled_from((None, (12, 25), (60, 120)))),
        costs=draw(st.sampled_from(((), ("Gratuit",)))),
        zone_ids=draw(st.sampled_from(((), (1,), (1, 2), (9,)))),
        near=near,
        reach_min=draw(reach),
        accompanied_reach_min=draw(reach),
        open_at=draw(st.sampled_from((None, None, NOW, NOW + timedelta(hours=5)))),
        before=draw(st.sampled_from((None, None, NOW + timedelta(hours=30)))),
        mobilised_by=draw(st.sampled_from(("", "", "person", "professional"))),
        intensity=draw(st.sampled_from(("", "initiation"))),
        childcare=draw(st.booleans()),
        limit=None,
        per_aim=None,
        relax=draw(st.booleans()),
    )
