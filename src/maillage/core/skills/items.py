"""The activities that the two editions of Eurostat's indicator ask about, as data.

A code is the variable of the European survey where it is known; where the first edition has no
known variable, the code is ours, in small letters. An activity that both editions ask about has
one code, so that answers given once serve both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Answer(StrEnum):
    """What a person says of an activity. Only `YES` counts for a published level."""

    YES = "yes"
    WITH_HELP = "with_help"
    NO = "no"
    PASS = "pass"


class LastUse(StrEnum):
    """When the person last used the internet; from the most recent to never."""

    THREE_MONTHS = "three_months"
    YEAR = "year"
    LONGER = "longer"
    NEVER = "never"


class Area(StrEnum):
    """A domain of skills. `SAFETY` exists since 2021 only."""

    INFORMATION = "information"
    COMMUNICATION = "communication"
    CONTENT = "content"  # "software" in the first edition
    PROBLEMS = "problems"
    SAFETY = "safety"


@dataclass(frozen=True)
class Item:
    """One activity: its code, its domain, over how many months, the variables it gathers."""

    code: str
    area: Area
    months: int = 3
    variables: tuple[str, ...] = ()
    list_b: bool = False  # first edition: the harder of the two lists of a domain


def _of(area: Area, *codes: str, list_b: bool = False) -> tuple[Item, ...]:
    return tuple(
        Item(code, area, MONTHS.get(code, 3), VARIABLES.get(code, (code,)), list_b)
        for code in codes
    )


# Bought online: within twelve months. Everything else is of the last three.
MONTHS: Mapping[str, int] = MappingProxyType({"IBUY": 12})
# Items that gather several answers of the survey: one of them is enough.
VARIABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"TIC": ("TICCSFOI", "TICIDIS", "TICNIDIS"), "IUOL": ("IUOLC", "IUOLM")}
)

VERSION_2021 = "DSI 2.0"
# Vuorikari et al. 2022 (doi 10.2760/897803) and the public script of its analyst: methods.md 1.2.
ITEMS_2021: tuple[Item, ...] = (
    *_of(Area.INFORMATION, "IUIF", "IHIF", "IUNW1", "TIC", "TICXND"),
    *_of(Area.COMMUNICATION, "IUEM", "IUPH1", "IUCHAT1", "IUSNET", "IUPOL2", "IUVOTE"),
    *_of(Area.CONTENT, "CWRD1", "CXLS1", "CEPVA1", "CXFER1", "CPRES2", "CXLSADV1", "CPRG2"),
    *_of(Area.SAFETY, "MAPS_RPS", "MAPS_RRGL", "MAPS_LAP", "MAPS_RAAD", "MAPS_CWSC", "PCOOK1"),
    *_of(Area.PROBLEMS, "CINSAPP1", "CCONF1", "IBUY", "IUSELL", "IUOL", "IUBK", "IUJOB"),
)
# The survey makes these two exclusive: ticked together they are one activity.
ONE_OF_THE_TWO = ("TIC", "TICXND")

VERSION_2015 = "DSI 2015-2019"
# Structure from the metadata of isoc_sk_dskl_i; wording of the items to be confirmed: methods 1.3.
ITEMS_2015: tuple[Item, ...] = (
    *_of(Area.INFORMATION, "CXFER1", "storage", "authorities", "IUIF", "IHIF"),
    *_of(Area.COMMUNICATION, "IUEM", "IUSNET", "IUPH1", "upload"),
    *_of(Area.PROBLEMS, "devices", "CINSAPP1", "CCONF1"),
    *_of(Area.PROBLEMS, "IBUY", "IUSELL", "IUOL", "IUBK", list_b=True),
    *_of(Area.CONTENT, "CWRD1", "CXLS1", "CEPVA1"),
    *_of(Area.CONTENT, "CPRES2", "CXLSADV1", "CPRG2", list_b=True),
)
# Asked by the first edition only.
ONLY_2015 = ("storage", "authorities", "upload", "devices")

KNOWN = frozenset(item.code for item in (*ITEMS_2021, *ITEMS_2015))

Answers = Mapping[str, Answer]


def read_answers(answers: Mapping[str, str]) -> dict[str, Answer]:
    """Answers by code, as `Answer`; what was passed is left out, for it says as little as nothing.

    Raises
    ------
    ValueError
        A code that neither edition has, or a word that is not an answer.
    """
    unknown = sorted(set(answers) - KNOWN)
    if unknown:
        raise ValueError(f"no such item: {', '.join(unknown)}")
    read = {code: Answer(answer) for code, answer in answers.items()}
    return {code: answer for code, answer in read.items() if answer is not Answer.PASS}
