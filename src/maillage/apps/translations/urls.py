"""Addresses of translations, for people who are signed in."""

from django.urls import path

from maillage.apps.translations import views

app_name = "translations"
urlpatterns = [
    path("", views.choose, name="languages"),
    path("<slug:code>/", views.texts, name="texts"),
]
