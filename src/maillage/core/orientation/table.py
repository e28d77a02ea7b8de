"""What leads to what, what is required, what counts for how much: all that is choice.

Read from top to bottom: what a person says (`LINES`) leads to aims, best first; an aim (`AIMS`) is
answered by services of the national standard and words of ours; what a person needs (`FILTERS`) is
required, and given up in the order of core.search.RELAXATION when nothing fits; the rest
(`PREFERENCES`, and the steps after it) counts. A city may give a table of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from maillage.core.standard import Frais, ModaliteAccompagnement, PriseEnCharge, Service

PROCEDURES = f"service:{Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES}"
TOOLS = f"service:{Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN}"
EMPLOYMENT = f"service:{Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE}"
SAFETY = f"service:{Service.UTILISATION_SECURISEE_DU_NUMERIQUE}"
PARENTING = f"service:{Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE}"
CREATION = f"service:{Service.LOISIRS_ET_CREATIONS_NUMERIQUES}"
CULTURE = f"service:{Service.COMPREHENSION_DU_MONDE_NUMERIQUE}"
ACCESS = f"service:{Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE}"
PURCHASE = f"service:{Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE}"
ALONE_WITH = f"help:{ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL}"
IN_GROUP = f"help:{ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF}"
REMOTELY = f"help:{ModaliteAccompagnement.A_DISTANCE}"
FREE = f"cost:{Frais.GRATUIT}"

# From what age to what age, as an offer says it: "ages:8-14", "ages:60-" from 60 on.
AGES = "ages"

# Somebody helps: not a computer that one is left alone with (ORI-13). Only what sources say of each
# offer: a feature that is often unknown would let doubt in.
HELPED = (ALONE_WITH, IN_GROUP, REMOTELY, "use:personal_help")
# For those who know nothing, and for them only: who goes on is not sent there (ORI-12).
FIRST_ONLY = ("level:grand_debutant",)
GOES_ON = ("level:debutant", "level:intermediaire", "level:avance")
STARTS = (
    "level:grand_debutant", "level:debutant", "intensity:initiation", "use:beginner_workshops",
)  # fmt: skip
SOFTWARE_WORDS = (
    "word:bureautique", "word:tableur", "word:logiciel", "word:cv", "word:word", "word:excel",
)  # fmt: skip
# A course is joined; a session is for today's question (ORI-20).
COURSE = (IN_GROUP, "use:beginner_workshops")
SESSION = (ALONE_WITH, REMOTELY, "use:personal_help", "use:procedures", "use:letter_writing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What would answer, as features of offers ("word:cv": the text says it).

    any_of : one of them at least, for sure
    maybe : perhaps, when none of any_of is known; not when one of `unless` is true
    groups : and one of each of these groups
    not_if : not when one of these is true, except when one of `except_if` is
    """

    code: str
    any_of: tuple[str, ...]
    maybe: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    not_if: tuple[str, ...] = ()
    except_if: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody says, the aims that it leads to, best first, and where that comes from."""

    when: str
    aims: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A field of the profile that is required: what it wants of an offer, and what it is called.

    dimension : under which name of RELAXATION it is given up
    each : all values are wanted, else one of them
    """

    field: str
    dimension: str
    pattern: str
    each: bool = False


@dataclass(frozen=True, slots=True)
class Preference:
    """Points for an offer that has one of these features; `when` a trait is there, "" always."""

    code: str
    points: int
    any_of: tuple[str, ...]
    when: str = ""


AIMS: tuple[Aim, ...] = (
    Aim(code="procedures", any_of=(PROCEDURES, "use:procedures")),
    Aim(code="procedures_helped", any_of=(PROCEDURES, "use:procedures"), groups=(HELPED,)),
    Aim(code="letters", any_of=("use:letter_writing",), maybe=(PROCEDURES, "mode:for")),
    Aim(code="equipment", any_of=("use:loan", "use:sale", PURCHASE), maybe=("use:refurbishing",)),
    Aim(code="free_access", any_of=(ACCESS, "use:free_access", "equipment:computer")),
    Aim(code="connection", any_of=("wifi_public:yes", ACCESS, "use:free_access", "use:top_ups")),
    Aim(code="social_tariff", any_of=("use:top_ups", "use:sale", PURCHASE)),
    Aim(code="parents_space", any_of=("theme:parenting", "programme:espaces-parents")),
    Aim(code="parents", any_of=(PARENTING,)),
    Aim(code="employment", any_of=(EMPLOYMENT, "theme:employment")),
    Aim(code="first_steps", any_of=(TOOLS, "use:beginner_workshops"), groups=(STARTS,)),
    Aim(code="tools", any_of=(TOOLS,)),
    Aim(code="go_on", any_of=(TOOLS,), not_if=FIRST_ONLY, except_if=GOES_ON),
    Aim(
        code="messages",
        any_of=("word:mail", "word:courriel", "word:message", "word:messagerie"),
        groups=((TOOLS, "use:beginner_workshops", "use:personal_help"),),
        not_if=FIRST_ONLY,
        except_if=GOES_ON,
    ),
    Aim(
        code="software",
        any_of=SOFTWARE_WORDS,
        maybe=(TOOLS,),
        unless=("word:mail", "word:courriel", "word:message", "word:smartphone", "word:photo"),
        groups=((TOOLS, EMPLOYMENT, "use:personal_help"),),
        not_if=FIRST_ONLY,
        except_if=GOES_ON,
    ),
    Aim(code="safety", any_of=(SAFETY,), maybe=(CULTURE,)),
    Aim(code="culture", any_of=(CULTURE, CREATION)),
    Aim(code="personal_help", any_of=("use:personal_help", ALONE_WITH)),
)

_METHODS = "methods.md 1.7, table of findings"
# In the order in which they are read: the first aims are the first suggestions.
LINES: tuple[Line, ...] = (
    # Equipment or connection lacking: access offers first.
    Line("obstacle:no_computer", ("equipment", "free_access"), f"{_METHODS}; ORI-26"),
    Line("obstacle:no_phone", ("equipment", "free_access"), f"{_METHODS}; ORI-26"),
    Line("obstacle:no_connection", ("connection", "social_tariff"), f"{_METHODS}; ORI-26"),
    # What the person would like to do.
    Line("motive:ecole", ("parents_space", "parents"), f"{_METHODS}; ORI-11"),
    Line("motive:emploi", ("employment",), _METHODS),
    Line("motive:demarche", ("procedures",), _METHODS),
    Line("motive:argent", ("procedures",), f"{_METHODS}: urgent procedure"),
    Line("motive:logement", ("procedures",), _METHODS),
    Line("motive:sante", ("procedures",), _METHODS),
    Line("motive:courrier", ("letters", "procedures"), "ledger CEN-18, ORI-20"),
    Line("motive:ordinateur", ("free_access",), _METHODS),
    Line("motive:internet", ("connection", "free_access"), _METHODS),
    Line("motive:telephone", ("first_steps", "tools"), _METHODS),
    Line("motive:mail", ("messages", "tools"), _METHODS),
    Line("motive:apprendre", ("tools", "culture"), _METHODS),
    Line("motive:arnaques", ("safety",), _METHODS),
    Line("motive:accompagnement", ("personal_help",), "ledger ORI-35"),
    Line("motive:acheter", ("equipment", "social_tariff"), _METHODS),
    Line("motive:emprunter", ("equipment",), _METHODS),
    # Two profiles that a count of users confounds.
    Line("not_connected", ("free_access", "first_steps"), "ledger ORI-17"),
    Line("no_benefit", ("procedures_helped", "personal_help"), "ledger ORI-17, ORI-18"),
    # Money and know-how call for different offers.
    Line("obstacle:money", ("social_tariff", "equipment"), "ledger ORI-35"),
    Line("beginner", ("first_steps", "tools"), f"{_METHODS}; ORI-01"),
    Line("area:information", ("go_on",), _METHODS),
    Line("area:communication", ("messages", "go_on"), f"{_METHODS}; ORI-12"),
    Line("area:content", ("software",), f"{_METHODS}; ORI-12"),
    Line("area:problems", ("go_on",), _METHODS),
    Line("area:safety", ("safety",), f"{_METHODS}: Utilisation sécurisée"),
    Line("obstacle:know_how", ("personal_help",), "ledger ORI-35"),
    Line("obstacle:confidence", ("personal_help",), "ledger ORI-21"),
    Line("obstacle:reading", ("letters", "personal_help"), "ledger ORI-36"),
    Line("urgent", ("procedures",), f"{_METHODS}: urgent procedure"),
)
# Who starts from nothing is not sent to an area: to a first step, and safety comes with it.
AREAS_OF_BEGINNERS = frozenset({"area:information", "area:communication", "area:content",
                                "area:problems"})  # fmt: skip
# A complex procedure is not done alone (ORI-13).
WHEN_COMPLEX: Mapping[str, str] = {"procedures": "procedures_helped"}
# What is never looked for alone: added when nothing else leads anywhere.
OTHERWISE = ("personal_help", "tools")

FILTERS: tuple[Filter, ...] = (
    Filter("zone_ids", "zone", "zone:{}"),
    Filter("programmes", "programme", "programme:{}"),
    Filter("mobilised_by", "access", "mobilise:{}"),
    Filter("languages", "language", "language:{}"),
    Filter("publics", "public", "public:{}"),
    Filter("age_band", "public", "age:{}"),
    Filter("care", "care", "care:{}", each=True),
    # Given up last but one, and said: somebody may still come to the person, or answer by phone.
    Filter("accessible", "care", "{}:yes", each=True),
    Filter("costs", "cost", "cost:{}"),
)
# Speaking it needs nothing of a place.
SPOKEN_EVERYWHERE = "fr"

PREFERENCES: tuple[Preference, ...] = (
    Preference("intensity", 80, ("intensity:awareness",), "intensity:awareness"),
    Preference("intensity", 80, ("intensity:initiation",), "intensity:initiation"),
    Preference("intensity", 80, ("intensity:support",), "intensity:support"),
    Preference("intensity", 80, ("intensity:reinforced",), "intensity:reinforced"),
    Preference("childcare", 60, ("childcare:yes",), "childcare"),
    Preference("first_time", 40, ("level:grand_debutant", "intensity:initiation"), "beginner"),
    Preference("alone_with", 30, (ALONE_WITH, "use:personal_help"), "obstacle:confidence"),
    Preference("reading", 40, (f"care:{PriseEnCharge.ILLETTRISME}", "use:letter_writing"),
               "obstacle:reading"),
    Preference("other_languages", 40, (f"care:{PriseEnCharge.LANGUES_ETRANGERES_AUTRES}",
               "theme:french"), "obstacle:language"),
    Preference("free", 40, (FREE,), "obstacle:money"),
    Preference("free", 10, (FREE,)),
    Preference("walk_in", 30, ("access:walk_in",), "obstacle:time"),
    Preference("walk_in", 15, ("access:walk_in",)),
    Preference("with_you", 10, ("mode:with",)),
    Preference("for_you", 30, ("mode:for",), "obstacle:reading"),
)  # fmt: skip

# Each: at most so many, then so many points. The first that holds counts.
WALK_MIN = ((5, 60), (10, 45), (15, 30), (20, 20), (30, 10))
NEXT_DAYS = ((2, 30), (7, 20), (14, 10))
CHECKED_DAYS = ((92, 30), (183, 20), (365, 10))
# Within what one walks alone, when more is possible with somebody.
ALONE_POINTS = 20
# What was checked before that is told as such.
OLD_DAYS = 365
# The key of the order holds points up to this.
MOST_POINTS = 1023


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All of the above in one value: what `rank` reads."""

    aims: tuple[Aim, ...] = AIMS
    lines: tuple[Line, ...] = LINES
    filters: tuple[Filter, ...] = FILTERS
    preferences: tuple[Preference, ...] = PREFERENCES
    otherwise: tuple[str, ...] = OTHERWISE
    by_code: Mapping[str, Aim] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {aim.code: aim for aim in self.aims}
        named = {code for line in self.lines for code in line.aims} | set(self.otherwise)
        if missing := sorted(named - set(by_code)):
            raise ValueError(f"the table names aims that it does not have: {', '.join(missing)}")
        bands = (WALK_MIN, NEXT_DAYS, CHECKED_DAYS)
        most = sum(max(points for _, points in band) for band in bands) + ALONE_POINTS
        most += sum(preference.points for preference in self.preferences)
        if most > MOST_POINTS or any(preference.points < 0 for preference in self.preferences):
            raise ValueError(f"points are >= 0 and add up to {MOST_POINTS} at most, not {most}")
        object.__setattr__(self, "by_code", by_code)


TABLE = Table()
