"""Addresses of the first pages."""

from django.urls import path

from maillage.apps.home.views import about, desk, front

app_name = "home"
urlpatterns = [
    path("", front.front, name="front"),
    path("a-propos/", about.about, name="about"),
    path("pro/", desk.desk, name="desk"),
]
