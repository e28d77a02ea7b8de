"""A sheet is sent, answered, passed on; two at once, one holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from maillage.apps.directory.tests.factories import AuditRow, make_user
from maillage.apps.liaison.actions.answers import Answer, answer, pass_on
from maillage.apps.liaison.actions.sheets import Agreement
from maillage.apps.liaison.errors import (
    AnsweredMeanwhile,
    NoAgreement,
    NotWritten,
    PublicClosed,
    SheetOver,
)
from maillage.apps.liaison.models import Consent, Face, Notice, Sending, Sheet, State, Step
from maillage.apps.liaison.queries.codes import (
    answer_code_of,
    code_of,
    find_sheet,
    link_of,
    seen_mark,
    sending_of_code,
    sending_of_link,
)
from maillage.apps.liaison.tests.factories import NOW, SPOKEN, make_recipient

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def tell(sheet, state, *, seen="", now=LATER, by=None, **said):
    """Answer a sheet where it is."""
    sending = sheet.sendings.order_by("-number").first()
    return answer(
        sending.pk, Answer(state=state, **said), seen=seen or seen_mark(sending),
        face=Face.RECEIVER if by else Face.LINK, now=now, by=by,
    )  # fmt: skip


def test_a_sheet_leaves_with_its_agreement_its_code_and_its_link(town):
    sheet = town.send()
    sending = sheet.sendings.get()
    assert sending.state == State.SENT
    assert sending.consent.scope == ["need", "name", "phone"]
    assert sending.consent.recorded_by == town.sender
    assert find_sheet(code_of(sheet)) == sheet
    assert sending_of_link(link_of(sheet.pk, 1)) == sending
    assert sending_of_code(answer_code_of(sheet.pk, 1)) == sending
    assert sheet.reference == f"F-2026-{sheet.pk:04d}"
    assert AuditRow.objects.filter(action="send_sheet", subject_id=sheet.reference).exists()


@pytest.mark.row("LIA-08")
@pytest.mark.row("WRN-22")
@pytest.mark.parametrize("how", ["", "assumed"])
def test_without_agreement_nothing_is_written(town, how):
    with pytest.raises(NoAgreement):
        town.send(agreement=Agreement(how=how))
    with pytest.raises(NoAgreement):
        town.send(agreement=Agreement(how="screen", signature=""))
    assert not Sheet.objects.exists()
    assert not Notice.objects.exists()


def test_sent_twice_by_one_form_it_is_one_sheet(town):
    assert town.send(once="une fois") == town.send(once="une fois")
    assert Sheet.objects.count() == Notice.objects.count() == 1


def test_the_form_of_another_person_is_another_sheet(town):
    from django.db import IntegrityError

    town.send(once="une fois")
    other = make_user(role="prescriber", organisation=town.sender_house)
    town.sender = other
    with pytest.raises(IntegrityError):
        town.send(once="une fois")


@pytest.mark.row("LIA-02")
def test_a_public_that_is_not_received_is_refused_before_sending_then_sent_if_decided(town):
    place = make_recipient(offer={"publics_specifiquement_adresses": ["Seniors"]})
    with pytest.raises(PublicClosed) as refused:
        town.send(place=place, public="Jeunes")
    assert "Seniors" in str(refused.value)
    assert not Sheet.objects.exists()
    assert town.send(place=place, public="Jeunes", anyway=True)
    assert town.send(place=place, public="Seniors")
    assert town.send(place=place, public="")
    with pytest.raises(PublicClosed):
        town.send(place=place, public="aucun")


def test_the_public_is_not_kept(town):
    sheet = town.send(public="Femmes")
    assert "Femmes" not in str(Sheet.objects.filter(pk=sheet.pk).values().get())


def test_a_place_answers_step_by_step_and_who_sent_it_is_told(town):
    sheet = town.send()
    tell(sheet, State.RECEIVED)
    at = LATER + timedelta(days=3)
    tell(sheet, State.APPOINTMENT, appointment_at=at, note="Sonnez en bas.", by=town.receiver)
    tell(sheet, State.SEEN)
    sending = tell(sheet, State.DONE, outcome="solved", rights={"housing": "opened"})
    assert [step.state for step in Step.objects.order_by("pk")] == [
        "sent", "received", "appointment", "seen", "done",
    ]  # fmt: skip
    assert (sending.outcome, sending.appointment_at, sending.note) == (
        "solved",
        at,
        "Sonnez en bas.",
    )
    assert sending.first_answer_at == LATER
    assert Notice.objects.filter(kind="answer").count() == 3
    assert sending.rights.get().result == "opened"
    assert AuditRow.objects.filter(action="answer_sheet").count() == 1


def test_an_answer_to_a_state_that_is_gone_is_refused_and_says_what_happened(town):
    sheet = town.send()
    seen = seen_mark(sheet.sendings.get())
    tell(sheet, State.REFUSED, refusal="full")
    with pytest.raises(AnsweredMeanwhile, match="refusée"):
        tell(sheet, State.SEEN, seen=seen)
    assert sheet.sendings.get().state == State.REFUSED


def test_the_same_answer_pressed_twice_is_one(town):
    sheet = town.send()
    seen = seen_mark(sheet.sendings.get())
    tell(sheet, State.SEEN, seen=seen)
    tell(sheet, State.SEEN, seen=seen)
    assert Step.objects.filter(state="seen").count() == 1


def test_two_answers_of_one_moment_are_told_apart(town):
    sheet = town.send()
    first = tell(sheet, State.APPOINTMENT, appointment_at=LATER, now=LATER)
    second = tell(sheet, State.APPOINTMENT, appointment_at=LATER + timedelta(1), now=LATER)
    assert seen_mark(first) != seen_mark(second)


@pytest.mark.parametrize("end", [{"state": "done", "outcome": "came"},
                                 {"state": "refused", "refusal": "area"}])  # fmt: skip
def test_what_is_ended_is_not_answered_again(town, end):
    sheet = town.send()
    tell(sheet, **end)
    with pytest.raises(SheetOver):
        tell(sheet, State.SEEN)


@pytest.mark.row("LIA-05")
def test_redirected_twice_the_third_place_reads_the_need_as_first_written(town):
    sheet = town.send()
    for number in (1, 2):
        sending = sheet.sendings.get(number=number)
        pass_on(
            sending.pk, place=make_recipient(), agreement=SPOKEN, seen=seen_mark(sending),
            face=Face.LINK, now=LATER,
        )  # fmt: skip
    third = sending_of_link(link_of(sheet.pk, 3))
    assert third.sheet.need == "Je voudrais refaire ma demande de logement."
    assert third.sheet.reference == sheet.reference
    assert list(sheet.sendings.order_by("number").values_list("state", "outcome")) == [
        ("redirected", "redirected"), ("redirected", "redirected"), ("sent", ""),
    ]  # fmt: skip
    assert Consent.objects.filter(recorded_by=None, recorded_through__isnull=False).count() == 2


def test_a_place_that_passed_a_sheet_on_opens_it_no_more(town):
    from maillage.apps.liaison.errors import CodeUnknown, LinkOver

    sheet = town.send()
    sending = sheet.sendings.get()
    pass_on(sending.pk, place=make_recipient(), agreement=SPOKEN, seen=seen_mark(sending),
            face=Face.LINK, now=LATER)  # fmt: skip
    with pytest.raises(LinkOver):
        sending_of_link(link_of(sheet.pk, 1))
    with pytest.raises(CodeUnknown):
        sending_of_code(answer_code_of(sheet.pk, 1))


def test_passing_on_needs_a_new_agreement_and_another_place(town):
    sheet = town.send()
    sending = sheet.sendings.get()
    words = {"seen": seen_mark(sending), "face": Face.LINK, "now": LATER}
    with pytest.raises(NoAgreement):
        pass_on(sending.pk, place=make_recipient(), agreement=Agreement(how=""), **words)
    with pytest.raises(SheetOver):
        pass_on(sending.pk, place=town.place, agreement=SPOKEN, **words)
    assert sheet.sendings.get().state == State.SENT


def test_refused_somewhere_it_is_sent_elsewhere_by_who_sent_it(town):
    sheet = town.send()
    tell(sheet, State.REFUSED, refusal="full")
    sending = sheet.sendings.get()
    pass_on(sending.pk, place=make_recipient(), agreement=SPOKEN, seen=seen_mark(sending),
            face=Face.SENDER, now=LATER, by=town.sender)  # fmt: skip
    assert list(sheet.sendings.order_by("number").values_list("state", flat=True)) == [
        "refused", "sent",
    ]  # fmt: skip


def test_passed_on_twice_by_one_press_it_goes_once(town):
    sheet = town.send()
    sending = sheet.sendings.get()
    place = make_recipient()
    words = {"place": place, "agreement": SPOKEN, "seen": seen_mark(sending), "face": Face.LINK,
             "now": LATER}  # fmt: skip
    assert pass_on(sending.pk, **words) == pass_on(sending.pk, **words)
    assert Sending.objects.count() == 2
    with pytest.raises(AnsweredMeanwhile):
        pass_on(sending.pk, **words | {"place": make_recipient()})


def test_an_agreement_never_lasts_beyond_what_is_set(town, settings):
    settings.SHEET_DAYS = 100
    sheet = town.send(agreement=replace(SPOKEN, days=10_000))
    assert (sheet.erase_on - NOW.date()).days == 100
    assert sheet.consents.get().until == sheet.erase_on


def test_a_sheet_past_its_last_day_is_passed_on_no_more_even_before_it_is_erased(town, settings):
    sending = town.send().sendings.get()
    settings.SHEET_DAYS = 100
    words = {"place": make_recipient(), "agreement": SPOKEN, "seen": seen_mark(sending),
             "face": Face.LINK}  # fmt: skip
    with pytest.raises(SheetOver):
        pass_on(sending.pk, **words, now=NOW + timedelta(days=101))
    assert Sending.objects.get().state == State.SENT
    assert pass_on(sending.pk, **words, now=NOW + timedelta(days=100)).number == 2


@pytest.mark.parametrize("field", ["need", "name", "partner_reference"])
def test_what_a_sheet_never_holds_is_refused_by_the_action_too(town, field):
    with pytest.raises(NotWritten):
        town.send(**{field: "1 85 05 78 006 084 36"})
    assert not Sheet.objects.exists()


@pytest.mark.row("LIA-04")
def test_the_reference_of_a_partner_is_all_that_is_asked_of_its_file(town):
    from maillage.apps.liaison.forms.sheet import SheetForm

    sheet = town.send(partner_reference="PLIE-2026-00871234")
    assert Sheet.objects.get(pk=sheet.pk).partner_reference == "PLIE-2026-00871234"
    form = SheetForm(organisations=[(1, "La Navette")])
    assert [n for n in form.fields if "partner" in n or "dossier" in n] == ["partner_reference"]


@pytest.mark.row("ORI-28")
def test_the_receiving_place_sees_that_a_first_visit_is_accompanied(town, sign_in):
    sheet = town.send(constraints=["first_visit"])
    page = sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/").content.decode()
    assert "Première visite accompagnée" in page
