"""Names that need quotes, on a real server."""

from __future__ import annotations

import pytest

from dpspec.jobs import LogFile
from tests.live import server

pytestmark = pytest.mark.live
#: Starts an export and lets go of it.
_JOB = """\
DECLARE
  l_handle NUMBER;
BEGIN
  l_handle := DBMS_DATAPUMP.OPEN(operation => 'EXPORT', job_mode => 'TABLE', job_name => :job);
  DBMS_DATAPUMP.ADD_FILE(l_handle, :job || '.LOG', :directory, filetype => DBMS_DATAPUMP.KU$_FILE_TYPE_LOG_FILE);
  DBMS_DATAPUMP.ADD_FILE(l_handle, :job || '.DMP', :directory);
  DBMS_DATAPUMP.METADATA_FILTER(l_handle, 'SCHEMA_EXPR', :owner);
  DBMS_DATAPUMP.METADATA_FILTER(l_handle, 'NAME_EXPR', '= ''DP_ALPHA''');
  DBMS_DATAPUMP.SET_PARAMETER(l_handle, 'KEEP_MASTER', 1);
  DBMS_DATAPUMP.START_JOB(l_handle);
  DBMS_DATAPUMP.DETACH(l_handle);
END;
"""


def test_a_lower_case_table_with_a_quote_in_its_name_is_exported_alone(way):
    assert server.succeeded(way, server.spec(server.ODD)).exported == server.expected(server.ODD)


def test_names_of_both_kinds_are_exported_together(way):
    found = server.succeeded(way, server.spec(server.ODD, server.ALPHA)).exported
    assert found == server.expected(server.ODD, server.ALPHA)


def test_a_name_in_another_case_is_another_name(way):
    done = server.submit(way, server.spec("dp_alpha", "O'BRIEN"))
    assert not done.outcome.ok, done.said
    assert done.exported == {}


def test_a_name_that_is_made_to_look_like_a_condition_selects_nothing(way):
    done = server.submit(way, server.spec("x' OR '1'='1", "x') OR 1=1 --"))
    assert not done.outcome.ok, done.said
    assert done.exported == {}


@pytest.mark.oracle
def test_a_job_of_another_program_whose_name_needs_quotes_can_be_found_and_followed(ords, direct):
    """dpspec gives no such name, but meets it where another program has."""
    name = f"DpSpec live {server.token()}"
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(_JOB, job=name, directory=server.directory(), owner=f"= '{server.owner()}'")
    log = LogFile(server.directory(), f"{name}.LOG")
    followed = direct.follow(server.owner(), name, timeout=server.timeout(), log=log)
    assert followed.ok, followed
    for backend in (ords, direct):
        assert backend.job(server.owner(), name).job_name == name
        assert server.exported(backend.log(server.owner(), name, log=log).splitlines()) == server.expected(server.ALPHA)
