"""Types of what comes in and of what goes out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic.types import StringConstraints
from pydantic_core import CoreSchema, core_schema

# PostgreSQL keeps no NUL, and no other control character is ever typed by a person.
PLAIN = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"
ONE_LINE = r"^[^\u0000-\u001f\u007f]*$"


class In(BaseModel):
    """What a program sends: nothing unknown, nothing converted, no number that is not finite."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Out(BaseModel):
    """What we answer, read from the attributes of a record; what is unknown is null."""

    model_config = ConfigDict(
        from_attributes=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class OneOf:
    """One of these words, for Annotated[str, OneOf(words)]: a list that is known when we start."""

    def __init__(self, words: Iterable[object]) -> None:
        self.words = [str(word) for word in words]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.literal_schema(self.words)


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


# "" in the base is what nobody said.
Text = Annotated[str | None, BeforeValidator(lambda value: value or None)]
Line = Annotated[str, StringConstraints(pattern=ONE_LINE)]
Item = TypeVar("Item")
Several = Annotated[list[Item], Field(max_length=40)] | None
_MomentText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Moment = Annotated[AwareDatetime, PlainSerializer(_utc, return_type=_MomentText)]


def page_url(request: HttpRequest, **changed: str) -> str:
    """Return the whole address of this request with some parameters changed."""
    asked = {name: values for name, values in request.GET.lists() if name not in changed}
    asked |= {name: [value] for name, value in changed.items()}
    return request.build_absolute_uri(f"{request.path}?{urlencode(asked, doseq=True)}")
