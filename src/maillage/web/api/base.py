"""The API: routers of the applications that are on, behind one guard that answers everything.

The guard looks at the method, the format, the length, the key and the limits before an operation
runs; whatever is refused, by us, by pydantic or by accident, leaves as a problem document.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.urls import URLPattern, path, re_path
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.utils import normalize_path, replace_path_param_notation

from maillage.web.api.documents import complete
from maillage.web.api.limits import count, limit_of, network_of, too_many
from maillage.web.api.problems import (
    ApiAddressUnknown,
    BodyTooLong,
    BodyType,
    Broken,
    FormatRefused,
    KeyMissing,
    KeyWrong,
    MethodRefused,
    ParametersWrong,
    RequestUnreadable,
    ScopeMissing,
    TooManyRequests,
    problem_answer,
    unknown_name,
    wrong_values,
)
from maillage.web.errors import DomainError

LONGEST_BODY = 200_000
NAME, VERSION = "api", "v1"
READ_AS_JSON = ("*/*", "application/*", "application/json", "application/problem+json")
NEVER = re.compile(r"q\s*=\s*0(\.0{0,3})?")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that showed a key: who made the key, and what for."""

    number: str
    person: Any
    scopes: frozenset[str]


FindCaller = Callable[[str], Caller | None]
_served: set[str] = set()


def served_scopes() -> frozenset[str]:
    """Return the scopes that some operation wants: a key for nothing would only be lost."""
    return frozenset(_served)


class Jeton:
    """An operation that needs a key made for a scope."""

    openapi_security_schema = {
        "type": "http",
        "scheme": "bearer",
        "description": "Une clé faite sur la page « Clés d’accès » de son compte.",
    }

    def __init__(self, scope: str) -> None:
        self.scope = scope
        _served.add(scope)

    def __call__(self, request: HttpRequest) -> Caller:
        caller = caller_of(request)
        if caller is None:
            raise KeyMissing
        if self.scope not in caller.scopes:
            raise ScopeMissing(scope=self.scope)
        return caller


def caller_of(request: HttpRequest) -> Caller | None:
    """Return who showed a key; None for those who read without one."""
    caller: Caller | None = getattr(request, "caller", None)
    return caller


class _Reader(Parser):
    """Reads JSON as RFC 8259 has it, and each parameter once."""

    def parse_body(self, request: HttpRequest) -> Any:
        text = request.body.decode("utf-8")
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        # A parameter given twice is a list: what wants one value then says so.
        return {
            key: values if key in list_fields or len(values) != 1 else values[0]
            for key, values in data.lists()
        }


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


class Api(NinjaAPI):
    """Django Ninja with our guard around each address; no page of its own, no third party."""

    def __init__(self, *, find_caller: FindCaller, **options: Any) -> None:
        super().__init__(
            **options, openapi_url=None, docs_url=None, urls_namespace=NAME, parser=_Reader()
        )
        self.find_caller = find_caller
        for kind in (Exception, HttpError, ValidationError):
            self.add_exception_handler(kind, _raise)

    def document(self, root: str) -> dict[str, Any]:
        """Return the OpenAPI document, for an API that answers under this path."""
        return complete(self.get_openapi_schema(path_prefix=root))

    def patterns(self, *more: URLPattern) -> list[URLPattern]:
        """Return every address: `more` first, then those of the routers, then "nothing here"."""
        routes: dict[str, list[Any]] = {}
        for router in self._get_bound_routers():
            prefix = replace_path_param_notation(router.prefix)
            for inner, operations in router.path_operations.items():
                route = "/".join(p for p in (prefix, replace_path_param_notation(inner)) if p)
                routes.setdefault(normalize_path(route).lstrip("/"), []).append(operations)
        found = list(more)
        for route, views in routes.items():
            # One address, whoever brings its methods: the first operation gives its name.
            name = views[0].operations[0].operation_id
            found.append(path(route, _Guard(self, views).view(), name=name))
        return [*found, re_path(r"^", _Guard(self, ()).view(), name="api_nothing")]


def make_api(modules: Iterable[str], find_caller: FindCaller, **options: Any) -> Api:
    """Return the API of these applications: each may have `router` in its api.py."""
    api = Api(find_caller=find_caller, **options)
    for module in modules:
        if find_spec(f"{module}.api") is not None:
            router = getattr(import_module(f"{module}.api"), "router", None)
            if router is not None:
                api.add_router("", router)
    return api


def _raise(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


class _Guard:
    """What is looked at before an operation runs, and how everything is answered."""

    def __init__(self, api: Api, views: Iterable[Any]) -> None:
        self.api = api
        # By method: what runs, and the names of its parameters.
        self.methods: dict[str, tuple[Callable[..., Any], set[str]]] = {
            method: (view.get_view(), _query_names(operation))
            for view in views
            for operation in view.operations
            for method in operation.methods
        }

    def view(self) -> Callable[..., HttpResponseBase]:
        """Return the view: it reads no cookie, and asks nobody to sign in."""

        @csrf_exempt
        @login_not_required
        def api_view(request: HttpRequest, **words: Any) -> HttpResponseBase:
            method = request.method
            try:
                response = self.answer(request, words)
            except DomainError as error:
                response = problem_answer(error)
            except ValidationError as error:
                response = problem_answer(ParametersWrong(wrong_values(error.errors)))
            except (HttpError, SuspiciousOperation, UnreadablePostError, UnicodeError) as error:
                response = problem_answer(_unreadable(error))
            except Exception:
                logger.exception("the API could not answer")
                response = problem_answer(Broken())
            request.method = method
            return self._open(request, response)

        return api_view

    @property
    def allowed(self) -> str:
        """The methods of this address."""
        methods = {*self.methods, "OPTIONS"} | ({"HEAD"} if "GET" in self.methods else set())
        return ", ".join(sorted(methods))

    def answer(self, request: HttpRequest, words: dict[str, Any]) -> Any:
        """Answer, or raise what is refused."""
        if not self.methods:
            count("network", network_of(request))
            raise ApiAddressUnknown
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": self.allowed})
        if request.method == "HEAD":
            request.method = "GET"  # for the operation: the server sends the headers alone
        if request.method not in self.methods:
            raise MethodRefused(allowed=self.allowed)
        run, known = self.methods[request.method]
        if not _takes_json(request.headers.get("Accept", "")):
            raise FormatRefused
        request.caller = self._caller(request)  # type: ignore[attr-defined]
        names = sorted(set(request.GET) - known)
        if names:
            raise ParametersWrong([unknown_name("query", name, known) for name in names[:10]])
        if request.method not in ("GET", "DELETE"):
            _check_body(request)
        return run(request, **words)

    def _caller(self, request: HttpRequest) -> Caller | None:
        network = network_of(request)
        given = request.headers.get("Authorization", "")
        if not given:
            count("network", network)
            return None
        if too_many("wrong", network):
            raise TooManyRequests(limit=limit_of("wrong"), wait_s=60)
        scheme, _space, secret = given.partition(" ")
        caller = self.api.find_caller(secret.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            count("wrong", network)
            raise KeyWrong
        count("key", caller.number)
        return caller

    def _open(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Let any site read; a page of another site never writes: no cookie is looked at."""
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Last-Modified, Retry-After"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Accept"
            response["Access-Control-Max-Age"] = "86400"
        if "Cache-Control" not in response:
            keep = request.method in ("GET", "HEAD") and response.status_code in (200, 304)
            # Kept by caches, asked again each time: what is closed leaves everywhere at once.
            response["Cache-Control"] = "public, no-cache" if keep else "no-store"
        patch_vary_headers(response, ["Accept"])
        return response


def _query_names(operation: Any) -> set[str]:
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }


def _takes_json(accept: str) -> bool:
    """Tell whether a program that accepts this reads JSON."""
    if not accept.strip():
        return True
    for part in accept.split(","):
        kind, *parameters = (word.strip().lower() for word in part.split(";"))
        refused = any(NEVER.fullmatch(word) for word in parameters)
        if kind in READ_AS_JSON and not refused:
            return True
    return False


def _check_body(request: HttpRequest) -> None:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and (len(length) > 12 or int(length) > LONGEST_BODY):
        raise BodyTooLong(kilobytes=LONGEST_BODY // 1000)
    kind, _semicolon, parameters = request.headers.get("Content-Type", "").partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if kind.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        raise BodyType
    try:
        too_long = len(request.body) > LONGEST_BODY
    except RequestDataTooBig:
        too_long = True
    if too_long:
        raise BodyTooLong(kilobytes=LONGEST_BODY // 1000)


def _unreadable(error: Exception) -> RequestUnreadable:
    if isinstance(error, HttpError):
        detail = _("Le corps de la demande n’est pas du JSON en UTF-8, où chaque nom est une fois.")
    else:
        detail = _("L’adresse ou le corps de la demande ne peut pas être lu.")
    return RequestUnreadable(detail=detail)
