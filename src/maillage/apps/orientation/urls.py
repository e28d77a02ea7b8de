"""Addresses of orientation."""

from django.urls import URLPattern, path

from maillage.apps.orientation.views import (
    bilan,
    counted,
    desk,
    diagnosis,
    keeping,
    missing,
    newcomer,
    orient,
    paper,
    places_slip,
    procedures,
    reception,
    result,
)

app_name = "orientation"
urlpatterns: list[URLPattern] = [
    # What a person does and wants, without an account (views.diagnosis and those beside it).
    path("orientation/", diagnosis.start, name="start"),
    path("orientation/questions/", diagnosis.questions, name="questions"),
    path("orientation/resultat/", result.result, name="result"),
    path("orientation/bilan/", bilan.bilan, name="bilan"),
    path("orientation/papier/", paper.paper, name="paper"),
    path("orientation/garder/", keeping.keep, name="keep"),
    path("orientation/mon-bilan/", keeping.kept, name="kept"),
    path("orientation/mon-bilan/changer/", keeping.kept_change, name="kept_change"),
    # Where to go: procedures one by one, and a page for who orients somebody without an account.
    path("orientation/demarches/", procedures.guide, name="procedures"),
    path("orientation/demarches/<slug:code>/", procedures.procedure, name="procedure"),
    path("orientation/je-viens-d-arriver/", newcomer.newcomer, name="newcomer"),
    path("orienter/", orient.orient, name="orient"),
    path("orienter/papier/", places_slip.places_slip, name="places_slip"),
    path("orienter/manque/", missing.missing, name="missing"),
    # For professionals.
    path("pro/accueil-orientation/", reception.reception, name="reception"),
    path("pro/orientation/papier/", desk.typing, name="typing"),
    path("pro/orientation/bilan/", desk.open_kept, name="open"),
    path("pro/orientation/chiffres/", counted.counted_page, name="counted"),
]
