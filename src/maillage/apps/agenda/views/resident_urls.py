"""Addresses of residents."""

from django.urls import URLPattern, path

from maillage.apps.agenda.views import (
    booking,
    choosing,
    embed,
    mine,
    panels_zone,
    session,
    week,
)

resident_urls: list[URLPattern] = [
    path("agenda/", week.week, name="week"),
    path("agenda/integrer/", embed.embed, name="embed"),
    path("agenda/cadre/", embed.frame, name="frame"),
    path("agenda/arrets.geojson", panels_zone.stops, name="stops"),
    path("agenda/lieu/<str:public_id>/", week.place_week, name="place_week"),
    path("agenda/seance/<str:session>/", session.session, name="session"),
    path("agenda/seance/<str:session>/reserver/", booking.session_you, name="session_you"),
    path("rendez-vous/", choosing.choose, name="choose"),
    path("rendez-vous/pour/<str:mediation>/", choosing.motives, name="motives"),
    path("rendez-vous/<int:motive>/", choosing.times, name="times"),
    path("rendez-vous/<int:motive>/vous/", booking.you, name="you"),
    path("mon-rendez-vous/", mine.mine, name="mine"),
    path("mon-rendez-vous/c-est-note/", mine.done, name="done"),
    path("mon-rendez-vous/papier/", mine.slip, name="slip"),
    path("mon-rendez-vous/rendez-vous.ics", mine.mine_calendar, name="mine_calendar"),
    path("mon-rendez-vous/annuler/", mine.cancel_mine, name="cancel"),
    path("mon-rendez-vous/changer/", mine.move, name="move"),
    path("mon-rendez-vous/accepter/", mine.accept, name="accept"),
    path("mon-rendez-vous/fermer/", mine.close, name="close"),
]
