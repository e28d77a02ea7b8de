"""Addresses: those of a place's contact are short, since some are typed from paper."""

from django.urls import path

from maillage.apps.freshness.views import asking, campaigns, dashboard, place, public

app_name = "freshness"
urlpatterns = [
    # A place's contact, without an account.
    path("verifier/", public.type_code, name="type_code"),
    path("verifier/fiche/", public.by_code, name="sheet_answer"),
    path("verifier/fiche/corriger/", public.correct_by_code, name="sheet_correct"),
    path("verifier/<str:token>/", public.by_link, name="link"),
    path("verifier/<str:token>/ne-plus-ecrire/", public.no_more, name="no_more"),
    path(
        "verifier/<str:token>/<int:number>/corriger/", public.correct_by_link, name="link_correct"
    ),
    # Those who keep the base.
    path("pro/fraicheur/", dashboard.dashboard, name="dashboard"),
    path("pro/fraicheur/a-verifier.csv", dashboard.overdue_csv, name="overdue_csv"),
    path("pro/fraicheur/jours.csv", dashboard.days_csv, name="days_csv"),
    path("pro/fraicheur/fiches/", asking.sheets, name="sheets"),
    path("pro/fraicheur/fiches/saisir/", asking.paper, name="paper"),
    path("pro/fraicheur/lieux/<slug:public_id>/", place.place, name="place"),
    path("pro/fraicheur/lieux/<slug:public_id>/verifier/", place.keep, name="keep"),
    path("pro/fraicheur/lieux/<slug:public_id>/confirmer/", place.say, name="say"),
    path(
        "pro/fraicheur/lieux/<slug:public_id>/fiche/", asking.sheet_of_place, name="sheet_of_place"
    ),
    path("pro/fraicheur/demandes/<int:number>/", asking.answer, name="answer"),
    path("pro/fraicheur/campagnes/", campaigns.campaigns, name="campaigns"),
    path("pro/fraicheur/campagnes/nouvelle/", campaigns.new_campaign, name="new_campaign"),
    path("pro/fraicheur/campagnes/<int:number>/", campaigns.campaign, name="campaign"),
    path("pro/fraicheur/campagnes/<int:number>/agir/", campaigns.act, name="act"),
    path("pro/fraicheur/campagnes/<int:number>/appels/", asking.calls, name="calls"),
    path(
        "pro/fraicheur/campagnes/<int:number>/fiches/",
        asking.sheets_of_campaign,
        name="sheets_of_campaign",
    ),
    path(
        "pro/fraicheur/campagnes/<int:number>/resultats.csv",
        campaigns.results_csv,
        name="results_csv",
    ),
]
