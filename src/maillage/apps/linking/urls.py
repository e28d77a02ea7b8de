"""Addresses of the links, for people who are signed in."""

from django.urls import path

from maillage.apps.linking import views

app_name = "linking"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("paires/<int:number>/", views.pair, name="pair"),
    path("paires/<int:number>/repondre/", views.answer, name="answer"),
    path("reprendre/", views.take_back_last, name="take_back"),
    path("liens/", views.links, name="links"),
    path("liens/<int:number>/defaire/", views.undo, name="undo_link"),
    path("recherches/", views.runs, name="runs"),
    path("recherches/lancer/", views.search, name="search"),
    path("recherches/<int:number>/", views.run, name="run"),
    path("recherches/<int:number>/defaire/", views.undo_run, name="undo_run"),
]
