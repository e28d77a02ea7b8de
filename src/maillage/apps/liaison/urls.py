"""Addresses of the sheets and of the paths."""

from django.urls import path

from maillage.apps.liaison.views import (
    counter,
    desk,
    figures,
    mydata,
    new,
    paths,
    receiver,
    resident,
    sheet,
    templates,
)

app_name = "liaison"
urlpatterns = [
    # The person, with the code of the paper.
    path("fiche/", resident.mine, name="mine"),
    path("fiche/papier/", resident.my_paper, name="my_paper"),
    path("fiche/changer-d-avis/", resident.leave, name="leave"),
    path("fiche/mes-donnees/", mydata.my_data, name="my_data"),
    path("fiche/mes-donnees/fichier/", mydata.my_data_file, name="my_data_file"),
    path("fiche/fermer/", resident.close, name="close"),
    # The place that receives, without account.
    path("fiche/reponse/", receiver.answer_code, name="answer_code"),
    path("fiche/reponse/papier/", receiver.by_paper, name="by_paper"),
    path("fiche/reponse/papier/passer/", receiver.pass_by_paper, name="pass_by_paper"),
    path("fiche/reponse/passee/", receiver.passed, name="passed"),
    path("fiche/reponse/<str:token>/", receiver.by_link, name="by_link"),
    path("fiche/reponse/<str:token>/passer/", receiver.pass_by_link, name="pass_by_link"),
    # The desk.
    path("pro/fiches/", desk.sheets, name="sheets"),
    path("pro/fiches/nouvelle/", new.new, name="new"),
    path("pro/fiches/donnees/", counter.counter, name="counter"),
    path("pro/fiches/chiffres/", figures.figures_page, name="figures"),
    path("pro/fiches/chiffres/fichier/", figures.figures_csv, name="figures_csv"),
    path("pro/fiches/<int:number>/", sheet.sheet, name="sheet"),
    path("pro/fiches/<int:number>/repondre/", sheet.answered, name="answer"),
    path("pro/fiches/<int:number>/passer/", sheet.passed_on, name="pass_on"),
    path("pro/fiches/<int:number>/papier/", sheet.paper, name="paper"),
    path("pro/fiches/<int:number>/lectures/", sheet.readings, name="readings"),
    path("pro/fiches/<int:number>/retirer/", sheet.withdrawn, name="withdraw"),
    path("pro/parcours/", paths.paths, name="paths"),
    path("pro/parcours/nouveau/", paths.new_path, name="path_new"),
    path("pro/parcours/modeles/", templates.templates, name="templates"),
    path("pro/parcours/modeles/nouveau/", templates.template_new, name="template_new"),
    path("pro/parcours/modeles/<int:number>/", templates.template, name="template"),
    path("pro/parcours/modeles/<int:number>/etape/", templates.template_add, name="template_add"),
    path(
        "pro/parcours/modeles/<int:number>/etape/<int:step>/",
        templates.template_step,
        name="template_step",
    ),
    path("pro/parcours/<int:number>/", paths.path, name="path"),
    path("pro/parcours/<int:number>/papier/", paths.path_paper, name="path_paper"),
    path("pro/parcours/<int:number>/etape/", paths.path_add, name="path_add"),
    path("pro/parcours/<int:number>/etape/<int:step>/", paths.path_step, name="path_step"),
]
