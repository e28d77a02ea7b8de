"""From what was said on a page to the profile that the core ranks for. Nothing says who."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from maillage.apps.directory.queries import Zones, need_by_code
from maillage.apps.directory.queries.ages import AGE_BANDS
from maillage.apps.orientation.queries.answers import Everything
from maillage.apps.orientation.queries.profile import skills_of
from maillage.core.orientation import Profile
from maillage.core.skills import AREA_OF_USE, Answer, Area, AreaLevel, Obstacle, Use
from maillage.core.standard import Frais, PriseEnCharge, PublicSpecifique

FREE = (str(Frais.GRATUIT), str(Frais.GRATUIT_SOUS_CONDITION))
# From the public that a person names to the band of ages of offers.
AGE_OF_PUBLIC = {str(PublicSpecifique.JEUNES): "jeunes", str(PublicSpecifique.SENIORS): "seniors"}
AGES_OF_BAND = {code: (first, last) for code, _words, first, last in AGE_BANDS}
# When one may come: words of the form, and the hour that is looked at.
HALF_DAYS = {"matin": time(10), "apres-midi": time(15), "soir": time(18, 30)}
# Whose evening is the deadline when only a day is known.
END_OF_DAY = time(18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a professional says of somebody on one page: needs, never why, never who."""

    need: str = ""
    zone: str = ""
    obstacles: frozenset[Obstacle] = frozenset()
    language: str = ""
    care: tuple[str, ...] = ()
    wheelchair: bool = False
    public: str = ""
    age: str = ""  # code of a band of ages
    free: bool = False
    reach_min: int | None = None
    accompanied_reach_min: int | None = None
    when: str = ""  # a key of HALF_DAYS, "" for any
    before: date | None = None
    beginner: bool = False
    complex: bool = False
    childcare: bool = False
    intensity: str = ""
    by_professional: bool = False


def profile_of_answers(answers: Everything, zones: Zones) -> Profile:
    """Return the profile of who answered the questions."""
    short = answers.short
    levels = _levels(answers)
    start = not levels or all(level == AreaLevel.NONE for level in levels.values())
    lacking = any(level != AreaLevel.ABOVE for level in levels.values())
    zone_ids, near = where_named(short.zone, zones)
    return Profile(
        motives=(short.motive,) if short.motive in need_by_code() else (),
        levels=levels,
        beginner=start and (lacking or not short.connected),
        no_benefit=short.lacks_benefit,
        not_connected=not short.connected,
        obstacles=short.obstacles,
        languages=(short.language,) if short.language else (),
        zone_ids=zone_ids,
        near=near,
        mobilised_by="person",
    )


def _levels(answers: Everything) -> dict[str, str]:
    """Return what is known of each area: by the 31 activities, else by the uses.

    Who does otherwise, and does not wish to learn, is not sent to learn.
    """
    skills = skills_of(answers)
    if skills is not None and skills.areas:
        return {each.area.value: each.level.value for each in skills.areas}
    short, found = answers.short, {}
    for use in Use:
        answer, area = short.uses.get(use, Answer.PASS), AREA_OF_USE[use].value
        if answer is Answer.YES:
            found[area] = AreaLevel.ABOVE.value
        elif answer is Answer.WITH_HELP:
            found[area] = AreaLevel.BASIC.value
        elif answer is Answer.NO and use in short.wishes:
            found[area] = AreaLevel.NONE.value
    return found


def profile_of_asked(asked: Asked, zones: Zones, *, now: datetime) -> Profile:
    """Return the profile of somebody for whom a professional asks; `now` is naive, local."""
    zone_ids, near = where_named(asked.zone, zones)
    levels: dict[str, str] = {}
    if asked.beginner:
        levels = {area.value: AreaLevel.NONE.value for area in (Area.COMMUNICATION, Area.CONTENT)}
    band = asked.age or AGE_OF_PUBLIC.get(asked.public, "")
    return Profile(
        motives=(asked.need,) if asked.need else (),
        complex=asked.complex,
        levels=levels,
        beginner=asked.beginner,
        obstacles=asked.obstacles,
        languages=(asked.language,) if asked.language else (),
        care=asked.care,
        accessible=("wheelchair",) if asked.wheelchair else (),
        publics=(asked.public,) if asked.public else (),
        age_band=band,
        ages=AGES_OF_BAND.get(band),
        costs=FREE if asked.free else (),
        # With a distance, the quarter is where one starts from; without, where one looks.
        zone_ids=() if asked.reach_min is not None and near else zone_ids,
        near=near,
        reach_min=asked.reach_min,
        accompanied_reach_min=asked.accompanied_reach_min,
        open_at=_open_at(asked.when, now),
        before=None if asked.before is None else _deadline(asked.before, now),
        mobilised_by="professional" if asked.by_professional else "person",
        intensity=asked.intensity,
        childcare=asked.childcare,
    )


def where_named(words: str, zones: Zones) -> tuple[tuple[int, ...], tuple[float, float] | None]:
    """Return the zones that words name, and the middle of the first."""
    found = zones.named(words) if words else ()
    if not found:
        return (), None
    first = found[0]
    near = None
    if first.latitude is not None and first.longitude is not None:
        near = (first.latitude, first.longitude)
    return (first.id,), near


def _open_at(when: str, now: datetime) -> datetime | None:
    """Return the next such half day of the week, from now on."""
    if when not in HALF_DAYS:
        return None
    at = datetime.combine(now.date(), HALF_DAYS[when])
    while at < now or at.weekday() >= 5:
        at += timedelta(days=1)
    return at


def _deadline(day: date, now: datetime) -> datetime:
    return max(datetime.combine(day, END_OF_DAY), now)


CARES = tuple(
    str(care)
    for care in PriseEnCharge
    if care
    not in (PriseEnCharge.LANGUES_ETRANGERES_ANGLAIS, PriseEnCharge.LANGUES_ETRANGERES_AUTRES)
)
PUBLICS = tuple(str(public) for public in PublicSpecifique)
