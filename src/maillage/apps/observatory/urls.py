"""Addresses of the observatory, for people who are signed in."""

from django.urls import path, register_converter

from maillage.apps.observatory.views import (
    compare,
    diagnosis,
    dossier,
    figure_files,
    figures,
    findings,
    gaps,
    home,
    index,
    maps,
    reach,
    references,
    register,
    siting,
    steering,
    structures,
    studies,
    works,
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
    path("indice/", index.index, name="index"),
    path("indice/tableau.<ending:ending>", index.index_file, name="index_file"),
    path("comparer/", compare.comparison, name="compare"),
    path("comparer/tableau.<table:ending>", compare.comparison_file, name="compare_file"),
    path("manques/", gaps.gaps, name="gaps"),
    path("manques/tableau.<ending:ending>", gaps.gaps_file, name="gaps_file"),
    path("manques/<slug:slug>/", gaps.gap_zone, name="gap_zone"),
    path("chiffres/", figures.figures, name="figures"),
    path("chiffres/fichier/<slug:code>/", figure_files.figure_file, name="figure_file"),
    path("chiffres/fichier/<slug:code>/decrire/", figure_files.describe, name="describe_figures"),
    path("chiffres/fichier/<slug:code>/abandonner/", figure_files.abandon, name="abandon_figures"),
    path("chiffres/<slug:code>/retirer/", figures.forget, name="forget_figures"),
    path("acces/", reach.access, name="access"),
    path("acces/tableau.<ending:ending>", reach.access_file, name="access_file"),
    path("pilotage/", steering.steering_page, name="steering"),
    path("pilotage/tableau.<table:ending>", steering.steering_file, name="steering_file"),
    path("besoins/", register.needs_register, name="register"),
    path("besoins/tableau.<table:ending>", register.register_file, name="register_file"),
    path("implanter/", siting.implant, name="implant"),
    path("implanter/tableau.<ending:ending>", siting.implant_file, name="implant_file"),
    path("dossiers/", dossier.dossiers, name="dossiers"),
    path("dossiers/faire/", dossier.make, name="make_dossier"),
    path("dossiers/<int:number>/", dossier.dossier, name="dossier"),
    path("dossiers/<int:number>/dossier.pdf", dossier.dossier_pdf, name="dossier_pdf"),
    path("travaux/<int:number>/", works.work, name="work"),
    path("reperes/", references.references_page, name="references"),
    path("reperes/reperes.<table:ending>", references.references_file, name="references_file"),
    path("reperes/ajouter/", references.add, name="add_reference"),
    path("reperes/<slug:code>/corriger/", references.change, name="edit_reference"),
    path("reperes/<slug:code>/retirer/", references.withdraw, name="withdraw_reference"),
    path("etudes/", studies.studies_page, name="studies"),
    path("etudes/etudes.csv", studies.studies_csv, name="studies_csv"),
    path("etudes/ajouter/", studies.add, name="add_study"),
    path("etudes/besoin/<slug:code>/", studies.need, name="study_need"),
    path("etudes/<slug:code>/corriger/", studies.change, name="edit_study"),
    path("etudes/<slug:code>/retirer/", studies.withdraw, name="withdraw_study"),
    path("constats/", findings.findings_page, name="findings"),
    path("constats/constats.csv", findings.findings_csv, name="findings_csv"),
    path("constats/ajouter/", findings.add, name="add_finding"),
    path("constats/<int:number>/retirer/", findings.withdraw, name="withdraw_finding"),
    path("structures/", structures.structures_page, name="structures"),
    path("structures/besoins.csv", structures.structures_csv, name="structures_csv"),
    path("structures/ajouter/", structures.add, name="add_structure_need"),
    path("structures/<int:number>/corriger/", structures.change, name="edit_structure_need"),
    path("structures/<int:number>/satisfait/", structures.meet, name="meet_structure_need"),
    path("structures/<int:number>/retirer/", structures.withdraw, name="withdraw_structure_need"),
    path("diagnostic/", diagnosis.diagnoses, name="diagnoses"),
    path("diagnostic/commencer/", diagnosis.start, name="start_diagnosis"),
    path("diagnostic/<int:number>/", diagnosis.diagnosis, name="diagnosis"),
    path("diagnostic/<int:number>/terminer/", diagnosis.end, name="end_diagnosis"),
    path("diagnostic/<int:number>/rouvrir/", diagnosis.reopen, name="reopen_diagnosis"),
    path("diagnostic/<int:number>/publics/", diagnosis.publics, name="publics"),
    path("diagnostic/<int:number>/etape/<int:step>/", diagnosis.stage, name="stage"),
    path("diagnostic/<int:number>/etape/<int:step>/etat/", diagnosis.say, name="say_stage"),
    path("territoires/<slug:slug>/", zones.zone, name="zone"),
    path("territoires/<slug:slug>/chiffres.csv", zones.zone_csv, name="zone_csv"),
]
