"""Addresses of the observatory, for people who are signed in."""

from django.urls import path, register_converter

from maillage.apps.observatory.views import (
    dossier,
    figure_files,
    figures,
    gaps,
    home,
    maps,
    register,
    siting,
    zones,
)


class Ending:
    """What a file to download is."""

    regex = "csv|xlsx|ods|geojson"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ending, "ending")


class TableEnding(Ending):
    """What a table to download is."""

    regex = "csv|xlsx|ods"


register_converter(TableEnding, "table")

app_name = "observatory"
urlpatterns = [
    path("", home.home, name="home"),
    path("cartes/", maps.choose, name="map"),
    path("cartes/<slug:code>/", maps.measure, name="measure"),
    path("cartes/<slug:code>.<ending:ending>", maps.measure_file, name="measure_file"),
    path("manques/", gaps.gaps, name="gaps"),
    path("manques/tableau.<table:ending>", gaps.gaps_file, name="gaps_file"),
    path("manques/<slug:slug>/", gaps.gap_zone, name="gap_zone"),
    path("chiffres/", figures.figures, name="figures"),
    path("chiffres/fichier/<slug:code>/", figure_files.figure_file, name="figure_file"),
    path("chiffres/fichier/<slug:code>/decrire/", figure_files.describe, name="describe_figures"),
    path("chiffres/fichier/<slug:code>/abandonner/", figure_files.abandon, name="abandon_figures"),
    path("chiffres/<slug:code>/retirer/", figures.forget, name="forget_figures"),
    path("besoins/", register.needs_register, name="register"),
    path("besoins/tableau.<table:ending>", register.register_file, name="register_file"),
    path("implanter/", siting.implant, name="implant"),
    path("implanter/tableau.<table:ending>", siting.implant_file, name="implant_file"),
    path("dossiers/", dossier.dossiers, name="dossiers"),
    path("dossiers/faire/", dossier.make, name="make_dossier"),
    path("dossiers/<int:number>/", dossier.dossier, name="dossier"),
    path("dossiers/<int:number>/dossier.pdf", dossier.dossier_pdf, name="dossier_pdf"),
    path("territoires/<slug:slug>/", zones.zone, name="zone"),
    path("territoires/<slug:slug>/chiffres.csv", zones.zone_csv, name="zone_csv"),
]
