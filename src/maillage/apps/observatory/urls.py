"""Addresses of the observatory, for people who are signed in."""

from django.urls import path, register_converter

from maillage.apps.observatory.views import home, maps, zones


class Ending:
    """What a file to download is."""

    regex = "csv|xlsx|geojson"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ending, "ending")

app_name = "observatory"
urlpatterns = [
    path("", home.home, name="home"),
    path("cartes/", maps.choose, name="map"),
    path("cartes/<slug:code>/", maps.measure, name="measure"),
    path("cartes/<slug:code>.<ending:ending>", maps.measure_file, name="measure_file"),
    path("territoires/<slug:slug>/", zones.zone, name="zone"),
    path("territoires/<slug:slug>/chiffres.csv", zones.zone_csv, name="zone_csv"),
]
