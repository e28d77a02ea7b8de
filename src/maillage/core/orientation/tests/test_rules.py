"""What the founding documents ask of orientation, one rule after another, on invented offers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from maillage.core.orientation import (
    TABLE,
    Aim,
    Line,
    Moment,
    Preference,
    Profile,
    Reason,
    Table,
    rank,
    sought_by,
)
from maillage.core.orientation.table import (
    ACCESS,
    ALONE_WITH,
    EMPLOYMENT,
    FREE,
    IN_GROUP,
    PARENTING,
    PROCEDURES,
    TOOLS,
)
from maillage.core.orientation.tests.strategies import NOW
from maillage.core.search import Entry, Index, Relaxed
from maillage.core.search.tests.strategies import Week
from maillage.core.skills import Obstacle

ALL_PUBLICS = {
    f"public:{p}" for p in ("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
}
HERE = (50.0, 3.0)
FRESH = NOW.date() - timedelta(days=10)


def offer(place_id, *yes, text="", unknown=(), publics=ALL_PUBLICS, **more) -> Entry:
    more = {"latitude": 50.0, "longitude": 3.0, "verified_on": FRESH, **more}
    return Entry(
        place_id=place_id,
        offer_id=10 * place_id,
        yes=frozenset(yes) | frozenset(publics) | {"mobilise:person", "mobilise:professional"},
        unknown=frozenset(unknown),
        text=text,
        **more,
    )


PARENTS = offer(1, PARENTING, "theme:parenting", IN_GROUP, "zone:1")
WORDS = offer(2, TOOLS, IN_GROUP, "level:debutant", "zone:1", text="Le traitement de texte")
LOAN = offer(3, ACCESS, "use:loan", ALONE_WITH, "zone:1")
DESK = offer(4, PROCEDURES, "use:procedures", ALONE_WITH, "mode:with", "zone:1", text="Impôts, CAF")
FIRST = offer(5, TOOLS, IN_GROUP, "use:beginner_workshops", "level:grand_debutant",
              "intensity:initiation", "zone:1", text="Mon téléphone, pour commencer")  # fmt: skip
ROOM = offer(6, ACCESS, PROCEDURES, "help:En autonomie", "use:procedures", "zone:1")
SIMS = offer(7, ACCESS, "use:top_ups", FREE, "zone:1", text="Cartes SIM")
CV = offer(8, EMPLOYMENT, ALONE_WITH, "level:debutant", "zone:1", text="Écrire son CV")
MAIL = offer(9, TOOLS, IN_GROUP, "level:debutant", "zone:1", text="Écrire un e-mail")
TOWN = [PARENTS, WORDS, LOAN, DESK, FIRST, ROOM, SIMS, CV, MAIL]


def listed(profile: Profile, town=TOWN, availability=None) -> list[int]:
    return [one.place_id for one in answer(profile, town, availability).items]


def answer(profile: Profile, town=TOWN, availability=None):
    return rank(profile, Index.build(town), now=NOW, availability=availability or {})


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


def test_the_motive_leads_and_is_said() -> None:
    found = answer(Profile(motives=("ecole",), levels={"content": "none"}))
    assert found.items[0].place_id == PARENTS.place_id
    assert found.items[0].reasons[0] == Reason("aim", ("parents_space", "motive:ecole"))
    assert [one.place_id for one in found.items].index(WORDS.place_id) > 0


def test_two_motives_keep_the_order_of_the_person() -> None:
    assert listed(Profile(motives=("emploi", "ecole")))[:2] == [8, 1]
    assert listed(Profile(motives=("ecole", "emploi")))[:2] == [1, 8]


def test_without_a_computer_equipment_comes_before_courses() -> None:
    profile = Profile(obstacles=frozenset({Obstacle.NO_COMPUTER}), beginner=True)
    found = listed(profile)
    assert found[0] == LOAN.place_id
    assert found.index(LOAN.place_id) < found.index(FIRST.place_id)
    assert max(found.index(3), found.index(7), found.index(6)) < found.index(FIRST.place_id)


def test_money_leads_to_social_tariff_or_equipment_and_know_how_to_somebody() -> None:
    money = answer(Profile(obstacles=frozenset({Obstacle.MONEY})))
    assert [one.place_id for one in money.items] == [SIMS.place_id, LOAN.place_id]
    know_how = answer(Profile(obstacles=frozenset({Obstacle.KNOW_HOW})))
    assert {one.aim for one in know_how.items} == {"personal_help"}
    assert SIMS.place_id not in [one.place_id for one in know_how.items]


def test_material_and_language_both_weigh() -> None:
    arabic = replace(LOAN, place_id=13, offer_id=130, yes=LOAN.yes | {"language:ar"})
    both = Profile(obstacles=frozenset({Obstacle.NO_COMPUTER}), languages=("ar",))
    assert listed(both, [*TOWN, arabic]) == [13]
    assert set(listed(replace(both, languages=()), [*TOWN, arabic])) >= {13, LOAN.place_id}


def test_what_is_urgent_goes_to_the_next_open_session_before_any_course() -> None:
    course = Moment(starts_at=NOW + timedelta(hours=1), course=True)
    session = Moment(starts_at=NOW + timedelta(hours=22))
    later = replace(DESK, place_id=14, offer_id=140)
    availability = {
        FIRST.place_id: [course],
        DESK.place_id: [session],
        14: [Moment(starts_at=NOW + timedelta(days=2))],
    }
    calm = Profile(beginner=True, obstacles=frozenset({Obstacle.MONEY}))
    urgent = Profile(beginner=True, motives=("argent",), before=NOW + timedelta(hours=30))
    town = [*TOWN, later]
    assert FIRST.place_id in listed(calm, town, availability)
    found = answer(urgent, town, availability).items
    assert [one.place_id for one in found][:1] == [DESK.place_id]
    assert found[0].next == session
    places = [one.place_id for one in found]
    assert places.index(DESK.place_id) < places.index(14) < places.index(FIRST.place_id)
    assert places.index(DESK.place_id) < places.index(ROOM.place_id)


def test_a_door_that_is_open_counts_as_a_session() -> None:
    open_soon = replace(
        DESK, place_id=15, offer_id=150, hours=Week(((840, 1020),)),
        yes=DESK.yes | {"access:walk_in"},
    )  # fmt: skip
    found = answer(
        Profile(motives=("demarche",), before=NOW + timedelta(hours=8)), [DESK, open_soon]
    )
    assert [one.place_id for one in found.items] == [15, DESK.place_id]
    assert found.items[0].opens_in_min == 240


def test_at_ease_in_messages_but_not_in_software_only_software_help_is_suggested() -> None:
    profile = Profile(levels={"communication": "above_basic", "content": "none"})
    assert set(listed(profile)) == {CV.place_id, WORDS.place_id}
    assert {one.aim for one in answer(profile).items} == {"software"}
    assert FIRST.place_id not in listed(profile)


def test_a_complex_procedure_is_not_left_to_free_access() -> None:
    simple = Profile(motives=("demarche",))
    assert ROOM.place_id in listed(simple)
    assert listed(replace(simple, complex=True)) == [DESK.place_id]


def test_not_connected_and_connected_without_benefit_do_not_start_alike() -> None:
    away, useless = Profile(not_connected=True), Profile(no_benefit=True)
    assert listed(away)[0] != listed(useless)[0]
    assert answer(away).items[0].aim == "free_access"
    assert answer(useless).items[0].place_id == DESK.place_id


def test_a_language_and_a_way_in_are_asked_together() -> None:
    ar, pmr = {"language:ar"}, {"wheelchair:yes"}
    one = replace(DESK, place_id=21, offer_id=210, yes=DESK.yes | ar)
    two = replace(DESK, place_id=22, offer_id=220, yes=DESK.yes | pmr)
    both = replace(DESK, place_id=23, offer_id=230, yes=DESK.yes | ar | pmr)
    profile = Profile(motives=("demarche",), languages=("ar",), accessible=("wheelchair",))
    found = answer(profile, [one, two, both])
    assert [item.place_id for item in found.items] == [23]
    assert Reason("languages", ("ar",)) in found.items[0].reasons
    assert Reason("accessible", ("wheelchair",)) in found.items[0].reasons


def test_french_asks_nothing_of_a_place() -> None:
    assert listed(Profile(motives=("demarche",), languages=("ar", "fr"))) == listed(
        Profile(motives=("demarche",))
    )


def test_a_beginner_gets_first_steps_in_the_chosen_quarter() -> None:
    other = replace(FIRST, place_id=31, offer_id=310, yes=(FIRST.yes - {"zone:1"}) | {"zone:2"})
    levels = {"communication": "none", "content": "none"}
    found = answer(Profile(beginner=True, levels=levels, zone_ids=(1,)), [*TOWN, other])
    assert found.items[0].place_id == FIRST.place_id
    assert found.items[0].aim == "first_steps"
    assert 31 not in [one.place_id for one in found.items]


@pytest.mark.parametrize("step", ["awareness", "initiation", "support", "reinforced"])
def test_the_step_of_the_scale_that_is_wished_comes_first(step) -> None:
    steps = ("awareness", "initiation", "support", "reinforced")
    town = [offer(40 + at, TOOLS, f"intensity:{name}") for at, name in enumerate(steps)]
    found = answer(Profile(motives=("apprendre",), intensity=step), town)
    assert found.items[0].place_id == 40 + steps.index(step)
    assert Reason("intensity", (step,)) in found.items[0].reasons


def test_what_is_given_up_is_said_in_the_stated_order_and_the_need_is_unmet() -> None:
    profile = Profile(motives=("demarche",), zone_ids=(2,), languages=("ar",))
    found = answer(profile, [replace(DESK, yes=DESK.yes | {"language:ar"})])
    assert found.relaxed == (Relaxed(dimension="zone", any_of=("zone:2",)),)
    assert found.unmet
    assert Reason("without", ("zone", "zone:2")) in found.items[0].cautions
    kept = answer(replace(profile, relax=False), [DESK])
    assert (kept.items, kept.relaxed, kept.unmet) == ((), (), True)
    assert not answer(Profile(motives=("demarche",))).unmet


@pytest.mark.parametrize(
    ("said", "ages", "cautions"),
    [
        ("8-14", None, (Reason("ages", ("8", "14")),)),
        ("8-14", (9, 9), ()),
        ("8-14", (8, 14), ()),
        ("8-14", (12, 25), (Reason("ages", ("8", "14")),)),
        ("8-14", (26, 59), (Reason("closed_age", ("8", "14")),)),
        ("8-14", (0, 7), (Reason("closed_age", ("8", "14")),)),
        ("60-", None, (Reason("ages", ("60", "")),)),
        ("60-", (60, 120), ()),
        ("60-", (26, 59), (Reason("closed_age", ("60", "")),)),
        ("0-25", (60, 120), (Reason("closed_age", ("0", "25")),)),
        ("0-", None, ()),
    ],
)
def test_when_the_age_of_the_person_is_outside_it_is_said(said, ages, cautions) -> None:
    some = replace(DESK, yes=DESK.yes | {f"ages:{said}"})
    found = answer(Profile(motives=("demarche",), ages=ages), [some])
    assert found.items[0].cautions == cautions
    # A warning hides nothing and changes no rank: a band of ages is what filters.
    assert found.items[0].certain


def test_ages_go_from_the_first_to_the_last() -> None:
    with pytest.raises(ValueError, match="ages go"):
        Profile(ages=(14, 8))


def test_when_the_public_is_closed_to_the_person_it_is_said() -> None:
    women = offer(51, PROCEDURES, publics={"public:Femmes"})
    found = answer(Profile(motives=("demarche",), publics=("Seniors",)), [women])
    assert found.relaxed == (Relaxed(dimension="public", any_of=("public:Seniors",)),)
    assert found.items[0].cautions == (Reason("closed_public", ("Femmes",)),)
    unsaid = answer(Profile(motives=("demarche",)), [women])
    assert unsaid.items[0].cautions == (Reason("reserved", ("Femmes",)),)
    assert answer(Profile(motives=("demarche",)), [DESK]).items[0].cautions == ()


def test_what_is_doubtful_is_said_and_comes_after() -> None:
    maybe = replace(DESK, place_id=61, offer_id=610, unknown=frozenset({"language:*"}))
    sure = replace(DESK, place_id=62, offer_id=620, latitude=50.1, yes=DESK.yes | {"language:ar"})
    found = answer(Profile(motives=("demarche",), languages=("ar",), near=HERE), [maybe, sure])
    assert [(one.place_id, one.certain, one.unknown) for one in found.items] == [
        (62, True, ()),
        (61, False, ("language",)),
    ]


def test_reach_alone_and_with_somebody() -> None:
    far = replace(DESK, place_id=71, offer_id=710, latitude=50.011)  # 1,2 km: 24 minutes
    profile = Profile(motives=("demarche",), near=HERE, reach_min=10, accompanied_reach_min=30)
    found = answer(profile, [far, DESK])
    assert [(one.place_id, one.walk_min) for one in found.items] == [(4, 1), (71, 24)]
    assert codes(found.items[1].cautions) == ["accompanied"]
    alone = answer(replace(profile, accompanied_reach_min=None), [far, DESK])
    assert [one.place_id for one in alone.items] == [4]
    given_up = answer(replace(profile, accompanied_reach_min=None), [far])
    assert codes(given_up.items[0].cautions) == ["far"]


def test_who_asks() -> None:
    sheet = replace(DESK, place_id=81, offer_id=810, yes=DESK.yes - {"mobilise:person"})
    profile = Profile(motives=("demarche",), mobilised_by="person")
    assert listed(profile, [sheet, DESK]) == [4]
    by_professional = answer(replace(profile, mobilised_by="professional"), [sheet, DESK])
    assert {one.place_id for one in by_professional.items} == {4, 81}
    prescribed = next(one for one in by_professional.items if one.place_id == 81)
    assert codes(prescribed.cautions) == ["prescribed"]


def test_what_nobody_checked_for_a_year_is_told() -> None:
    old = replace(DESK, verified_on=date(2024, 1, 1))
    never = replace(DESK, place_id=91, offer_id=910, verified_on=None)
    found = answer(Profile(motives=("demarche",)), [never, old])
    assert [one.cautions for one in found.items] == [
        (Reason("old", ("2024-01-01",)),),
        (Reason("old"),),
    ]


def test_reading_and_a_child_to_look_after_weigh() -> None:
    reader = replace(DESK, place_id=95, offer_id=950, yes=DESK.yes | {"care:Illettrisme"})
    garden = replace(DESK, place_id=96, offer_id=960, yes=DESK.yes | {"childcare:yes"})
    town = [DESK, reader, garden]
    assert listed(Profile(motives=("demarche",), childcare=True), town)[0] == 96
    reading = Profile(motives=("demarche",), obstacles=frozenset({Obstacle.READING}))
    assert listed(reading, town)[0] == 95


def test_a_profile_that_says_nothing_still_finds_somebody() -> None:
    found = answer(Profile())
    assert found.aims == (("personal_help", ""), ("tools", ""))
    assert found.items


def test_the_list_is_cut_by_aim_then_in_all() -> None:
    town = [replace(DESK, place_id=100 + n, offer_id=1000 + n) for n in range(9)] + [CV]
    profile = Profile(motives=("demarche", "emploi"), per_aim=3)
    assert listed(profile, town) == [100, 101, 102, CV.place_id]
    assert listed(replace(profile, limit=2), town) == [100, 101]
    found = answer(profile, town)
    assert (found.n_certain, found.n_unknown) == (10, 0)


def test_a_city_may_have_a_table_of_its_own() -> None:
    aims = (*TABLE.aims, Aim(code="loan_only", any_of=("use:loan",)))
    table = Table(aims=aims, lines=(Line("motive:ecole", ("loan_only",), "the city, 2026"),))
    found = rank(
        Profile(motives=("ecole",)), Index.build(TOWN), now=NOW, availability={}, table=table
    )
    assert [one.place_id for one in found.items] == [LOAN.place_id]


def test_a_table_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="does not have: nowhere"):
        Table(lines=(Line("motive:ecole", ("nowhere",), "a mistake"),))
    with pytest.raises(ValueError, match="add up"):
        Table(preferences=(Preference("too_much", 2000, (FREE,)),))


def test_every_line_says_where_it_comes_from_and_no_aim_is_idle() -> None:
    assert all(line.source for line in TABLE.lines)
    reached = {code for line in TABLE.lines for code in line.aims} | set(TABLE.otherwise)
    assert {aim.code for aim in TABLE.aims} == reached
    assert len({aim.code for aim in TABLE.aims}) == len(TABLE.aims)


def test_what_is_sought_is_said_once() -> None:
    both = Profile(motives=("argent", "demarche"))
    assert [one.aim.code for one in sought_by(both, TABLE)] == ["procedures"]


@pytest.mark.parametrize(
    "wrong", [{"walk_km_h": 0}, {"reach_min": -1}, {"limit": 0}, {"per_aim": 0}]
)
def test_a_profile_that_makes_no_sense_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"walk|least"):
        Profile(**wrong)


def test_a_course_does_not_receive_for_a_question_nor_a_session_for_who_joins_a_course() -> None:
    soon = NOW + timedelta(hours=2)
    course, session = Moment(starts_at=soon, course=True), Moment(starts_at=soon)
    for moment, desk, first in ((course, None, course), (session, session, None)):
        at = {DESK.place_id: [moment], FIRST.place_id: [moment]}
        helped = answer(Profile(motives=("demarche",)), [DESK], at).items[0]
        started = answer(Profile(beginner=True), [FIRST], at).items[0]
        assert (helped.next, started.next) == (desk, first)
        # Counted in the points only where it receives.
        assert (helped.points > answer(Profile(motives=("demarche",)), [DESK]).items[0].points) == (
            desk is not None
        )
        assert (started.points > answer(Profile(beginner=True), [FIRST]).items[0].points) == (
            first is not None
        )


def test_a_moment_receives_for_what_it_serves() -> None:
    letters = Moment(starts_at=NOW + timedelta(hours=2), serves=("use:letter_writing",))
    found = answer(Profile(motives=("demarche",)), [DESK], {DESK.place_id: [letters]})
    assert found.items[0].next is None


def test_who_goes_on_may_join_what_is_for_beginners_and_others() -> None:
    for_all = replace(MAIL, place_id=97, offer_id=970, yes=MAIL.yes | {"level:grand_debutant"})
    only_first = replace(FIRST, place_id=98, offer_id=980, text="Le mail, pour commencer")
    profile = Profile(levels={"communication": "basic", "content": "above_basic"})
    assert listed(profile, [for_all, only_first]) == [97]


def test_who_starts_from_nothing_is_sent_to_a_first_step_not_to_an_area() -> None:
    levels = dict.fromkeys(
        ("information", "communication", "content", "problems", "safety"), "none"
    )
    sought = [one.aim.code for one in sought_by(Profile(beginner=True, levels=levels), TABLE)]
    assert sought == ["first_steps", "tools", "safety"]
