"""Addresses of the first pages."""

from django.urls import path

from maillage.apps.home.views import desk, front

app_name = "home"
urlpatterns = [
    path("", front.front, name="front"),
    path("pro/", desk.desk, name="desk"),
]
