"""What the API refuses, in plain words: problem documents (RFC 9457), never a page.

Each refusal has a code that does not change; programs read the code, people read the sentence.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field

from maillage.web.errors import DomainError, problem

UNREADABLE = gettext_lazy("La demande ne peut pas être lue")
REFUSED = gettext_lazy("La clé n’ouvre pas cela")


@dataclass(frozen=True, slots=True)
class WrongValue:
    """One value that cannot be read: where it is ("query.limit"), and what is wrong with it."""

    where: str
    message: str


class ApiAddressUnknown(DomainError):
    """Nothing at this address of the API."""

    code = "api_address_unknown"
    message = gettext_lazy(
        "Rien à cette adresse. La liste des adresses est dans /api/v1/openapi.json."
    )
    status = 404
    title = gettext_lazy("Cette adresse n’existe pas")


class MethodRefused(DomainError):
    """The address exists, and does not do this."""

    code = "api_method"
    message = gettext_lazy("Cette adresse accepte {allowed}.")
    status = 405
    title = gettext_lazy("Cette adresse ne fait pas cela")


class FormatRefused(DomainError):
    """The program asks for something else than JSON."""

    code = "api_format"
    message = gettext_lazy("Nous répondons en JSON : demandez application/json dans Accept.")
    status = 406
    title = gettext_lazy("Nous n’écrivons pas ce format")


class BodyTooLong(DomainError):
    """The body is longer than anything that we would read."""

    code = "api_body_too_long"
    message = gettext_lazy("Ce qui est envoyé dépasse {kilobytes} ko.")
    status = 413
    title = gettext_lazy("C’est trop long")


class BodyType(DomainError):
    """The body is not said to be JSON."""

    code = "api_body_type"
    message = gettext_lazy("Envoyez du JSON en UTF-8, avec Content-Type: application/json.")
    status = 415
    title = gettext_lazy("Nous ne lisons pas ce format")


class RequestUnreadable(DomainError):
    """The address or the body is not written as it should be."""

    code = "api_unreadable"
    message = gettext_lazy("{detail}")
    status = 400
    title = UNREADABLE


class ParametersWrong(DomainError):
    """What was sent is well written, and some of it means nothing here."""

    code = "api_parameters"
    message = gettext_lazy("Corrigez ce qui suit, puis recommencez : {said}")
    status = 422
    title = gettext_lazy("Une valeur ne convient pas")

    def __init__(self, wrong: Sequence[WrongValue]) -> None:
        said = " ; ".join(f"{one.where} : {one.message}" for one in wrong[:5])
        super().__init__(said=said)
        self.wrong = wrong


class CursorWrong(ParametersWrong):
    """The cursor of a page is not one of ours: never answered with the first page again."""

    code = "api_cursor"

    def __init__(self, name: str = "after") -> None:
        super().__init__([
            WrongValue(
                f"query.{name}",
                _("ce n’est pas une suite : reprenez celle de la page d’avant, telle quelle"),
            )
        ])  # fmt: skip


class NamedNothing(DomainError):
    """A parameter names something of the base that is not there."""

    code = "api_named_nothing"
    message = gettext_lazy("{detail}")
    status = 404
    title = gettext_lazy("Cela n’existe pas ici")


class NamedSeveral(DomainError):
    """A parameter names several things: `errors` says which words name one."""

    code = "api_named_several"
    message = gettext_lazy("Plusieurs endroits portent ce nom : {names}.")
    status = 409
    title = gettext_lazy("Plusieurs réponses possibles")


class Gone(DomainError):
    """The place left the lists."""

    code = "api_gone"
    message = gettext_lazy("{detail}")
    status = 410
    title = gettext_lazy("Ce lieu n’est plus ouvert")

    def __init__(self, moved_to: str) -> None:
        said = _("Ce lieu a fermé ou n’est plus annoncé.")
        if moved_to:
            said = _("Ce lieu a déménagé : lisez /api/v1/places/%(id)s.") % {"id": moved_to}
        super().__init__(detail=said)


class KeyMissing(DomainError):
    """Writing needs a key."""

    code = "api_key_missing"
    message = gettext_lazy(
        "Lire ne demande pas de clé ; écrire, si. Envoyez Authorization: Bearer suivi de la clé."
    )
    status = 401
    title = gettext_lazy("Il faut une clé")


class KeyWrong(DomainError):
    """The key is not one, was taken back, or is too old; not said which."""

    code = "api_key_wrong"
    message = gettext_lazy("Cette clé ne sert pas, ou ne sert plus. Faites-en une autre.")
    status = 401
    title = gettext_lazy("Cette clé n’ouvre rien")


class ScopeMissing(DomainError):
    """The key was not made for this."""

    code = "api_scope"
    message = gettext_lazy("Cette clé n’a pas été faite pour cela : il lui manque « {scope} ».")
    status = 403
    title = REFUSED


class TooManyRequests(DomainError):
    """More requests in a minute than one program needs."""

    code = "api_too_many"
    message = gettext_lazy("Plus de {limit} demandes en une minute. Reprenez dans {wait_s} s.")
    status = 429
    title = gettext_lazy("Trop de demandes")


class Changed(DomainError):
    """Somebody changed it since the program read it."""

    code = "api_changed"
    message = gettext_lazy(
        "La fiche a changé depuis que vous l’avez lue. Relisez-la, puis recommencez."
    )
    status = 412
    title = gettext_lazy("La fiche a changé")


class ConditionMissing(DomainError):
    """A change without saying of which state: two people could undo one another."""

    code = "api_condition_missing"
    message = gettext_lazy("Envoyez If-Match avec l’ETag de la fiche que vous avez lue.")
    status = 428
    title = gettext_lazy("Dites quelle fiche vous avez lue")


class Broken(DomainError):
    """Our fault."""

    code = "api_broken"
    message = gettext_lazy("Attendez une minute, puis recommencez. Rien n’a été enregistré.")
    status = 500
    title = gettext_lazy("Une erreur est arrivée, de notre côté")


class WrongValueOut(BaseModel):
    """One value that does not fit."""

    model_config = ConfigDict(extra="forbid")
    where: str = Field(description="Où elle est : query.limit, body.nom…")
    message: str = Field(description="Ce qui ne va pas, en français.")


class Problem(BaseModel):
    """A refusal: `code` for programs, `detail` for people."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="urn:maillage:error:<code>")
    title: str
    status: int
    detail: str
    code: str
    errors: list[WrongValueOut] = Field(default=[], description="Les valeurs en cause.")

    statuses: ClassVar[tuple[int, ...]] = (400, 404, 405, 406, 422, 429, 500)


def problem_answer(error: DomainError) -> HttpResponse:
    """Return the problem document of a refusal, with the values in cause."""
    wrong = getattr(error, "wrong", ())
    response = problem(error, errors=[{"where": w.where, "message": w.message} for w in wrong])
    response["Cache-Control"] = "no-store"
    if error.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if error.status == 429:
        response["Retry-After"] = str(error.values.get("wait_s", 60))
    if error.status == 405 and "allowed" in error.values:
        response["Allow"] = error.values["allowed"]
    return response


# ---------------------------------------------------------------- what pydantic says, in French


def wrong_values(errors: Iterable[dict[str, Any]]) -> list[WrongValue]:
    """Return the errors of pydantic as people read them; ten at most."""
    found = []
    for error in errors:
        place = error["loc"]
        # What the body is called in our code is nobody's business.
        place = (place[0], *place[2:]) if place[:1] == ("body",) else place
        where = ".".join(str(part) for part in place)
        found.append(WrongValue(where[:120], _words(error)))
        if len(found) == 10:
            break
    return found


def unknown_name(where: str, name: str, known: Iterable[str]) -> WrongValue:
    """Return what to say of a name that is not known here, with the nearest one that is."""
    near = difflib.get_close_matches(name[:80], list(known), n=1)
    hint = _(" ; vouliez-vous dire « %(near)s » ?") % {"near": near[0]} if near else ""
    return WrongValue(f"{where}.{name[:60]}", _("ce nom n’est pas connu ici") + hint)


def _words(error: dict[str, Any]) -> str:
    values = {name: str(value)[:200] for name, value in error.get("ctx", {}).items()}
    sentences = {
        "missing": _("cette valeur est nécessaire"),
        "extra_forbidden": _("ce nom n’est pas connu ici"),
        "int_parsing": _("un nombre entier est attendu"),
        "int_type": _("un nombre entier est attendu"),
        "int_from_float": _("un nombre entier est attendu"),
        "int_parsing_size": _("ce nombre est trop grand"),
        "float_parsing": _("un nombre est attendu"),
        "float_type": _("un nombre est attendu"),
        "finite_number": _("un nombre fini est attendu"),
        "bool_parsing": _("true ou false est attendu"),
        "bool_type": _("true ou false est attendu"),
        "string_type": _("un texte est attendu, une seule fois"),
        "string_unicode": _("ce texte n’est pas de l’UTF-8"),
        "list_type": _("une liste est attendue"),
        "string_too_long": _("%(max_length)s signes au plus"),
        "string_too_short": _("%(min_length)s signes au moins"),
        "too_long": _("%(max_length)s valeurs au plus"),
        "greater_than_equal": _("pas moins de %(ge)s"),
        "less_than_equal": _("pas plus de %(le)s"),
        "literal_error": _("valeurs possibles : %(expected)s"),
        "string_pattern_mismatch": _("ce n’est pas écrit comme attendu : %(pattern)s"),
        "datetime_from_date_parsing": _("une date est attendue, comme 2026-09-15T10:00:00Z"),
        "datetime_parsing": _("une date est attendue, comme 2026-09-15T10:00:00Z"),
        "timezone_aware": _("dites le fuseau, comme 2026-09-15T10:00:00Z"),
        "value_error": "%(error)s",
    }  # fmt: skip
    said = sentences.get(error["type"])
    return said % values if said else _("cette valeur ne peut pas être lue")
