"""What docs/unconfirmed.md says is not confirmed, and a server can tell (docs/live.md says which test)."""

from __future__ import annotations

import pytest

from dpspec.jobs import End
from tests.live import server

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("LIKE 'DP!_A%' ESCAPE '!'", [server.ALPHA]),
        ("BETWEEN 'DP_A' AND 'DP_C'", [server.ALPHA, server.BETA]),
        ("= N'DP_ALPHA'", [server.ALPHA]),
        ("NOT IN ('DP_LARGE', 'DP_BETA', 'o''brien', 'DP_EMPTY')", [server.ALPHA]),
        ("<= 'DP_ALPHA'", [server.ALPHA]),
    ],
)
def test_an_expression_selects_what_sql_says(way, expression, names):
    # The control tables of other jobs are in the same schema.
    done = server.succeeded(way, server.spec(name_expressions=[expression, "LIKE 'DP!_%' ESCAPE '!'"]))
    assert done.exported == server.expected(*names)


def _names_of(table):
    return f"IN (SELECT name FROM {server.owner()}.{table})"  # noqa: S608 - a filter is a piece of SQL


@pytest.mark.oracle
def test_a_subquery_selects_what_sql_says(way):
    given = server.spec(name_expressions=[_names_of(server.NAMES)])
    assert server.succeeded(way, given).exported == server.expected(server.BETA)


@pytest.mark.oracle
def test_a_bad_expression_is_no_success_wherever_it_fails(direct, record_property):
    # In form it is SQL; that the table is not there dpspec cannot know.
    given = server.spec(name_expressions=[_names_of(server.NO_TABLE)])
    done = server.submit(direct, given)
    record_property("a bad expression", f"{done.outcome.end}: {done.said}")
    assert done.outcome.end in (End.REJECTED, End.ERRORS, End.ABORTED), done.said
    assert "ORA-00942" in done.said


def test_a_line_for_the_log_is_taken_before_the_job_starts(direct):
    done = server.succeeded(direct, server.spec(log_entries=["ticket 4711"]))
    text = direct.log(*done.job.key, log=done.outcome.log)
    assert "ticket 4711" in text.partition(". . exported")[0]


def test_consistent_is_taken(direct):
    assert server.succeeded(direct, server.spec(consistent=True)).exported == server.expected()


def test_files_of_ords_are_linked_one_by_one_and_the_log_ends_in_log(ords):
    done = server.succeeded(ords, server.spec())
    names = ords.files(*done.job.key)
    assert len(names) == len(set(names)) == 2
    assert sum(name.upper().endswith(".LOG") for name in names) == 1


def test_the_names_that_ords_gives_to_jobs_begin_as_documented(ords):
    from dpspec.submit.ords_submit import PREFIX

    assert server.succeeded(ords, server.spec()).job.job_name.startswith(PREFIX)


def test_without_its_control_table_a_job_of_ords_is_gone_and_no_end_is_invented(ords):
    done = server.submit(ords, server.spec(keep_master=0))
    assert done.outcome.end in (End.SUCCEEDED, End.UNKNOWN), done.said
    assert ords.job(*done.job.key) is None


def test_ords_drops_a_key_that_it_does_not_know_without_a_word(ords):
    """If this fails, ORDS refuses such keys, and DP102 need no longer say that they widen the job."""
    import httpx2

    from dpspec.emit import ords as ords_body
    from dpspec.submit.ords_urls import EXPORT

    server.next_second()
    http = ords._driver.http
    body = {**ords_body.body(server.plan(server.spec(server.ALPHA))), "no_such_key": 1}
    with httpx2.Client(**http.options()) as client:
        reply = client.post(http.base.api + EXPORT, json=body, headers=http.credentials.header())
    assert reply.status_code == 201, reply.text
    item = reply.json()
    followed = ords.follow(item["owner_name"], item["job_name"], timeout=server.timeout())
    assert followed.ok, followed


def test_range_requests_bring_the_rest_of_a_file_or_the_whole(ords):
    """Whether ORDS serves ranges is not documented; dpspec takes either."""
    from dpspec.submit.ords_requests import get
    from dpspec.submit.ords_urls import file_path

    done = server.succeeded(ords, server.spec())
    name = next(name for name in ords.files(*done.job.key) if name.upper().endswith(".LOG"))
    whole = ords._run(get(file_path(*done.job.key, name)))
    rest = ords._run(get(file_path(*done.job.key, name), start=100))
    assert (rest.status, rest.body) in ((206, whole.body[100:]), (200, whole.body))
