"""Addresses of the staff's day: agenda, counter, bookings, sessions, calls, the door's sheet."""

from django.urls import path

from maillage.apps.agenda.views import (
    calls,
    counter,
    day,
    desk_booking,
    door,
    people,
    waiting,
)

desk_urls = [
    path("pro/agenda/", day.desk, name="desk"),
    path("pro/agenda/ressource/<int:number>/", day.resource, name="desk_resource"),
    path("pro/agenda/lieu/<str:public_id>/", day.place, name="desk_place"),
    path("pro/agenda/lieu/<str:public_id>/porte/", door.desk_door, name="desk_door"),
    path("agenda/porte/<str:public_id>/", door.door, name="door"),
    path("pro/agenda/reserver/", counter.counter, name="counter"),
    path("pro/agenda/reserver/motif/<int:motive>/", counter.times, name="counter_times"),
    path("pro/agenda/reserver/motif/<int:motive>/qui/", people.who, name="counter_who"),
    path("pro/agenda/reserver/seance/<str:session>/", people.who_session, name="counter_session"),
    path("pro/agenda/reservation/<int:number>/", desk_booking.booking, name="desk_booking"),
    path("pro/agenda/reservation/<int:number>/papier/", desk_booking.slip, name="desk_slip"),
    path("pro/agenda/reservation/<int:number>/code/", desk_booking.new_code, name="desk_code"),
    path("pro/agenda/reservation/<int:number>/deplacer/", desk_booking.move, name="desk_move"),
    path("pro/agenda/reservation/<int:number>/annuler/", desk_booking.end, name="desk_cancel"),
    path("pro/agenda/reservation/<int:number>/confirmer/", desk_booking.accept, name="desk_accept"),
    path("pro/agenda/seance/<str:session>/", waiting.session, name="desk_session"),
    path("pro/agenda/seance/<str:session>/garde/", waiting.care, name="desk_care"),
    path("pro/agenda/seance/<str:session>/changer/", waiting.edit, name="desk_session_edit"),
    path("pro/agenda/seance/<str:session>/annuler/", waiting.end, name="desk_session_cancel"),
    path("pro/agenda/seance/<str:session>/retablir/", waiting.restore, name="desk_session_restore"),
    path("pro/agenda/appels/", calls.calls, name="calls"),
    path("pro/agenda/retrouver/", calls.find_again, name="find_again"),
    path("pro/agenda/mes-orientations/", calls.sent_by_us, name="sent_by_us"),
]
