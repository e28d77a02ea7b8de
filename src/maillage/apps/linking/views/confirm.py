"""The page that asks before something is undone."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """All that linking/confirm.html may use."""

    title: str
    over: str
    said: Sequence[str]
    button: str
    cancel_url: str
