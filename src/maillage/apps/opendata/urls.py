"""Addresses of the open data. Other software keeps them: they never change."""

from django.urls import URLPattern, URLResolver, include, path

from maillage.apps.opendata.views.api import patterns
from maillage.apps.opendata.views.api_help import api_help
from maillage.apps.opendata.views.catalog import catalog_urls
from maillage.apps.opendata.views.connectors import connector_urls
from maillage.apps.opendata.views.embed import embed_urls
from maillage.apps.opendata.views.feed import feed_urls
from maillage.apps.opendata.views.files import files_urls
from maillage.apps.opendata.views.geojson import geojson_urls
from maillage.apps.opendata.views.hsds import hsds_urls
from maillage.apps.opendata.views.new_places import new_urls
from maillage.apps.opendata.views.oembed import oembed_urls
from maillage.apps.opendata.views.ogc import ogc_urls
from maillage.apps.opendata.views.page import page_urls
from maillage.apps.opendata.views.validator import validator_urls

app_name = "opendata"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api_help, name="api_help"),
    path("api/v1/", include(patterns())),
    *geojson_urls,
    *ogc_urls,
    *hsds_urls,
    *catalog_urls,
    *feed_urls,
    *new_urls,
    *files_urls,
    *page_urls,
    *validator_urls,
    *embed_urls,
    *oembed_urls,
    *connector_urls,
]
