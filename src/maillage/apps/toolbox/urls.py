"""Addresses of the register of tools, for people who are signed in."""

from django.urls import path

from maillage.apps.toolbox import views

app_name = "toolbox"
urlpatterns = [
    path("", views.register, name="register"),
    path("outils.csv", views.register_csv, name="csv"),
    path("ajouter/", views.new, name="add"),
    path("proposer/", views.propose, name="propose"),
    path("propositions/", views.proposals, name="proposals"),
    path("propositions/<int:number>/accepter/", views.accept, name="accept"),
    path("propositions/<int:number>/refuser/", views.refuse, name="refuse"),
    path("propositions/<int:number>/retirer/", views.take_back, name="take_back"),
    path("<int:number>/", views.tool, name="tool"),
    path("<int:number>/modifier/", views.change, name="edit"),
    path("<int:number>/arreter/", views.retire, name="retire"),
]
