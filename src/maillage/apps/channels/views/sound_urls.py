"""Addresses of what is listened to. Those that a sticker bears never change."""

from django.urls import URLPattern, path

from maillage.apps.channels.views import listening, voices_desk

sound_urls: list[URLPattern] = [
    path("ecouter/lieu/<slug:public_id>/", listening.place, name="listen_place"),
    path("ecouter/lieu/<slug:public_id>/son/", listening.place_sound, name="listen_place_sound"),
    path("ecouter/quartier/<slug:slug>/", listening.zone, name="listen_zone"),
    path("ecouter/quartier/<slug:slug>/son/", listening.zone_sound, name="listen_zone_sound"),
    path("ecouter/voix/<int:number>/", listening.recording, name="recording"),
    path("pro/papier/lieu/<slug:public_id>/voix/", voices_desk.voices, name="voices"),
    path("pro/papier/lieu/<slug:public_id>/voix/ajouter/", voices_desk.add, name="add_voice"),
    path(
        "pro/papier/lieu/<slug:public_id>/voix/<int:number>/ecouter/",
        voices_desk.sound,
        name="voice_sound",
    ),
    path(
        "pro/papier/lieu/<slug:public_id>/voix/<int:number>/retirer/",
        voices_desk.take_off,
        name="take_off_voice",
    ),
    path(
        "pro/papier/lieu/<slug:public_id>/voix/<int:number>/remettre/",
        voices_desk.put_back,
        name="put_back_voice",
    ),
]
