"""The first screen of the staff (being written)."""

from django.http import HttpRequest, HttpResponse


def desk(request: HttpRequest) -> HttpResponse:
    """Placeholder replaced in the same session."""
    return HttpResponse("")
