"""Addresses of the deliveries, for people who are signed in."""

from django.urls import path

from maillage.apps.imports import views
from maillage.apps.imports.views.mapping import mapping_urls
from maillage.apps.imports.views.returning import return_urls

app_name = "imports"
urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("nouvelle/", views.new, name="new"),
    path("fichiers/<int:number>/", views.file, name="file"),
    path("fichiers/<int:number>/source/", views.file_source, name="file_source"),
    path("fichiers/<int:number>/importer/", views.file_import, name="file_import"),
    path("fichiers/<int:number>/abandonner/", views.file_abandon, name="file_abandon"),
    *mapping_urls,
    *return_urls,
    path("<int:number>/", views.delivery, name="delivery"),
    path("<int:number>/refusees.csv", views.refused_csv, name="refused"),
    path("<int:number>/bilan.csv", views.report_csv, name="report_csv"),
    path("<int:number>/bilan.xlsx", views.report_xlsx, name="report_xlsx"),
    path("<int:number>/annuler/", views.undo, name="undo"),
]
