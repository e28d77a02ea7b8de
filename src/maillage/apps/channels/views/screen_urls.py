"""Addresses of kiosks and walls. They are typed once in the settings of a screen: they stay."""

from django.urls import path

from maillage.apps.channels.views import kiosk, wall

screen_urls = [
    path("borne/service.js", kiosk.screen_worker, name="screen_worker"),
    path("borne/quitter/", kiosk.kiosk_leave, name="kiosk_leave"),
    path("borne/<slug:public_id>/", kiosk.kiosk, name="kiosk"),
    path("borne/<slug:public_id>/emporter/", kiosk.kiosk_away, name="kiosk_away"),
    path("borne/<slug:public_id>/sans-reseau/", kiosk.kiosk_cut, name="kiosk_cut"),
    path("borne/<slug:public_id>/pages.json", kiosk.kiosk_pages, name="kiosk_pages"),
    path("mur/", wall.wall, name="wall"),
    path("mur/lieu/<slug:public_id>/", wall.place_wall, name="place_wall"),
    path("mur/q/<slug:slug>/", wall.zone_wall, name="zone_wall"),
]
