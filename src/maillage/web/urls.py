"""Addresses of the common pages."""

from django.urls import path

from maillage.web import views

app_name = "web"
urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("couleurs.css", views.colours, name="colours"),
    path("logo", views.logo, name="logo"),
    path("composants/", views.components, name="components"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("vos-donnees/", views.personal_data, name="personal_data"),
]
