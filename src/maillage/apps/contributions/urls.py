"""Addresses of the proposals, for people who are signed in, and of the reports of anybody."""

from django.urls import path

from maillage.apps.contributions import views

app_name = "contributions"
urlpatterns = [
    # Anybody. The second is printed on paper: it never changes.
    path("lieux/<slug:public_id>/signaler/", views.report_error, name="report_error"),
    path("signalements/", views.follow, name="follow"),
    path("signalements/retirer/", views.take_report_back, name="take_report_back"),
    # Those who keep the base read them, and answer.
    path("pro/signalements/", views.reports, name="reports"),
    path("pro/signalements/<int:number>/", views.one_report, name="report"),
    path(
        "pro/signalements/<int:number>/corriger/",
        views.correct_place_reported,
        name="correct_reported",
    ),
    path(
        "pro/signalements/<int:number>/fermer/", views.close_place_reported, name="close_reported"
    ),
    path(
        "pro/signalements/<int:number>/deja-corrige/",
        views.already_corrected,
        name="already_corrected",
    ),
    path(
        "pro/signalements/<int:number>/rien-a-corriger/",
        views.nothing_to_correct,
        name="nothing_to_correct",
    ),
    path("pro/signalements/<int:number>/reprendre/", views.reopen, name="reopen_report"),
    # Proposals.
    path("pro/propositions/", views.queue, name="queue"),
    path("pro/propositions/miennes/", views.mine, name="mine"),
    path("pro/propositions/ajouter/", views.choose, name="choose"),
    path("pro/propositions/ajouter/nouveau-lieu/", views.new_place, name="new_place"),
    path("pro/propositions/ajouter/<slug:public_id>/", views.new_offer, name="new_offer"),
    path(
        "pro/propositions/lieux/<slug:public_id>/corriger/",
        views.correct_place,
        name="correct_place",
    ),
    path(
        "pro/propositions/lieux/<slug:public_id>/offres/<slug:offer_id>/corriger/",
        views.correct_offer,
        name="correct_offer",
    ),
    path("pro/propositions/<int:number>/", views.proposal, name="proposal"),
    path("pro/propositions/<int:number>/service/", views.place_offer, name="place_offer"),
    path("pro/propositions/<int:number>/envoyer/", views.send_it, name="send"),
    path("pro/propositions/<int:number>/retirer/", views.take_back, name="withdraw"),
    path("pro/propositions/<int:number>/publier/", views.publish, name="publish"),
    path("pro/propositions/<int:number>/corriger/", views.correct_then_accept, name="correct"),
    path("pro/propositions/<int:number>/refuser/", views.turn_down, name="refuse"),
]
