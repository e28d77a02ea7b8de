"""What opens a sheet without an account: drawn from the key of the site, never kept.

The same sheet always has the same code, the same sending the same link: they can be printed again.
Whoever reads the base alone can make none of them.
"""

import base64
import re
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from maillage.apps.liaison.errors import CodeUnknown, LinkOver
from maillage.apps.liaison.models import LIVE, Path, Sending, Sheet, State
from maillage.web import codes

_REFERENCE = re.compile(r"[FP]\s*-?\s*(\d{4})\s*-?\s*(\d{1,12})", re.IGNORECASE)


def code_of(it: Sheet | Path) -> str:
    """Return the code of a sheet or of a path: for the person."""
    purpose = "path" if isinstance(it, Path) else "sheet"
    return codes.code_of(f"{it.pk}.{it.n_codes}", purpose=purpose)


def digest_of_code(code: str, *, path: bool = False) -> str:
    """Return what the base keeps of the code of a sheet, or of a path."""
    return codes.code_digest(code, purpose="path" if path else "sheet")


def link_of(sheet: int, number: int) -> str:
    """Return the secret part of the link of a sending: 43 signs."""
    drawn = salted_hmac("maillage.sheet.link", f"{sheet}.{number}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=")


def link_digest(token: str) -> str:
    """Return what the base keeps of a link."""
    return salted_hmac("maillage.sheet.link.digest", token, algorithm="sha256").hexdigest()


def answer_code_of(sheet: int, number: int) -> str:
    """Return the code by which a place answers a paper."""
    return codes.code_of(f"{sheet}.{number}", purpose="sheet.answer")


def answer_digest(code: str) -> str:
    """Return what the base keeps of the code of an answer."""
    return codes.code_digest(code, purpose="sheet.answer")


def once_digest(once: str) -> str:
    """Return what the base keeps of a form drawn once."""
    return salted_hmac("maillage.sheet.form", once, algorithm="sha256").hexdigest()


# ---------------------------------------------------------------- what they open


def sending_rows() -> QuerySet[Sending]:
    """Return sendings with all that a page about one says, in one query."""
    return Sending.objects.select_related(
        "sheet__organisation", "sheet__made_by", "place__joined_to", "place__organisation",
        "offer", "consent", "organisation",
    )  # fmt: skip


def find_sheet(code: str) -> Sheet | None:
    """Return the sheet that a code opens for the person, None when it opens none."""
    rows = Sheet.objects.select_related("organisation", "made_by")
    return rows.filter(code_digest=digest_of_code(code)).first()


def find_path(code: str) -> Path | None:
    """Return the path that a code opens, None when it opens none."""
    rows = Path.objects.select_related("organisation", "made_by")
    return rows.filter(code_digest=digest_of_code(code, path=True)).first()


def sending_of_link(token: str) -> Sending:
    """Return the sending that a link opens. Raises LinkOver when it opens nothing any more.

    A sheet that went elsewhere, or that was erased, is nobody’s business here.
    """
    found = sending_rows().filter(link_digest=link_digest(token)).first() if token else None
    if found is None or not may_still_open(found):
        raise LinkOver
    return found


def sending_of_code(code: str) -> Sending:
    """Return the sending that the code of a paper opens. Raises CodeUnknown."""
    return sending_of_digest(answer_digest(code))


def sending_of_digest(digest: str) -> Sending:
    """Return the sending of a code, by what the base keeps of it. Raises CodeUnknown."""
    found = sending_rows().filter(answer_digest=digest).first() if digest else None
    if found is None or not may_still_open(found):
        raise CodeUnknown
    return found


def may_still_open(sending: Sending) -> bool:
    """Tell whether a place may open its page: live, or just ended by its own answer."""
    return sending.sheet.erased_at is None and (
        sending.state in LIVE or sending.state in (State.DONE, State.REFUSED)
    )


def number_in_reference(typed: str) -> int | None:
    """Return the number that a reference holds ("f 2026 0418"), None for what is none."""
    found = _REFERENCE.fullmatch(typed.strip())
    return int(found[2]) if found else None


def seen_mark(sending: Any) -> str:
    """Return what a form holds of the state that it shows: another state makes it stale."""
    return f"{sending.state}-{int(sending.state_at.timestamp() * 1_000_000)}"
