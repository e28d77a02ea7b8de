"""Addresses of the deliveries, for people who are signed in."""

from django.urls import path

from maillage.apps.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("<int:number>/", views.delivery, name="delivery"),
    path("<int:number>/refusees.csv", views.refused_csv, name="refused"),
]
