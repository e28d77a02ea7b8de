"""A module that is off leaves no address in the API, and none in its document."""

import pytest
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern

from maillage.web.api import make_api

ON = ["maillage.apps.accounts", "maillage.apps.territories", "maillage.apps.directory"]


def paths(modules):
    """Return what the API of these modules has: its addresses, and those of its document."""
    api = make_api(modules, lambda secret: None)
    addresses = {str(one.pattern) for one in api.patterns()}
    return addresses, set(api.document("")["paths"])


def test_addresses_are_those_of_the_modules_that_are_on():
    addresses, told = paths(ON)
    assert {"places", "offers", "search", "zones"} <= addresses
    assert {"/places", "/zones"} <= told
    addresses, told = paths(ON[:2])
    assert addresses == {"zones", "zones/<slug:slug>", "^"}
    assert told == {"/zones", "/zones/{slug}"}
    assert paths([])[0] == {"^"}


def test_two_apis_do_not_disturb_one_another():
    assert paths(ON) == paths(ON)


def test_what_is_off_is_answered_as_what_never_was(rf):
    api = make_api(ON[:2], lambda secret: None)
    resolver = URLResolver(RegexPattern(r"^/"), api.patterns())
    assert resolver.resolve("/zones").url_name == "zones"
    assert resolver.resolve("/places").url_name == "api_nothing"
    with pytest.raises(Resolver404):
        resolver.resolve("places")
