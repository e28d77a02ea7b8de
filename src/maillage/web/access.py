"""Who may open a page of the staff: each view names one check, and the build reads its name.

A check is a function of the `queries` of its application: it takes the person and the words of the
address, returns nothing, and raises a domain error when the person may not, or when what the
address names does not exist. It looks at the role first: who may never do a thing does not learn
whether it exists.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponseBase

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

Check = Callable[..., None]
View = Callable[..., HttpResponseBase]


def permitted(check: Check) -> Callable[[View], View]:
    """Let a view be reached only by those whom `check(person, **words of the address)` lets in.

    It goes first, above the other decorators. `access_of` then says which check guards the view:
    an address of the staff without one fails the build (tests/architecture/test_access.py).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, **words: Any) -> HttpResponseBase:
            check(request.user, **words)
            return view(request, **words)

        page.access = check.__name__  # type: ignore[attr-defined]
        page.check = check  # type: ignore[attr-defined]
        return page

    return decorate


def signed_in(request: HttpRequest) -> "User":
    """Return the person of a page that `permitted` guards: nobody opens it without an account."""
    return cast("User", request.user)


def access_of(view: Any) -> str:
    """Return the name of the check that guards a view, "" when nothing does."""
    return str(getattr(view, "access", ""))


def may_open(view: Any, person: Any) -> bool:
    """Tell whether a page that needs no word of its address opens for a person.

    For menus: the check of the view itself answers, so that a menu never promises a closed page.
    """
    # Errors are pages, and pages have menus: imported here, or the three would wait in a ring.
    from maillage.web.errors import DomainError

    check: Check | None = getattr(view, "check", None)
    if check is None:
        return True
    try:
        check(person)
    except DomainError:
        return False
    return True
