"""Studies by need and axis, findings that keep their sources, what structures lack."""

import pytest
from bs4 import BeautifulSoup
from django.urls import get_resolver, reverse

from maillage.apps.directory.queries.people import action_words
from maillage.apps.directory.tests.factories import AuditRow, make_organisation, make_user
from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.observatory.actions.registers import (
    edit_structure_need,
    edit_study,
    withdraw_study,
)
from maillage.apps.observatory.errors import NeedDayWrong
from maillage.apps.observatory.models import Finding, StructureNeed, Study
from maillage.apps.observatory.queries.structures import structure_needs, totals
from maillage.apps.observatory.queries.studies import AXES, get_study, studies
from maillage.apps.observatory.tests.factories import (
    NOW,
    TODAY,
    make_figure,
    make_measure,
    make_zone,
)
from maillage.apps.observatory.tests.registers import (
    STUDY,
    make_finding,
    make_reference,
    make_structure_need,
    make_study,
)

pytestmark = pytest.mark.django_db
SPACE = "/pro/observatoire/"


@pytest.fixture
def keeper(client):
    forget_base()
    client.force_login(make_user(role="coordinator"))
    return client


def said(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def page(client, address):
    answer = client.get(SPACE + address)
    assert answer.status_code == 200, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def codes(found):
    return [one["id"] for one in found.select("ul.entries > li[id]")]


# ---------------------------------------------------------------- studies


@pytest.mark.row("OBS-21", "OBS-22", "OBS-23", "OBS-24")
def test_the_library_holds_the_studies_that_the_texts_name(keeper):
    found = page(keeper, "etudes/")
    by_code = {one["id"]: said(one) for one in found.select("ul.entries > li[id]")}
    assert "Vulnérabilités et ressources des quartiers prioritaires" in by_code["onpv-2020"]
    assert "2020" in by_code["onpv-2020"]
    assert "Les Cahiers du développement social urbain" in by_code["cahiers-dsu-2022"]
    assert "2022" in by_code["cahiers-dsu-2022"]
    assert "200 personnes interrogées" in by_code["capital-numerique-2019"]
    assert "Data & Quartiers : le livre blanc" in by_code["data-quartiers-livre-blanc"]
    # No text says the year of this one: none is made up, and it comes after those that have one.
    assert "année non indiquée" in by_code["data-quartiers-livre-blanc"]
    undated = [code for code, text in by_code.items() if "année non indiquée" in text]
    assert list(by_code)[-len(undated) :] == undated


def test_a_study_without_a_year_is_entered_cited_and_downloaded(keeper):
    keeper.post(SPACE + "etudes/ajouter/", {"title": "Sans date", "authors": "Ville", "year": ""})
    study = Study.objects.get(title="Sans date")
    assert study.year is None
    assert "Sans date Ville, année non indiquée" in said(page(keeper, "etudes/?q=sans+date"))
    rows = keeper.get(SPACE + "etudes/etudes.csv?q=sans+date").getvalue().decode().splitlines()
    assert "None" not in rows[1]
    assert "Sans date, Ville, année non indiquée" in said(page(keeper, "constats/ajouter/"))


@pytest.mark.row("OBS-25")
def test_three_studies_on_looking_for_work_are_found_by_subject(keeper):
    wanted = {"opale-emploi", "clermont-emploi", "ouishare-chronos"}
    assert wanted <= set(codes(page(keeper, "etudes/?sujet=emploi&sujet=qpv")))
    assert set(codes(page(keeper, "etudes/?sujet=emploi"))) == wanted - {"ouishare-chronos"}
    assert set(codes(page(keeper, "etudes/?q=RECHERCHE+emploi"))) >= {"opale-emploi"}


@pytest.mark.row("OBS-26")
def test_each_of_the_four_axes_filters(keeper):
    assert len(AXES) == 4
    everything = set(codes(page(keeper, "etudes/")))
    for axis in AXES:
        found = set(codes(page(keeper, f"etudes/?sujet={axis}")))
        assert "cnnum-2013" in found
        assert found < everything
        assert found == {one.code for one in studies() if axis in one.tags}


@pytest.mark.row("OBS-20")
def test_a_need_lists_the_studies_about_it_and_who_answers(keeper):
    found = page(keeper, "etudes/besoin/emploi/")
    assert {"opale-emploi", "clermont-emploi"} <= set(codes(found))
    assert "cnnum-2013" not in codes(found)
    assert "0 lieu y répond aujourd’hui." in said(found.select_one(".lead"))
    tried = {"title": "Essai", "authors": "Ville", "year": 2026, "obstacles": "Le mot de passe.",
             "answers": "Un atelier.", "tags": ["emploi"]}  # fmt: skip
    keeper.post(SPACE + "etudes/ajouter/", tried)
    again = said(page(keeper, "etudes/besoin/emploi/").select_one("main"))
    assert "Freins : Le mot de passe." in again
    assert "Réponses : Un atelier." in again
    assert keeper.get(SPACE + "etudes/besoin/voler/").status_code == 404


def test_a_study_that_maillage_brings_is_corrected_and_comes_back():
    brought, by = get_study("onpv-2020"), make_user()
    edit_study(code="onpv-2020", values=STUDY | {"year": 2021}, by=by, now=NOW)
    assert get_study("onpv-2020").year == 2021
    assert len([one for one in studies() if one.code == "onpv-2020"]) == 1
    withdraw_study(code="onpv-2020", by=by, now=NOW)
    assert get_study("onpv-2020") == brought
    assert make_study().code != make_study().code
    assert Study.objects.count() == 2


# ---------------------------------------------------------------- findings


def test_a_finding_keeps_its_sources_whatever_becomes_of_them(keeper):
    code = make_reference().code
    zone = make_zone("q-pile", kind="quarter", nom="La Pile")
    make_figure(zone, make_measure(nom="Part des ménages"), 41.2)
    sent = {
        "text": "On vient à pied.", "said_on": TODAY.isoformat(), "references": [code],
        "studies": ["onpv-2020"], "measure": "poverty_rate_pct", "zone": zone.pk,
        "words": "Compte rendu du 3 mars 2026",
    }  # fmt: skip
    assert keeper.post(SPACE + "constats/ajouter/", sent).status_code == 302
    finding = Finding.objects.get()
    kinds = [one["kind"] for one in finding.evidence]
    assert kinds == ["reference", "study", "figure", "text"]
    keeper.post(f"{SPACE}reperes/{code}/retirer/")
    copied = said(page(keeper, "constats/").select_one("pre.copy"))
    for words in (
        "On vient à pied.", "Constaté le 10 mars 2026", "Ville de Clairmaille, enquête de 2026",
        "Observatoire national de la politique de la ville", "La Pile : 41,2 %",
        "Chiffres de Clairmaille", "Compte rendu du 3 mars 2026",
    ):  # fmt: skip
        assert words in copied


def test_an_opinion_is_refused_and_a_withdrawn_finding_is_still_read(keeper):
    bare = {"text": "Rien ne va.", "said_on": TODAY.isoformat()}
    assert keeper.post(SPACE + "constats/ajouter/", bare).status_code == 422
    assert not Finding.objects.exists()
    number = make_finding().pk
    keeper.post(f"{SPACE}constats/{number}/retirer/")
    found = page(keeper, "constats/")
    assert found.select_one("pre.copy") is None
    assert "On vient à pied" in said(found.select_one("main > details"))
    keeper.post(f"{SPACE}constats/{number}/retirer/", {"remettre": "1"})
    assert Finding.objects.get().withdrawn_on is None
    actions = list(AuditRow.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["add_finding", "withdraw_finding", "restore_finding"]
    assert set(actions) <= set(action_words())


# ---------------------------------------------------------------- structures


def test_a_member_says_what_lacks_to_their_own_structure_and_to_no_other(client):
    mine, other = make_organisation(nom="La Navette"), make_organisation(nom="Le Rouet")
    client.force_login(make_user(role="member", organisation=mine))
    sent = {"organisation_id": mine.pk, "kind": "equipment", "text": "Huit ordinateurs",
            "quantity": "8", "since": TODAY.isoformat()}  # fmt: skip
    address = SPACE + "structures/ajouter/"
    assert client.post(address, sent | {"organisation_id": other.pk}).status_code == 422
    assert client.post(address, sent).status_code == 302
    need = StructureNeed.objects.get()
    assert client.post(f"{SPACE}structures/{need.pk}/satisfait/").status_code == 302
    theirs = make_structure_need(other)
    for part in ("corriger", "satisfait", "retirer"):
        assert client.post(f"{SPACE}structures/{theirs.pk}/{part}/").status_code == 403
    found = page(client, "structures/")
    assert "Le Rouet" in said(found.main)
    assert "Huit ordinateurs" in said(found.select_one("main > details"))


def test_sums_by_kind_count_structures_and_leave_out_what_is_met(keeper):
    one = make_organisation()
    make_structure_need(one)
    make_structure_need(one, quantity=2, amount_eur=None)
    make_structure_need()
    met = make_structure_need(quantity=100)
    keeper.post(f"{SPACE}structures/{met.pk}/satisfait/")
    by_kind = {total.kind: total for total in totals(structure_needs())}
    found = by_kind["equipment"]
    assert (found.n, found.n_structures, found.quantity, found.amount_eur, found.n_met) == (
        3, 2, 18, 8000, 1,
    )  # fmt: skip
    assert by_kind["training"].n == 0
    assert len(by_kind) == 6
    sent = b"".join(keeper.get(SPACE + "structures/besoins.csv").streaming_content).decode()
    assert sent.count("Huit ordinateurs") == 4
    with pytest.raises(NeedDayWrong):
        edit_structure_need(
            number=met.pk, values={"since": NOW.date().replace(year=2099)}, by=make_user(), now=NOW
        )


# ---------------------------------------------------------------- every page that draws


@pytest.mark.row("OBS-18")
def test_every_page_that_draws_says_how_to_read_it_has_its_table_and_a_download(keeper):
    zone = make_zone("59999", kind="commune", nom="Clairmaille", slug="clairmaille")
    make_figure(zone, make_measure(), 41.2)
    drawn = []
    words = {"code": "poverty_rate_pct", "slug": "clairmaille"}
    for pattern in get_resolver("maillage.apps.observatory.urls").url_patterns:
        asked = set(pattern.pattern.converters)
        if not asked <= set(words):
            continue
        url = reverse(f"observatory:{pattern.name}", kwargs={name: words[name] for name in asked})
        answer = keeper.get(url)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        found = BeautifulSoup(answer.content, "html.parser")
        charts = found.select("main figure svg, main svg.bars, main svg.choro")
        if charts:
            drawn.append(pattern.name)
            assert "Comment lire" in said(found.main), url
            assert found.select_one("main table"), url
            links = [one["href"] for one in found.select("main a[href]")]
            assert any(
                one.partition("?")[0].endswith((".csv", ".ods", ".xlsx")) for one in links
            ), url
    assert "references" in drawn
