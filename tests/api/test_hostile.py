"""Absurd readings are refused in words; whoever asks too much waits, and nobody else does."""

import json

import pytest
from django.db import connection

from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.web.api import forget_counts
from tests.api.town import ROOT, Program, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return Program()


# ---------------------------------------------------------------- hostile


HOSTILE = [
    "limit=99999999999999999999", "limit=-1", "limit=0", "limit=1e3", "limit=NaN", "limit=",
    "limit=1&limit=2", "limit[]=3", "limit=%00", "after=..%2F", "after=%00", "after=" + "a" * 5_000,
    "bbox=NaN,NaN,NaN,NaN", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=0,60,1,50", "bbox=0,0,0,inf",
    "bbox=" + "9" * 400 + ",0,0,0", "changed_since=hier", "changed_since=99999999999999999999",
    "changed_since=2026-13-45T00:00:00Z", "changed_since=2026-01-01", "commune=%27 OR 1=1--",
    "commune=5999", "commune=59999&commune=59999", "quarter=%00", "inconnu=1", "%FF=1",
    "commune=%FF%FE", "x" * 3_000 + "=1", "limit=١",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/places", "/offers"])
def test_an_absurd_parameter_is_refused_in_words(program, path, query):
    said = problem(program.client.get(f"{ROOT}{path}?{query}"), 422, "api_parameters")
    assert said["errors"]
    assert all(len(one["message"]) < 500 for one in said["errors"])


@pytest.mark.parametrize(
    "query",
    [
        "latitude=NaN&longitude=3", "latitude=inf&longitude=3", "latitude=91&longitude=3",
        "latitude=" + "9" * 20 + "&longitude=3", "rayon=1", "rayon=-500", "jour=8", "moment=25:00",
        "besoin=inconnu", "langue=klingon", "q=" + "a" * 81, "q=%00", "ou=%00", "avec=x", "avec=",
        "suite=cx" + "9" * 20, "suite=cd1." + "9" * 20, "suite=" + "A" * 2_000, "limit=101",
        "inconnus=peut-etre", "avec=" + "&avec=".join(["a:b"] * 41),
    ],
)  # fmt: skip
def test_an_absurd_search_is_refused_in_words(program, query):
    make_place(n_offers=1)
    problem(program.client.get(f"{ROOT}/search?{query}"), 422, "api_parameters")


def test_the_last_cursor_there_can_be_ends_the_list(program):
    make_place(n_offers=1)
    for query in ("after=zzzzzzzzzzzz", "after=0", "changed_since=0001-01-01T00:00:00%2B14:00",
                  "changed_since=9999-12-31T23:59:59-14:00"):  # fmt: skip
        assert program.client.get(f"{ROOT}/places?{query}").status_code == 200
    for suite in ("cx999999999999999", "cd999999999999999.99999999", "cn1.", "ud1.1"):
        query = {"suite": suite} | (
            {} if suite[1] == "n" else {"latitude": "50", "longitude": "3", "inconnus": "true"}
        )
        assert program.get("/search", query).status_code == 200


def test_too_many_parameters_are_refused_in_words(program):
    many = "&".join(f"a{n}=1" for n in range(2_000))
    problem(program.client.get(f"{ROOT}/places?{many}"), 400, "api_unreadable")


def test_our_own_fault_is_said_without_a_trace_of_it(program, monkeypatch, caplog):
    def broken(*args, **options):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("maillage.apps.directory.api.places.list_places", broken)
    answer = program.get("/places")
    problem(answer, 500, "api_broken")
    assert "secret" not in answer.content.decode()
    assert "secret detail" in caplog.text


# ---------------------------------------------------------------- limits


def test_a_network_that_asks_too_much_waits_and_another_does_not(settings):
    settings.API_LIMITS = {"network": 5}
    first, second = Program(), Program()
    statuses = [first.get("/zones").status_code for _ in range(7)]
    assert statuses.count(429) >= 1
    assert statuses[:5] == [200] * 5
    answer = first.get("/zones")
    said = problem(answer, 429, "api_too_many")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "5" in said["detail"]
    second.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert second.get("/zones").status_code == 200
    # One network of IPv6 has more addresses than anybody can count.
    for number in range(7):
        second.client.defaults["REMOTE_ADDR"] = f"2001:db8::{number}"
        last = second.get("/zones")
    assert last.status_code == 429


def test_counts_are_shared_by_every_process_and_name_nobody(settings):
    settings.API_LIMITS = {"network": 4}
    program = Program()
    for _ in range(3):
        assert program.get("/zones").status_code == 200
    forget_counts()  # another process, that has seen nothing
    assert [program.get("/zones").status_code for _ in range(2)] == [200, 429]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM maillage_attempts")
        assert "127.0.0.1" not in str(cursor.fetchall())


def test_a_key_has_limits_of_its_own_and_wrong_keys_soon_have_none(settings):
    settings.API_LIMITS = {"network": 2, "key": 5, "wrong": 3}
    with_key = Program(make_user(), ("places:write",))
    assert [with_key.get("/zones").status_code for _ in range(6)] == [200] * 5 + [429]
    wrong = Program()
    wrong.headers["Authorization"] = "Bearer maillage_faux"
    statuses = [wrong.get("/zones").status_code for _ in range(5)]
    assert statuses[:3] == [401] * 3
    assert statuses[-1] == 429


def test_a_wrong_key_is_refused_even_where_none_is_needed():
    program = Program()
    for value in ("Bearer faux", "Bearer", "Basic dTpw", "maillage_x", "Bearer maillage_\x7f"):
        program.headers["Authorization"] = value
        answer = program.get("/places")
        problem(answer, 401, "api_key_wrong")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_refusal_is_json_that_any_reader_reads(program):
    assert json.loads(program.get("/places?limit=x").content)["errors"][0]["where"] == "query.limit"
    assert "vouliez-vous dire « limit »" in program.get("/places?limti=3").content.decode()
