"""Addresses of the observatory, for people who are signed in."""

from django.urls import URLPattern

app_name = "observatory"
urlpatterns: list[URLPattern] = []
