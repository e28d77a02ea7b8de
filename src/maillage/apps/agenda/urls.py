"""Addresses of the agenda."""

from django.urls import path

from maillage.apps.agenda.views import attendance, figures, tally
from maillage.apps.agenda.views.calendar_urls import calendar_urls
from maillage.apps.agenda.views.desk_urls import desk_urls
from maillage.apps.agenda.views.resident_urls import resident_urls
from maillage.apps.agenda.views.setup_urls import setup_urls

app_name = "agenda"
urlpatterns = [
    *resident_urls,
    *calendar_urls,
    *desk_urls,
    *setup_urls,
    # Who came, and what for.
    path("pro/agenda/venues/", tally.tally_list, name="tally_list"),
    path("pro/agenda/venues/service.js", tally.tally_worker, name="tally_worker"),
    path("pro/agenda/venues/<str:public_id>/", tally.tally, name="tally"),
    path("pro/agenda/venues/<str:public_id>/envoi/", tally.tally_send, name="tally_send"),
    path("pro/agenda/presences/<str:session>/", attendance.attendance, name="attendance"),
    path("pro/agenda/presence/<int:number>/", attendance.presence, name="presence"),
    path("pro/agenda/chiffres/", figures.figures_page, name="figures"),
    path("pro/agenda/chiffres/agenda.csv", figures.figures_csv, name="figures_csv"),
    path("pro/agenda/chiffres/coop.csv", figures.coop_csv, name="coop_csv"),
    path("pro/agenda/chiffres/coop.xlsx", figures.coop_xlsx, name="coop_xlsx"),
]
