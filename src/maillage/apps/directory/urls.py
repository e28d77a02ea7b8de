"""Addresses of the directory. The public ones are printed on paper: they never change."""

from django.urls import path

from maillage.apps.directory.views import (
    data,
    places,
    public,
    staff,
    staff_edit,
    staff_holdings,
    steward,
)

app_name = "directory"
urlpatterns = [
    path("lieux/", public.results, name="results"),
    path("lieux/<slug:public_id>/", places.place, name="place"),
    path("lieux/<slug:source>/<path:key>/", public.old_alias, name="alias"),
    path("q/<slug:slug>/", places.zone, name="zone"),
    path("programmes/<slug:slug>/", places.programme, name="programme"),
    path("donnees/", data.dictionary_page, name="dictionary"),
    path("donnees/schema.json", data.schema_file, name="schema"),
    # The desk of those who keep the base true: signed in, by default.
    path("pro/lieux/", staff.places, name="staff_places"),
    path("pro/lieux/nouveau/", staff_edit.new_place, name="add_place"),
    path("pro/lieux/<slug:public_id>/", staff.place, name="staff_place"),
    path("pro/lieux/<slug:public_id>/modifier/", staff_edit.edit, name="edit_place"),
    path("pro/lieux/<slug:public_id>/fermer/", staff_edit.close, name="close_place"),
    path("pro/lieux/<slug:public_id>/rouvrir/", staff_edit.reopen, name="reopen_place"),
    path("pro/lieux/<slug:public_id>/annuler/<int:audit_id>/", staff_edit.undo, name="undo"),
    path("pro/lieux/<slug:public_id>/fermetures/", staff_edit.new_closure, name="add_closure"),
    path(
        "pro/lieux/<slug:public_id>/fermetures/<int:closure_id>/retirer/",
        staff_edit.delete_closure,
        name="remove_closure",
    ),
    path("pro/lieux/<slug:public_id>/programmes/", staff_edit.new_programme, name="add_programme"),
    path(
        "pro/lieux/<slug:public_id>/programmes/<slug:slug>/retirer/",
        staff_edit.delete_programme,
        name="remove_programme",
    ),
    path("pro/lieux/<slug:public_id>/equipements/", staff_holdings.equipment, name="add_equipment"),
    path(
        "pro/lieux/<slug:public_id>/equipements/<slug:kind>/",
        staff_holdings.equipment,
        name="edit_equipment",
    ),
    path(
        "pro/lieux/<slug:public_id>/equipements/<slug:kind>/retirer/",
        staff_holdings.delete_equipment,
        name="remove_equipment",
    ),
    path("pro/lieux/<slug:public_id>/offres/", staff_holdings.offer, name="add_offer"),
    path(
        "pro/lieux/<slug:public_id>/offres/<slug:offer_id>/",
        staff_holdings.offer,
        name="edit_offer",
    ),
    path(
        "pro/lieux/<slug:public_id>/offres/<slug:offer_id>/arreter/",
        staff_holdings.stop_offer,
        name="stop_offer",
    ),
    path(
        "pro/lieux/<slug:public_id>/offres/<slug:offer_id>/reprendre/",
        staff_holdings.resume_offer,
        name="resume_offer",
    ),
    path("pro/a-qualifier/", steward.to_qualify, name="to_qualify"),
    path("pro/termes/", steward.terms, name="terms"),
    path("pro/termes/<slug:vocabulary>/", steward.new_term, name="add_term"),
    path("pro/termes/<slug:vocabulary>/<slug:code>/", steward.change_term, name="edit_term"),
]
