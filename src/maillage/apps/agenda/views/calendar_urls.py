"""Addresses of calendars: those that programs read, those that are read here, one’s own data."""

from django.urls import URLPattern, path

from maillage.apps.agenda.views import calendars, feeds, mydata

calendar_urls: list[URLPattern] = [
    path("agenda/ville.ics", feeds.city_feed, name="city_feed"),
    path("agenda/lieu/<str:public_id>.ics", feeds.place_feed, name="place_feed"),
    path("agenda/sujet/<str:mediation>.ics", feeds.topic_feed, name="topic_feed"),
    path("agenda/seance/<str:session>.ics", feeds.session_feed, name="session_feed"),
    path("agenda/prive/<str:key>.ics", feeds.private_feed, name="private_feed"),
    path("mon-rendez-vous/mes-donnees/", mydata.my_data, name="my_data"),
    path("mon-rendez-vous/mes-donnees/copie/", mydata.my_data_file, name="my_data_file"),
    path("pro/agenda/agendas-exterieurs/<int:number>/", calendars.outside, name="outside"),
    path(
        "pro/agenda/agendas-exterieurs/<int:number>/<int:calendar>/lire/",
        calendars.outside_read,
        name="outside_read",
    ),
    path(
        "pro/agenda/agendas-exterieurs/<int:number>/<int:calendar>/retirer/",
        calendars.outside_remove,
        name="outside_remove",
    ),
    path("pro/agenda/adresse-privee/<int:number>/", calendars.private, name="private"),
    path(
        "pro/agenda/adresse-privee/<int:number>/fermer/",
        calendars.private_stop,
        name="private_stop",
    ),
]
