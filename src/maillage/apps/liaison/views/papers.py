"""The paper of a person: in their language, and in French beside it when that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from maillage.apps.agenda.queries.notices import in_language
from maillage.apps.liaison.queries.codes import answer_code_of, code_of
from maillage.apps.liaison.views.faces import SheetFace, face_of
from maillage.apps.liaison.views.qr import Qr, is_large, other_size, qr_of, with_asked
from maillage.web.languages import SOURCE, Language, current, said_in


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper in one language; the square, which opens the page in it, stands on the first."""

    language: Language
    it: SheetFace
    qr: Qr | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """All that liaison/paper.html and liaison/my_paper.html may use."""

    papers: Sequence[Paper]
    code: str
    spelled: str
    answer_code: str
    answer_address: str
    back_url: str
    large: bool
    two: bool
    # The same paper in the other size; in one language, in two, in French: "" for that shown.
    size_url: str
    own_url: str
    two_url: str
    french_url: str


def paper_page(
    request: HttpRequest, sending: Any, *, back_url: str, language: Language
) -> PaperPage:
    """Return all that the paper says in a language, with its codes; in large print when asked."""
    sheet = sending.sheet
    code = code_of(sheet)
    asks_two = request.GET.get("deux") == "1" and not language.is_french
    asks_french = request.GET.get("francais") == "1" and not asks_two
    codes = [SOURCE] if asks_french else [language.code, SOURCE] if asks_two else [language.code]
    return PaperPage(
        papers=[_paper(sending, one, code, first=one == codes[0]) for one in codes],
        code=code,
        spelled=", ".join(code.replace("-", "")),
        answer_code=answer_code_of(sheet.pk, sending.number),
        answer_address=shown_address(reverse("liaison:answer_code")),
        back_url=back_url,
        large=is_large(request),
        two=asks_two,
        size_url=other_size(request),
        own_url=with_asked(request, deux="", francais="") if asks_two or asks_french else "",
        two_url="" if asks_two or language.is_french else with_asked(request, deux="1"),
        french_url=""
        if asks_french or language.is_french
        else with_asked(request, deux="", francais="1"),
    )


def language_of(sheet: Any) -> Language:
    """Return the language in which to write to a person: that of their sheet, else French."""
    with in_language(sheet.language):
        return current()


def shown_address(path: str) -> str:
    """Return an address as it is printed, without https://; "" when the site knows none."""
    if not settings.SITE_URL:
        return ""
    shown: str = f"{settings.SITE_URL}{path}".split("//", 1)[-1]
    return shown


def _paper(sending: Any, code: str, secret: str, *, first: bool) -> Paper:
    # `said_in` also lets the template say what is left, between its {% language %} tags.
    with said_in(code) as language:
        qr = qr_of(secret, language=language) if first else None
        return Paper(language, face_of(sending, with_steps=False), qr)
