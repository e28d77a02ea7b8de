"""The kit of the API: what every address of it shares. Applications bring routers (api.py)."""

from maillage.web.api.answers import answer, etag_of, require_match
from maillage.web.api.base import Api, Caller, Jeton, caller_of, make_api, served_scopes
from maillage.web.api.limits import forget_counts
from maillage.web.api.problems import (
    BodyTooLong,
    ConditionMissing,
    CursorWrong,
    Gone,
    NamedNothing,
    NamedSeveral,
    ParametersWrong,
    ScopeMissing,
    TooManyRequests,
    WrongValue,
)
from maillage.web.api.words import (
    ONE_LINE,
    PLAIN,
    In,
    Line,
    Moment,
    OneOf,
    Out,
    Several,
    Text,
    page_url,
)

__all__ = [
    "ONE_LINE",
    "PLAIN",
    "Api",
    "BodyTooLong",
    "Caller",
    "ConditionMissing",
    "CursorWrong",
    "Gone",
    "In",
    "Jeton",
    "Line",
    "Moment",
    "NamedNothing",
    "NamedSeveral",
    "OneOf",
    "Out",
    "ParametersWrong",
    "ScopeMissing",
    "Several",
    "Text",
    "TooManyRequests",
    "WrongValue",
    "answer",
    "caller_of",
    "etag_of",
    "forget_counts",
    "make_api",
    "page_url",
    "require_match",
    "served_scopes",
]
