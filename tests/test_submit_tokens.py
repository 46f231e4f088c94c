"""The token of an OAuth2 client: when it is needed, what is taken for one, and that nothing shows itself."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.submit.auth import Basic, Bearer, ClientCredentials
from dpspec.submit.steps import Lost
from dpspec.submit.tokens import FORM, Credentials

CLIENT = ClientCredentials("the-client", "the-secret")
NEW = {"access_token": "T2"}
TIGER = b'{"access_token": "tiger"}'
ADVICE = "check client id, client secret and token URL"


def answered(**members):
    return json.dumps({"access_token": "T1", "token_type": "bearer", "expires_in": 3600} | members).encode()


def taken(now=0.0, **members):
    credentials = Credentials(CLIENT)
    assert credentials.take(200, answered(**members), now) is None
    return credentials


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


# --- what goes into a request -----------------------------------------------------------------------------------------


def test_nobody_in_particular_sends_no_header():
    assert Credentials(None).header() == {}
    assert not Credentials(None).needs_token(0)
    assert not Credentials(None).can_renew


def test_a_user_sends_name_and_password():
    credentials = Credentials(Basic("scott", "tigér:x"))
    assert credentials.header() == {"authorization": basic("scott", "tigér:x")}
    assert not credentials.needs_token(1e9)
    assert not credentials.can_renew


def test_a_ready_token_is_sent_as_it_is():
    credentials = Credentials(Bearer("abc"))
    assert credentials.header() == {"authorization": "Bearer abc"}
    assert not credentials.needs_token(1e9)
    assert not credentials.can_renew


def test_a_client_asks_for_a_token_first_and_then_sends_that():
    credentials = Credentials(CLIENT)
    assert credentials.needs_token(0)
    assert credentials.can_renew
    assert FORM == "grant_type=client_credentials"
    assert credentials.token_header() == {
        "authorization": basic("the-client", "the-secret"),
        "content-type": "application/x-www-form-urlencoded",
    }
    assert credentials.take(200, answered(), 0) is None
    assert not credentials.needs_token(0)
    assert credentials.header() == {"authorization": "Bearer T1"}


@pytest.mark.parametrize("auth", [None, Basic("scott", "x"), Bearer("x")])
def test_only_a_client_asks_for_a_token(auth):
    with pytest.raises(TypeError, match="only an OAuth2 client"):
        Credentials(auth).token_header()


# --- when it is renewed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("life", "until"),
    [(3600, 3540), (3600.5, 3540.5), (601, 541), (600, 540), (100, 90), (10, 9), (0, 0), (86400, 86340)],
)
def test_a_token_is_renewed_a_minute_before_it_expires_or_after_nine_tenths(life, until):
    credentials = taken(1000.0, expires_in=life)
    assert credentials.needs_token(1000 + until)
    assert not credentials.needs_token(1000 + until - 0.5)


@pytest.mark.parametrize("life", [None, "3600", True, [], {}])
def test_a_life_that_is_no_number_counts_as_an_hour(life):
    credentials = taken(expires_in=life)
    assert not credentials.needs_token(3539)
    assert credentials.needs_token(3540)


@pytest.mark.parametrize("life", ["1" + "0" * 400, "1e999", "-1e999", "NaN", "Infinity", "-Infinity", "-1" + "0" * 400])
def test_a_life_that_no_clock_can_count_counts_as_an_hour(life):
    credentials = Credentials(CLIENT)
    assert credentials.take(200, f'{{"access_token": "T1", "expires_in": {life}}}'.encode(), 0) is None
    assert credentials.header() == {"authorization": "Bearer T1"}
    assert not credentials.needs_token(3539)
    assert credentials.needs_token(3540)


def test_a_token_that_is_expired_already_is_renewed_at_the_next_request():
    assert taken(5.0, expires_in=-10).needs_token(5.0)


def test_a_token_that_is_forgotten_is_asked_for_anew():
    credentials = taken()
    credentials.forget()
    assert credentials.needs_token(0)
    assert credentials.take(200, answered(**NEW), 10) is None
    assert credentials.header() == {"authorization": "Bearer T2"}
    assert not credentials.needs_token(10)


def test_a_new_token_takes_the_place_of_the_old_one():
    credentials = taken()
    assert credentials.take(200, answered(**NEW, expires_in=100), 3540) is None
    assert credentials.header() == {"authorization": "Bearer T2"}
    assert credentials.needs_token(3540 + 90)


# --- what is no token -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"T1"', b"{}", b"\xff", b"[" * 100_000, b"<html></html>", b'{"access_token": null}']
    + [
        answered(access_token=value)
        for value in ("", 7, ["T1"], "a\r\nb", "a\nx-evil: 1", "\x1b[2J", "é", "a\0", "\u202e")
    ],
)
def test_an_answer_without_a_token_is_told(body):
    credentials = Credentials(CLIENT)
    found = credentials.take(200, body, 0)
    assert found == Lost("the token endpoint answered 200 without a token", sent=False, code="DP406", help=ADVICE)
    assert credentials.needs_token(0)


@pytest.mark.parametrize(
    ("status", "code"), [(400, "DP402"), (401, "DP402"), (403, "DP402"), (302, "DP406"), (404, "DP406"), (503, "DP406")]
)
def test_a_client_that_is_refused_is_told_with_the_status(status, code):
    credentials = Credentials(CLIENT)
    found = credentials.take(status, answered(), 0)
    assert found == Lost(f"the token endpoint answered {status}", sent=False, code=code, help=ADVICE)
    assert credentials.needs_token(0)


@settings(deadline=None)
@given(st.integers(100, 599), st.binary(max_size=60))
def test_whatever_is_answered_is_a_token_or_told(status, body):
    credentials = Credentials(CLIENT)
    found = credentials.take(status, body, 0)
    assert credentials.needs_token(0) is (found is not None)


@settings(deadline=None)
@given(st.recursive(st.none() | st.floats() | st.integers() | st.text(), lambda inner: st.lists(inner), max_leaves=3))
def test_whatever_its_life_is_a_token_is_taken(life):
    assert Credentials(CLIENT).take(200, json.dumps({"access_token": "T1", "expires_in": life}).encode(), 0) is None


# --- nothing shows itself ---------------------------------------------------------------------------------------------


def test_no_secret_is_in_a_repr():
    for auth in (Basic("scott", "tiger"), CLIENT, Bearer("the-secret")):
        credentials = Credentials(auth)
        if auth is CLIENT:
            assert credentials.take(200, TIGER, 0) is None
        for shown in (repr(auth), str(auth), repr(credentials), str(credentials)):
            assert "tiger" not in shown
            assert "the-secret" not in shown


def test_what_the_endpoint_answers_is_not_shown():
    found = Credentials(CLIENT).take(400, b'{"error": "tiger"}', 0)
    assert "tiger" not in f"{found}"
