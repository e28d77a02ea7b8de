"""Addresses of the papers. Those that are printed never change."""

from django.urls import URLPattern, path

from maillage.apps.channels.views import desk, outgoing, residents, slips, street
from maillage.apps.channels.views.screen_urls import screen_urls
from maillage.apps.channels.views.sound_urls import sound_urls

app_name = "channels"
urlpatterns: list[URLPattern] = [
    *screen_urls,
    *sound_urls,
    path("papier/", slips.choose, name="choose"),
    path("papier/adresses/", slips.slip, name="slip"),
    path("papier/adresses.pdf", slips.slip_pdf, name="slip_pdf"),
    path("papier/quartier/<slug:slug>/", residents.zone_papers, name="zone_papers"),
    path("papier/quartier/<slug:slug>/liste.txt", residents.zone_list, name="zone_list"),
    path("papier/quartier/<slug:slug>/<slug:code>.pdf", residents.zone_pdf, name="zone_pdf"),
    path("papier/lieu/<slug:public_id>/<slug:code>.pdf", slips.place_pdf, name="place_pdf"),
    path("pro/papier/", desk.desk, name="desk"),
    path("pro/papier/quartier/<slug:slug>/", desk.desk_zone, name="desk_zone"),
    path("pro/papier/quartier/<slug:slug>/textes/", desk.texts, name="texts"),
    path("pro/papier/quartier/<slug:slug>/maison/", desk.counter, name="counter"),
    path("pro/papier/quartier/<slug:slug>/<slug:code>.png", desk.preview, name="preview"),
    path("pro/papier/sorties/", outgoing.plan, name="outgoing"),
    path("pro/papier/sorties/sorties.csv", outgoing.plan_csv, name="outgoing_csv"),
    path("pro/papier/sorties/prevoir/", outgoing.write, name="plan_message"),
    path("pro/papier/sorties/<int:number>/", outgoing.write, name="change_message"),
    path("pro/papier/sorties/<int:number>/sorti/", outgoing.out, name="mark_out"),
    path("pro/rue/", street.street, name="street"),
    path("pro/rue/envoi/", street.street_send, name="street_send"),
    path("pro/rue/service.js", street.street_worker, name="street_worker"),
    path("pro/rue/bon/", street.street_slip, name="street_slip"),
    path("pro/papier/affiches/", desk.posting_list, name="postings"),
    path("pro/papier/affiches.pdf", desk.postings_pdf, name="postings_pdf"),
    path("pro/papier/affiches/poser/", desk.add_posting, name="add_posting"),
    path("pro/papier/affiches/<int:number>/retirer/", desk.down, name="take_down"),
]
