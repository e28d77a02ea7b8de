"""Pages of the accounts that are not allauth's."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """There is no sign-up: an account is opened by someone."""
    raise Http404
