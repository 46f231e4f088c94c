"""Faults where both ways are open: one job over both faces, and no other way after an outcome that is not known."""

import asyncio
import gc
import socket
from contextlib import AsyncExitStack, ExitStack

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.errors import JobError
from dpspec.jobs import End
from dpspec.sandbox import Cut, DropStatement, FailStatement, HttpFault, Trickle
from dpspec.submit import Noted, direct_follow, route
from tests import faults as table
from tests.faults import SPEC, Bench, Case, codes, tries

# python-oracledb leaves the socket of a login that breaks off to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

REJECTED, UNKNOWN, SUCCEEDED = End.REJECTED, End.UNKNOWN, End.SUCCEEDED
LIST, POST = 0, 1
EXPORT = r"/export$"
HEAD = "^(GET|POST) "
HTML = b"<!DOCTYPE html><html><title>Sign in</title></html>"


@pytest.fixture(scope="module")
def shared():
    with Bench() as bench, pytest.MonkeyPatch.context() as patch:
        patch.setattr(direct_follow, "_OUT_OF_REACH", 20.0)
        yield bench
    gc.collect()


@pytest.fixture
def bench(shared):
    shared.reset()
    return shared


def by_auto(bench, spec=SPEC, url=None, **options):
    def submit(on_event):
        with ExitStack() as opened:
            return route.submit(
                spec,
                ords=lambda: opened.enter_context(bench.ords(url=url, on_event=on_event, **options)),
                direct=lambda: opened.enter_context(bench.direct(on_event=on_event)),
                on_event=on_event,
            )

    return submit


def by_auto_async(bench, spec=SPEC):
    async def submit(on_event):
        ords, direct = bench.async_ords(on_event=on_event), bench.async_direct(on_event=on_event)
        async with AsyncExitStack() as opened:
            opened.push_async_callback(ords.close)
            opened.push_async_callback(direct.close)
            return await route.submit_async(spec, ords=lambda: ords, direct=lambda: direct, on_event=on_event)

    return lambda on_event: asyncio.run(submit(on_event))


def fallbacks():
    """Make the cases after which the other way is taken: ORDS has surely not taken the request."""
    for status in (401, 403, 404, 409, 500, 503, 555):
        lasting = None if status == 503 else 1
        yield Case("fallback", f"{status}-at-the-list", [HttpFault(path="/jobs/$", status=status, times=lasting)])
    for status in (401, 403, 404, 503):
        yield Case("fallback", f"{status}-at-the-post", [HttpFault(path=EXPORT, status=status)])
    yield Case("fallback", "html-at-the-list", [HttpFault(path="/jobs/$", status=200, body=HTML)])
    for when in ("connect", "before", "after", "reply"):
        fault = Cut(when=when, times=None, sent=HEAD, bytes=9)
        yield Case("fallback", f"{when}-at-the-list", [fault])


def unsure():
    """Make the cases after which nothing else is tried: a job may be there, or the database has refused it."""
    for status in (307, 409, 500, 555):
        yield Case("no fallback", f"{status}-before", [HttpFault(path=EXPORT, status=status)])
    for status in (307, 401, 403, 404, 409, 500, 502, 503, 504, 555):
        yield Case("no fallback", f"{status}-after", [HttpFault(path=EXPORT, status=status, after=True)])
    for body in (b"", b"{", HTML):
        yield Case("no fallback", f"body-{len(body)}", [HttpFault(path=EXPORT, body=body, after=True)])
    for when in ("before", "after", "reply"):
        yield Case("no fallback", f"reset-{when}", [Cut(sent="^POST", when=when, bytes=9)])
        ever = Cut(sent=HEAD, skip=POST, when=when, times=None)
        yield Case("no fallback", f"reset-{when}-for-good", [ever])
    for status in (401, 403, 404, 502, 503, 504):
        ever = HttpFault(skip=POST, status=status, times=None)
        yield Case("no fallback", f"{status}-for-good", [ever])


FALLBACKS, UNSURE = list(fallbacks()), list(unsure())
CASES = [*FALLBACKS, *UNSURE]


@pytest.mark.parametrize("case", FALLBACKS, ids=str)
def test_where_ords_has_surely_not_taken_it_the_direct_way_makes_the_one_job(bench, case):
    trial = bench.trial(by_auto(bench), *case.faults).check()
    assert (trial.end, trial.told.via) == (SUCCEEDED, "direct")
    assert trial.fired
    notes = [event.message for event in trial.events if isinstance(event, Noted)]
    assert notes[0] == "submitting through ORDS"
    assert any(note.startswith("submitting directly, not through ORDS: ") for note in notes)


@pytest.mark.parametrize("case", UNSURE, ids=str)
def test_where_ords_may_have_taken_it_no_other_way_is_tried(bench, case):
    trial = bench.trial(by_auto(bench), *case.faults).check()
    assert trial.told.via == "ords"
    assert trial.fired
    assert bench.sandbox.statements == []
    assert not trial.told.safe_elsewhere


@pytest.mark.parametrize("case", [*FALLBACKS[::3], *UNSURE[::3]], ids=str)
def test_it_is_the_same_where_it_is_awaited(bench, case):
    trial = bench.trial(by_auto_async(bench), *case.faults).check()
    assert trial.told.via == ("direct" if case.row == "fallback" else "ords")


@pytest.mark.parametrize("case", FALLBACKS[::4], ids=str)
@pytest.mark.parametrize("after", [False, True])
@tries("both ways", times=2 * len(FALLBACKS[::4]))
def test_a_connection_that_is_lost_after_the_fallback_makes_no_second_job(bench, case, after):
    trial = bench.trial(by_auto(bench), *case.faults, DropStatement(kind="submit", after=after)).check()
    assert trial.end is (SUCCEEDED if after else UNKNOWN)
    assert len(trial.ran) == after


@pytest.mark.parametrize("case", FALLBACKS[::4], ids=str)
@tries("both ways", times=len(FALLBACKS[::4]))
def test_where_neither_way_works_both_reasons_are_told(bench, case):
    refused = FailStatement(kind="submit", code=31626, message="job does not exist")
    trial = bench.trial(by_auto(bench), *case.faults, refused).check()
    assert trial.end is REJECTED
    assert len(trial.told.diagnostics) == 2
    assert "ORDS" in trial.told.diagnostics[0].message or "job list" in trial.told.diagnostics[0].message
    assert "ORA-31626" in trial.told.diagnostics[1].message


@tries("both ways")
def test_a_server_of_ords_that_is_not_there_is_gone_around(bench):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    trial = bench.trial(by_auto(bench, url=f"http://127.0.0.1:{port}/ords/scott/")).check()
    assert (trial.end, trial.told.via) == (SUCCEEDED, "direct")


@tries("both ways")
def test_a_certificate_that_is_not_trusted_is_gone_around(bench):
    url = bench.sandbox.url.replace("http:", "https:")
    trial = bench.trial(by_auto(bench, url=url)).check()
    assert (trial.end, trial.told.via) == (SUCCEEDED, "direct")
    assert bench.sandbox.requests == []


@tries("both ways", times=2)
def test_a_reply_that_trickles_in_makes_no_second_job():
    for sent, via in (("^GET", "direct"), ("^POST", "ords")):
        with Bench() as bench:
            fault = Trickle(sent=sent, seconds=0.02, times=None)
            trial = bench.trial(by_auto(bench, request_timeout=0.1), fault).check()
            assert trial.told.via == via


@tries("both ways")
def test_a_spec_that_ords_cannot_say_goes_directly_and_what_fails_there_is_told(bench):
    spec = evolve(SPEC, job_name="NIGHTLY")
    trial = bench.trial(by_auto(bench, spec), DropStatement(kind="submit", after=True)).check()
    assert (trial.end, trial.told.via) == (SUCCEEDED, "direct")
    assert bench.sandbox.requests == []


@tries("both ways")
def test_a_way_that_cannot_even_be_opened_is_gone_around(bench):
    def submit(on_event):
        with ExitStack() as opened:
            direct = bench.direct(on_event=on_event)
            return route.submit(
                SPEC,
                ords=lambda: opened.enter_context(bench.ords(url="http://ords.example/ords/scott/")),
                direct=lambda: opened.enter_context(direct),
            )

    trial = bench.trial(submit).check()
    assert (trial.end, trial.told.via) == (SUCCEEDED, "direct")


def test_what_is_raised_by_the_only_way_is_raised(bench):
    with pytest.raises(JobError) as raised:
        route.submit(SPEC, ords=lambda: bench.ords(url="http://ords.example/ords/scott/"), via="ords")
    assert codes(raised.value) == ["DP410"]


HTTP = st.builds(
    HttpFault,
    skip=st.integers(0, 4),
    times=st.sampled_from([1, 2, 6, None]),
    status=st.sampled_from([None, 200, 301, 400, 401, 403, 404, 409, 500, 502, 503, 504, 555]),
    body=st.sampled_from([None, None, b"", HTML]),
    after=st.booleans(),
)
CUT = st.builds(
    Cut,
    face=st.sampled_from(["http", "net"]),
    skip=st.integers(0, 6),
    times=st.sampled_from([1, 2, None]),
    when=st.sampled_from(["before", "after", "reply"]),
)
DROPPED = st.builds(DropStatement, skip=st.integers(0, 6), times=st.sampled_from([1, 2]), after=st.booleans())


@settings(max_examples=25, deadline=None)
@given(faults=st.lists(HTTP | CUT | DROPPED, min_size=1, max_size=4))
def test_there_is_one_job_at_most_for_any_sequence_of_faults(shared, faults):
    shared.reset()
    shared.trial(by_auto(shared), *faults).check()


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_page_of_faults_is_up_to_date():
    assert table.PAGE.read_text("utf-8") == table.page()


def test_every_row_of_the_table_is_tried_and_everything_that_is_tried_has_a_row():
    assert table.tried().keys() == table.ROWS.keys()


def test_a_doubled_and_a_lost_job_would_be_seen(bench):
    def twice(on_event):
        bench.by_ords(wait=False)(on_event)
        return bench.by_direct(wait=False)(on_event)

    def rejected(on_event):
        return evolve(bench.by_direct(wait=False)(on_event), end=REJECTED, job=None)

    def too_early(on_event):
        return evolve(bench.by_direct(wait=False)(on_event), end=SUCCEEDED)

    def another(on_event):
        outcome = bench.by_direct(wait=False)(on_event)
        return evolve(outcome, job=evolve(outcome.job, job_name="OTHER"))

    doubled, lost, early, other = (bench.trial(submit) for submit in (twice, rejected, too_early, another))
    assert doubled.doubled
    assert lost.lost
    assert (doubled.lost, lost.doubled) == (False, False)
    for trial in (doubled, lost, early, other):
        with pytest.raises(AssertionError):
            trial.check()
