"""What is asked before an export, and what to do where it fails."""

from __future__ import annotations

import pytest

from dpspec import job_blocks
from dpspec.submit import preflight
from dpspec.submit.preflight import Finding
from dpspec.submit.steps import Answer, Failure, Lost
from tests.transcripts import ME, NOT_CONNECTED, UNSENT, item, kind_of, listed, plan, play, reply

DENIED = Failure("ORA-00942", "ORA-00942: table or view does not exist")
#: A user for whom all is well.
GOOD = {
    "WHOAMI": ME,
    "VERSION": Answer(rows=(("19.0.0.0.0",),)),
    "ROLES": Answer(rows=(("CONNECT",), ("DATAPUMP_EXP_FULL_DATABASE",))),
    "PRIVILEGES": Answer(rows=(("CREATE SESSION",), ("CREATE TABLE",))),
    "QUOTA": Answer(rows=(("USERS", 1000, 5000),)),
    "DIRECTORY_PRIVILEGES": Answer(rows=(("DATA_PUMP_DIR", "TRUE", "TRUE"), ("DUMPS", " true ", "TRUE"))),
}
OWN = plan(schema_expressions=["= 'SCOTT'"])
FOREIGN = plan(schema_expressions=["= 'HR'"])


def direct(of=None, **answers):
    given = GOOD | answers
    return play(preflight.direct(of), answer=lambda step: given[kind_of(step.statement)]).outcome


def finding(name, **options):
    found = [finding for finding in direct(**options) if name in finding.name]
    assert len(found) == 1
    return found[0]


# --- ORDS -------------------------------------------------------------------------------------------------------------


def ords(*replies):
    return play(preflight.ords(), *replies).outcome


def test_ords_that_answers_is_well():
    assert ords(listed(item()), listed(item())) == (
        Finding("ORDS is reached", True, "it answers with 200"),
        Finding("the caller may use Data Pump", True, "1 job listed"),
    )
    assert ords(listed(), listed())[1].detail == "0 jobs listed"


def test_ords_that_is_not_reached_is_all_there_is_to_tell():
    remedy = "check host and port of the url, and that ORDS runs; proxies are taken from the environment"
    assert ords(UNSENT) == (Finding("ORDS is reached", False, "no answer to the job list: connection refused", remedy),)
    untrusted = Lost(
        "the certificate of the server is not trusted", sent=False, code="DP410", help="name its authority"
    )
    assert ords(untrusted)[0].remedy == "name its authority"


@pytest.mark.parametrize(
    ("status", "name"),
    [(401, "the caller is known"), (403, "the caller may use Data Pump")]
    + [(status, "the Database API answers") for status in (302, 404, 500, 555)],
)
def test_ords_that_refuses_is_told_with_a_remedy(status, name):
    reached, found = ords(reply(status))
    assert reached == Finding("ORDS is reached", True, f"it answers with {status}")
    assert (found.name, found.ok) == (name, False)
    assert str(status) in found.detail
    assert found.remedy


def test_something_else_that_answers_is_not_ords():
    reached, found = ords(reply(200, b"<html></html>"), reply(200, b"<html></html>"))
    assert reached.ok
    assert found == Finding(
        "the Database API answers",
        False,
        "the job list of ORDS cannot be understood",
        "is the url that of the Database API of ORDS?",
    )


# --- the database -----------------------------------------------------------------------------------------------------


def test_a_user_for_whom_all_is_well():
    assert direct() == (
        Finding("the database is reached", True, "as SCOTT"),
        Finding("the release is 12.2 or newer", True, "19.0.0.0.0"),
        Finding("the user may export what is not its own", True, "by DATAPUMP_EXP_FULL_DATABASE"),
        Finding("the user can make the control table", True, "CREATE TABLE is granted"),
        Finding("there is room for the control table", True, "4000 bytes of the quota in tablespace USERS are free"),
        Finding("directory DATA_PUMP_DIR can be read and written", True, "READ and WRITE are granted"),
        Finding("directory DUMPS can be read and written", True, "READ and WRITE are granted"),
    )


def test_a_database_that_is_not_reached_is_all_there_is_to_tell():
    (found,) = direct(WHOAMI=NOT_CONNECTED)
    assert (found.name, found.ok, found.remedy) == (
        "the database is reached",
        False,
        "check the dsn, HOST:PORT/SERVICE, and that the listener runs",
    )
    (found,) = direct(WHOAMI=Failure("ORA-01017", "ORA-01017: invalid credential", sent=False))
    assert found.remedy == "check user and password"


@pytest.mark.parametrize("name", [name for name in GOOD if name != "WHOAMI"])
def test_what_cannot_be_read_is_not_known(name):
    unknown = [finding for finding in direct(**{name: DENIED}) if finding.ok is None]
    assert unknown
    assert not [finding for finding in direct(**{name: DENIED}) if finding.ok is False]


@pytest.mark.parametrize(
    ("release", "ok"),
    [("12.2.0.1.0", True), ("12.1.0.2.0", False), ("11.2.0.4.0", False), ("23.0.0.0.0", True), ("18.0", True)],
)
def test_the_release_counts_by_its_numbers(release, ok):
    found = finding("release", VERSION=Answer(rows=((release,),)))
    assert (found.ok, found.detail) == (ok, release)
    assert bool(found.remedy) is not ok
    assert finding("release", VERSION=Answer()).ok is None


@pytest.mark.parametrize("role", ["DATAPUMP_EXP_FULL_DATABASE", "EXP_FULL_DATABASE", "DBA"])
def test_each_of_the_roles_is_enough(role):
    found = finding("not its own", ROLES=Answer(rows=((role,),)))
    assert (found.ok, found.detail) == (True, f"by {role}")


NO_ROLE = {"ROLES": Answer(rows=(("CONNECT",),))}
GRANT = "GRANT DATAPUMP_EXP_FULL_DATABASE TO SCOTT"


def test_without_a_role_a_user_exports_its_own_schema_alone():
    assert finding("not its own", **NO_ROLE) == Finding(
        "the user may export what is not its own",
        None,
        "without DATAPUMP_EXP_FULL_DATABASE it can export its own schema alone",
        GRANT,
    )
    assert finding("not its own", of=FOREIGN, **NO_ROLE) == Finding(
        "the user may export what is not its own", False, "DATAPUMP_EXP_FULL_DATABASE is not enabled", GRANT
    )


@pytest.mark.parametrize(
    "own",
    [
        OWN,
        plan(),
        plan(job_mode="SCHEMA", name_expressions=None, schemas=["SCOTT"]),
        plan(job_mode="SCHEMA", name_expressions=None, schema_expressions=["IN ('SCOTT')"]),
        plan(job_mode=None, name_expressions=None, tables=["EMP", "SCOTT.DEPT"]),
    ],
    ids=range(5),
)
def test_no_role_is_needed_for_what_is_surely_the_users_own(own):
    found = finding("not its own", of=own, **NO_ROLE)
    assert (found.ok, found.detail) == (True, "not needed: the job is on the schema SCOTT")


@pytest.mark.parametrize(
    "foreign",
    [
        FOREIGN,
        plan(job_mode="FULL", name_expressions=None),
        plan(job_mode="SCHEMA", name_expressions=None, schemas=["SCOTT", "HR"]),
        plan(job_mode="SCHEMA", name_expressions=None, schema_expressions=["LIKE 'SCOTT%'"]),
        plan(job_mode="SCHEMA", name_expressions=None, schema_expressions=["!= 'HR'"]),
        plan(job_mode="TABLESPACE", name_expressions=None, tablespace_expressions=["= 'USERS'"]),
        plan(job_mode=None, name_expressions=None, tables=["HR.EMPLOYEES"]),
        plan(job_mode=None, name_expressions=None, views_as_tables=["HR.V"]),
        plan(schema_expressions=["= 'scott'"]),
    ],
    ids=range(9),
)
def test_a_role_is_needed_for_all_else(foreign):
    assert finding("not its own", of=foreign, **NO_ROLE).ok is False


def test_create_table_is_needed():
    for privilege in ("CREATE TABLE", "CREATE ANY TABLE"):
        assert finding("make the control table", PRIVILEGES=Answer(rows=((privilege,),))).ok
    assert finding("make the control table", PRIVILEGES=Answer(rows=(("CREATE SESSION",),))) == Finding(
        "the user can make the control table", False, "CREATE TABLE is not granted", "GRANT CREATE TABLE TO SCOTT"
    )


@pytest.mark.parametrize(
    ("row", "ok", "detail"),
    [
        (("USERS", 0, -1), True, "no limit in tablespace USERS"),
        (("USERS", 4999, 5000), True, "1 bytes of the quota in tablespace USERS are free"),
        (("USERS", 5000, 5000), False, "no quota is left in tablespace USERS"),
        (("USERS", 6000, 5000), False, "no quota is left in tablespace USERS"),
        (("USERS", None, None), False, "no quota is left in tablespace USERS"),
    ],
)
def test_a_quota_is_needed(row, ok, detail):
    found = finding("room", QUOTA=Answer(rows=(row,)))
    assert (found.ok, found.detail) == (ok, detail)
    assert found.remedy == ("" if ok else "ALTER USER SCOTT QUOTA 100M ON USERS")


def test_unlimited_tablespace_is_quota_enough():
    found = finding("room", PRIVILEGES=Answer(rows=(("UNLIMITED TABLESPACE",),)), QUOTA=Answer())
    assert (found.ok, found.detail) == (True, "UNLIMITED TABLESPACE is granted")


def test_only_the_directories_of_the_plan_are_looked_at():
    of = plan(job_mode=None, name_expressions=None, tables=["EMP"], dumpfiles=["DUMPS:a.dmp"], logfile="LOGS:a.log")
    found = [finding for finding in direct(of=of) if "directory" in finding.name]
    assert found == [
        Finding("directory DUMPS can be read and written", True, "READ and WRITE are granted"),
        Finding(
            "directory LOGS can be read and written",
            False,
            "there is none, or the user has no privilege on it",
            "CREATE DIRECTORY LOGS AS '...' on the server, then GRANT READ, WRITE ON DIRECTORY LOGS TO SCOTT",
        ),
    ]


def test_the_credential_of_an_object_store_is_no_directory():
    of = plan(
        file_name="https://objectstorage.x.oraclecloud.com/n/a/b/c/o/d%U.dmp",
        credential_name="CRED",
        datapump_dir="DUMPS",
    )
    assert [finding.name for finding in direct(of=of) if "directory" in finding.name] == [
        "directory DUMPS can be read and written"
    ]


@pytest.mark.parametrize(
    ("read", "write", "detail"),
    [
        ("TRUE", "FALSE", "WRITE is missing"),
        ("FALSE", "TRUE", "READ is missing"),
        ("FALSE", "FALSE", "READ and WRITE is missing"),
        (None, "TRUE", "READ is missing"),
    ],
)
def test_a_privilege_that_is_missing_is_named(read, write, detail):
    of = plan(job_mode=None, name_expressions=None, tables=["EMP"], dumpfiles=["DUMPS:a.dmp"], logfile="DUMPS:a.log")
    found = finding("DUMPS", of=of, DIRECTORY_PRIVILEGES=Answer(rows=(("DUMPS", read, write),)))
    assert (found.ok, found.detail) == (False, detail)
    assert found.remedy == "GRANT READ, WRITE ON DIRECTORY DUMPS TO SCOTT"


@pytest.mark.parametrize(
    ("read", "write", "detail"),
    [
        ("TRUE", "FALSE", "READ is granted"),
        ("FALSE", "TRUE", "WRITE is granted"),
        ("FALSE", "FALSE", "nothing is granted"),
    ],
)
def test_without_a_plan_nobody_knows_which_directories_are_needed(read, write, detail):
    found = finding("DUMPS", DIRECTORY_PRIVILEGES=Answer(rows=(("DUMPS", read, write),)))
    assert (found.ok, found.detail, found.remedy) == (None, detail, "")


def test_nothing_is_changed_by_asking():
    played = play(preflight.direct(), answer=lambda step: GOOD[kind_of(step.statement)])
    assert all(step.statement.is_query for step in played.steps)
    assert played.steps[0].statement.text == job_blocks.WHOAMI
