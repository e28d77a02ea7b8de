"""Addresses by which the agenda is set up."""

from django.urls import path

from maillage.apps.agenda.views import motives, rounds, series_forms, setup, setup_times

_HERE = "pro/agenda/reglages"
_LINE = f"{_HERE}/ressources/<int:number>"
_SERIES = f"{_HERE}/seances"

setup_urls = [
    path(f"{_HERE}/", setup.setup, name="setup"),
    path(f"{_HERE}/ressources/ajouter/", setup.new_resource, name="setup_new_resource"),
    path(f"{_LINE}/", setup.resource, name="setup_resource"),
    path(f"{_LINE}/modifier/", setup.change_resource, name="setup_edit_resource"),
    path(f"{_LINE}/retirer/", setup.stop_resource, name="setup_end_resource"),
    path(f"{_LINE}/remettre/", setup.put_back, name="setup_restore_resource"),
    path(f"{_LINE}/heures/ajouter/", setup_times.new_availability, name="setup_new_availability"),
    path(
        f"{_LINE}/heures/<int:availability>/", setup_times.availability, name="setup_availability"
    ),
    path(
        f"{_LINE}/heures/<int:availability>/fin/",
        setup_times.stop_availability,
        name="setup_end_availability",
    ),
    path(f"{_LINE}/absences/ajouter/", setup_times.new_absence, name="setup_new_absence"),
    path(
        f"{_LINE}/absences/<int:absence>/retirer/",
        setup_times.remove_absence,
        name="setup_end_absence",
    ),
    path(f"{_HERE}/motifs/", motives.motives, name="setup_motives"),
    path(f"{_HERE}/motifs/ajouter/", motives.new_motive, name="setup_new_motive"),
    path(f"{_HERE}/motifs/<int:number>/", motives.motive, name="setup_motive"),
    path(f"{_HERE}/motifs/<int:number>/fin/", motives.stop_motive, name="setup_end_motive"),
    path(f"{_SERIES}/", series_forms.all_series, name="setup_series"),
    path(f"{_SERIES}/ajouter/", series_forms.new_series, name="setup_new_series"),
    path(f"{_SERIES}/jour/<str:session>/affiche/", rounds.poster, name="setup_poster"),
    path(f"{_SERIES}/<str:series>/", series_forms.one_series, name="setup_one_series"),
    path(f"{_SERIES}/<str:series>/modifier/", series_forms.change_series, name="setup_edit_series"),
    path(f"{_SERIES}/<str:series>/arreter/", series_forms.stop_series, name="setup_end_series"),
    path(f"{_SERIES}/<str:series>/comptage/", rounds.tally_sheet, name="setup_tally_sheet"),
    path(f"{_HERE}/tournees/", rounds.rounds, name="setup_rounds"),
    path(f"{_HERE}/tournees/<int:number>/", rounds.one_round, name="setup_round"),
    path(f"{_HERE}/tournees/<int:number>/arrets/", rounds.new_stops, name="setup_new_stops"),
    path(f"{_HERE}/moments/", rounds.moments, name="setup_moments"),
]
