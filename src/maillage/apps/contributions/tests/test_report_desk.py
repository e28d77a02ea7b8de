"""The keepers answer what anybody reported: corrected, closed, nothing to correct, taken back."""

from datetime import timedelta

import pytest

from maillage.apps.contributions.actions import correct_report, refuse_report, report
from maillage.apps.contributions.errors import AnswerMissing, ReportDecided
from maillage.apps.contributions.models import Report
from maillage.apps.contributions.tests.conftest import session_of
from maillage.apps.contributions.tests.factories import NOW, make_author, make_report
from maillage.apps.contributions.tests.test_steps import url
from maillage.apps.directory.queries import audit_rows, get_place
from maillage.apps.directory.tests.desk import fill_in, text
from maillage.apps.directory.tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db


def told(place, **said):
    fields = {"kind": "hours", "text": "C’est fermé le lundi.", "values": None, "channel": "public"}
    return report(place, **fields | {"now": NOW} | said)


def test_the_queue_shows_the_oldest_first_and_joins_those_that_say_the_same(by_keeper):
    old = make_place(nom="Local du Rouet")
    told(make_place(nom="Le Fuseau"), now=NOW + timedelta(days=1))
    for _ in range(3):
        told(old)
    page = text(by_keeper.get(url("reports")))
    assert page.index("Local du Rouet") < page.index("Le Fuseau")
    assert "3 personnes disent la même chose" in page
    desk = text(by_keeper.get("/pro/"))
    assert "2 erreurs signalées attendent" in desk


def test_the_queue_says_what_is_to_be_written_even_when_nothing_else_was_said(by_keeper):
    make_report(text="", right_value="9 h à 12 h")
    make_report(text="", values={"adresse": "9 rue du Rouet"}, channel="contact")
    page = text(by_keeper.get(url("reports")))
    assert "À écrire : « 9 h à 12 h »" in page
    assert "À écrire : Numéro et rue : 9 rue du Rouet" in page


def test_opening_a_report_tells_its_author_that_it_is_read(by_keeper, client):
    place = make_place(telephone="+33199002110")
    made, code = told(place)
    page = by_keeper.get(url("report", made.pk))
    assert "01 99 00 21 10" in text(page).replace("\u00a0", " ")
    made.refresh_from_db()
    assert made.state == "read"
    assert "Lu" in text(client.post(url("follow"), {"code": code}))


def test_a_correction_starts_with_what_was_proposed_and_answers_all_who_said_it(by_keeper, client):
    place = make_place(horaires="Mo 09:00-12:00")
    said = {"values": {"horaires": "Tu 09:00-12:00"}, "channel": "contact"}
    made, code = told(place, **said)
    _other, same = told(place, **said)
    page = url("correct_reported", made.pk)
    assert "Tu 09:00-12:00" in by_keeper.get(page).content.decode()
    answer = fill_in(by_keeper, page)
    assert answer.status_code == 302, text(answer)
    assert get_place(place.public_id).horaires == "Tu 09:00-12:00"
    for one in (code, same):
        assert "Corrigé" in text(client.post(url("follow"), {"code": one}))
    assert {row.decided_with for row in Report.objects.all()} == {made.pk}
    assert [row.action for row in audit_rows("report", str(made.pk))] == ["correct_report"]
    assert [row.action for row in audit_rows("place", place.public_id)] == ["edit_place"]


def test_a_number_that_was_typed_is_in_the_form_and_may_be_changed(by_keeper):
    place = make_place()
    made, _code = told(place, kind="phone", text="", right_value="01 99 00 33 44")
    page = url("correct_reported", made.pk)
    assert "01 99 00 33 44" in by_keeper.get(page).content.decode().replace("\u00a0", " ")
    assert fill_in(by_keeper, page, telephone="01 99").status_code == 422
    assert fill_in(by_keeper, page, telephone="01 99 00 33 45").status_code == 302
    assert get_place(place.public_id).telephone == "+33199003345"


def test_a_correction_that_changes_nothing_is_not_an_answer(by_keeper):
    made, _code = told(make_place())
    answer = fill_in(by_keeper, url("correct_reported", made.pk))
    assert answer.status_code == 422
    assert "rien changé" in text(answer)
    assert by_keeper.post(url("already_corrected", made.pk)).status_code == 302
    made.refresh_from_db()
    assert made.state == "corrected"


def test_the_place_is_closed_with_its_day_and_the_report_is_answered(by_keeper):
    place, other = make_place(), make_place(nom="Le Fuseau")
    made, _code = told(place, kind="closed", text="")
    page = url("close_reported", made.pk)
    assert fill_in(by_keeper, page, on="").status_code == 422
    answer = fill_in(by_keeper, page, on="2026-09-01", moved_to=other.public_id)
    assert answer.status_code == 302, text(answer)
    place = get_place(place.public_id)
    assert (place.state, place.moved_to) == ("moved", other)
    made.refresh_from_db()
    assert made.state == "corrected"


def test_nothing_to_correct_needs_a_sentence_which_the_author_reads(by_keeper, client):
    made, code = told(make_place())
    page = url("nothing_to_correct", made.pk)
    assert by_keeper.post(page, {"answer": " "}).status_code == 422
    with pytest.raises(AnswerMissing):
        refuse_report(number=made.pk, answer=" ", by=make_user(), now=NOW)
    assert by_keeper.post(page, {"answer": "Nous avons appelé : ouvert."}).status_code == 302
    told_back = text(client.post(url("follow"), {"code": code}))
    assert "Pas corrigé" in told_back
    assert "Nous avons appelé : ouvert." in told_back


def test_an_answer_is_taken_back_for_all_who_received_it(by_keeper, client):
    place = make_place()
    made, code = told(place)
    told(place)
    by_keeper.post(url("nothing_to_correct", made.pk), {"answer": "Ouvert."})
    assert url("reopen_report", made.pk) in by_keeper.get(url("reports")).content.decode()
    assert "Reprendre" in text(by_keeper.get(url("report", made.pk)))
    assert by_keeper.post(url("reopen_report", made.pk)).status_code == 302
    assert set(Report.objects.values_list("state", "answer", "decided_by")) == {("read", "", None)}
    assert "Ouvert." not in text(client.post(url("follow"), {"code": code}))
    actions = [row.action for row in audit_rows("report", str(made.pk))]
    assert actions == ["reopen_report", "refuse_report"]
    answer = by_keeper.post(url("reopen_report", made.pk))
    assert answer.status_code == 409


def test_the_second_keeper_is_told_who_answered_and_changes_nothing(by_keeper):
    place = make_place(horaires="Mo 09:00-12:00")
    made, _code = told(place)
    by_keeper.post(url("nothing_to_correct", made.pk), {"answer": "Ouvert."})
    second = session_of(make_user(name="Sacha Exemple", role="coordinator"))
    answer = second.post(url("already_corrected", made.pk))
    assert answer.status_code == 409
    assert "Dominique Exemple a déjà répondu" in text(answer)
    assert second.get(url("correct_reported", made.pk)).status_code == 409
    with pytest.raises(ReportDecided):
        correct_report(
            number=made.pk, values={"horaires": "Tu 10:00-12:00"}, by=make_user(), now=NOW
        )
    assert get_place(place.public_id).horaires == "Mo 09:00-12:00"


def test_what_was_taken_back_is_answered_by_nobody(by_keeper):
    made = make_report("withdrawn")
    answer = by_keeper.post(url("already_corrected", made.pk))
    assert answer.status_code == 409
    assert "a retiré" in text(answer)
    assert "seul le numéro reste" in text(by_keeper.get(url("report", made.pk)))


def test_the_trace_holds_neither_the_words_nor_the_answer(by_keeper):
    made, _code = told(make_place())
    by_keeper.post(url("nothing_to_correct", made.pk), {"answer": "Secret."})
    row = audit_rows("report", str(made.pk))[0]
    assert "Secret" not in str(row.after)
    assert "lundi" not in str(row.after)
    assert "Signalement : rien à corriger" in text(session_of(make_user()).get("/pro/journal/"))


def test_professionals_who_do_not_publish_do_not_read_reports(by_author):
    made = make_report()
    for route in ("reports",):
        assert by_author.get(url(route)).status_code == 403
    assert by_author.get(url("report", made.pk)).status_code == 403
    assert by_author.get(url("report", 99_999)).status_code == 403
    assert "erreur signalée" not in text(session_of(make_author(name="A")).get("/pro/"))


def test_a_report_typed_for_somebody_has_its_trace():
    keeper = make_user()
    made, _code = told(make_place(), channel="phone", by=keeper)
    assert [row.action for row in audit_rows("report", str(made.pk))] == ["add_report"]


def test_a_report_of_a_record_that_was_joined_corrects_the_place_that_is_left(by_keeper, client):
    kept, other = make_place(nom="Local du Rouet"), make_place(nom="Rouet")
    made, _code = told(other, values={"horaires": "Tu 09:00-12:00"}, channel="contact")
    other.joined_to = kept
    other.save(update_fields=["joined_to"])
    assert "Local du Rouet" in text(by_keeper.get(url("report", made.pk)))
    assert fill_in(by_keeper, url("correct_reported", made.pk)).status_code == 302
    assert get_place(kept.public_id).horaires == "Tu 09:00-12:00"
    later, _code = told(other, text="Autre chose.")
    assert later.place == kept
