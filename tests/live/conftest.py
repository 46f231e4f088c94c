"""The two ways to the server, and what is cleaned up behind the live tests."""

from __future__ import annotations

import pytest

from dpspec.errors import JobError
from tests.live import server


@pytest.fixture
def direct():
    with server.direct() as backend:
        yield backend


@pytest.fixture
def ords():
    with server.ords() as backend:
        yield backend


@pytest.fixture(params=["ords", "direct"])
def way(request):
    """Each way in its turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session", autouse=True)
def _control_tables(request):
    """Drop the control tables that the jobs of this run have left; its files stay in the directory object."""
    if not any(item.get_closest_marker("live") for item in request.session.items):
        yield
        return
    try:
        with server.direct() as backend:
            before = {job.key for job in backend.jobs()}
    except (JobError, pytest.fail.Exception):
        yield  # each test says by itself what is missing
        return
    yield
    import oracledb

    with server.direct() as backend:
        left = [job for job in backend.jobs() if job.key not in before and job.owner_name == server.owner()]
    with server.connect() as connection, connection.cursor() as cursor:
        for job in left:
            if job.state != "NOT RUNNING":
                continue
            try:
                cursor.execute(f'DROP TABLE "{job.job_name}" PURGE')
            except oracledb.DatabaseError as error:
                # The sandbox runs no such statement, and forgets its jobs at its end.
                print(f"the control tables of {len(left)} jobs stay: {error}")
                return
