"""Addresses of the directory. The public ones are printed on paper: they never change."""

from django.urls import path

from maillage.apps.directory.views import data, places, public

app_name = "directory"
urlpatterns = [
    path("lieux/", public.results, name="results"),
    path("lieux/<slug:public_id>/", places.place, name="place"),
    path("lieux/<slug:source>/<path:key>/", public.old_alias, name="alias"),
    path("q/<slug:slug>/", places.zone, name="zone"),
    path("programmes/<slug:slug>/", places.programme, name="programme"),
    path("donnees/", data.dictionary_page, name="dictionary"),
    path("donnees/schema.json", data.schema_file, name="schema"),
]
