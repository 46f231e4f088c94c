"""Which target can say which key: the table is complete, and it is true."""

from __future__ import annotations

import pytest

import dpspec
from dpspec import capability
from dpspec.capability import SINCE, TARGETS
from dpspec.versions import ServerVersion
from dpspec.vocabulary import KEYS

URI = "https://objectstorage.eu-zurich-1.oraclecloud.com/n/x/b/y/o/d%U.dmp"
FULL = {"job_mode": "FULL"}
SCOTT = {"job_mode": "TABLE", "schema_expressions": ["='SCOTT'"]}
TRANSPORT = {"transport_tablespaces": ["SALES_DATA"]}
JOBS = {"table": "HR.JOBS", "query": "WHERE min_salary > 1"}

#: A minimal valid spec for each key, and the same one without it, or with another value where it cannot be left out.
SPECS = {
    "job_mode": ({"job_mode": "TABLE", "schema_expressions": ["='HR'"]}, {"schema_expressions": ["='HR'"]}),
    "job_name": ({**FULL, "job_name": "NIGHTLY"}, FULL),
    "datapump_dir": ({**FULL, "datapump_dir": "DUMPS"}, FULL),
    "file_name": ({**FULL, "file_name": "full.dmp"}, FULL),
    "dumpfiles": ({**FULL, "dumpfiles": ["D1:a.dmp", "D2:b.dmp"]}, FULL),
    "filesize": ({**FULL, "filesize": "2GB"}, FULL),
    "reuse_dumpfiles": ({**FULL, "reuse_dumpfiles": True}, FULL),
    "credential_name": (
        {**FULL, "file_name": URI, "credential_name": "CRED"},
        {**FULL, "file_name": URI, "credential_name": "OTHER"},
    ),
    "logfile": ({**FULL, "logfile": "LOGS:full.log"}, FULL),
    "nologfile": ({**FULL, "nologfile": True}, FULL),
    "filter": ({"filter": "HR"}, {"filter": "SCOTT"}),
    "name_expressions": ({**SCOTT, "name_expressions": ["LIKE 'E%'"]}, SCOTT),
    "schema_expressions": ({"schema_expressions": ["='HR'"]}, {"schema_expressions": ["='SCOTT'"]}),
    "tablespace_expressions": (
        {"job_mode": "TABLESPACE", "tablespace_expressions": ["='USERS'"]},
        {"job_mode": "TABLESPACE", "tablespace_expressions": ["='DATA'"]},
    ),
    "schemas": ({"schemas": ["HR"]}, {"schemas": ["SCOTT"]}),
    "tables": ({"tables": ["HR.JOBS"]}, {"tables": ["HR.EMPLOYEES"]}),
    "tablespaces": ({"tablespaces": ["USERS"]}, {"tablespaces": ["DATA"]}),
    "transport_tablespaces": (TRANSPORT, {"transport_tablespaces": ["OTHER"]}),
    "views_as_tables": ({"views_as_tables": ["HR.EMP_V"]}, {"views_as_tables": ["HR.JOBS_V"]}),
    "include": ({**FULL, "include": ["TABLE"]}, FULL),
    "exclude": ({**FULL, "exclude": ["STATISTICS"]}, FULL),
    "content": ({**FULL, "content": "DATA_ONLY"}, FULL),
    "query": ({**FULL, "query": [JOBS]}, FULL),
    "sample": ({**FULL, "sample": 10}, FULL),
    "partitions": (
        {"tables": ["SH.SALES"], "partitions": [{"table": "SH.SALES", "partitions": ["Q1"]}]},
        {"tables": ["SH.SALES"]},
    ),
    "remap_data": ({**FULL, "remap_data": ["HR.EMPLOYEES.SALARY:HR.MASK.SALARY"]}, FULL),
    "data_options": ({**FULL, "data_options": ["GROUP_PARTITION_TABLE_DATA"]}, FULL),
    "consistent": ({**FULL, "consistent": True}, FULL),
    "flashback_scn": ({**FULL, "flashback_scn": 4711}, FULL),
    "flashback_time": ({**FULL, "flashback_time": "2026-11-01T02:00:00Z"}, FULL),
    "compression": ({**FULL, "compression": "ALL"}, FULL),
    "compression_algorithm": (
        {**FULL, "compression": "ALL", "compression_algorithm": "HIGH"},
        {**FULL, "compression": "ALL"},
    ),
    "encryption": ({**FULL, "encryption": "ALL"}, FULL),
    "encryption_algorithm": (
        {**FULL, "encryption": "ALL", "encryption_algorithm": "AES256"},
        {**FULL, "encryption": "ALL"},
    ),
    "encryption_mode": ({**FULL, "encryption": "ALL", "encryption_mode": "TRANSPARENT"}, {**FULL, "encryption": "ALL"}),
    "encryption_password": ({**FULL, "encryption_password": {"prompt": True}}, FULL),
    "checksum": ({**FULL, "checksum": True}, FULL),
    "checksum_algorithm": ({**FULL, "checksum_algorithm": "SHA512"}, FULL),
    "version": ({**FULL, "version": "12.2"}, FULL),
    "network_link": ({**FULL, "network_link": "SOURCE"}, FULL),
    "source_edition": ({**FULL, "source_edition": "E1"}, FULL),
    "access_method": ({**FULL, "access_method": "EXTERNAL_TABLE"}, FULL),
    "estimate": ({**FULL, "estimate": "STATISTICS"}, FULL),
    "estimate_only": ({**FULL, "estimate_only": True}, FULL),
    "transportable": ({**FULL, "transportable": "ALWAYS"}, FULL),
    "transport_full_check": ({**TRANSPORT, "transport_full_check": True}, TRANSPORT),
    "tts_closure_check": ({**TRANSPORT, "tts_closure_check": "FULL"}, TRANSPORT),
    "threads": ({**FULL, "threads": 2}, FULL),
    "parallel_threshold": ({**FULL, "parallel_threshold": "1GB"}, FULL),
    "cluster": ({**FULL, "cluster": False}, FULL),
    "service_name": ({**FULL, "service_name": "REPORTING"}, FULL),
    "enable_secure_roles": ({**FULL, "enable_secure_roles": True}, FULL),
    "metrics": ({**FULL, "metrics": True}, FULL),
    "logtime": ({**FULL, "logtime": "ALL"}, FULL),
    "log_entries": ({**FULL, "log_entries": ["ticket 4711"]}, FULL),
    "abort_step": ({**FULL, "abort_step": -1}, FULL),
    "keep_master": ({**FULL, "keep_master": 0}, FULL),
}


def compiled(given, target, **options):
    """Give the text, or the refusals."""
    try:
        return dpspec.compile(dpspec.ExportSpec(**given), target, **options).text
    except dpspec.SpecError as error:
        return error.diagnostics


def test_the_table_has_exactly_the_keys_of_the_vocabulary():
    assert list(SINCE) == list(KEYS)
    assert list(SPECS) == list(KEYS)


def test_each_key_has_a_target_and_a_release():
    for key, since in SINCE.items():
        assert since, key
        assert list(since) == [target for target in TARGETS if target in since], key
        assert all(ServerVersion(10, 1) <= release <= ServerVersion(23) for release in since.values()), key
        assert capability.oldest(key) == min(since.values())


@pytest.mark.parametrize("key", SPECS)
def test_the_specs_of_this_table_are_right(key):
    for given in SPECS[key]:
        assert dpspec.check(dpspec.ExportSpec(**given)).diagnostics == ()
    assert key in SPECS[key][0]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("key", SPECS)
def test_a_target_says_a_key_or_refuses_it_as_the_table_says(key, target):
    given, otherwise = SPECS[key]
    outcome = compiled(given, target)
    if isinstance(outcome, str):
        assert target in SINCE[key]
        assert outcome != compiled(otherwise, target)
    else:
        refused = [d for d in outcome if d.code == "DP301" and d.key == key]
        missing = [other for other in given if target not in SINCE[other]]
        assert missing, outcome
        assert len(refused) == (key in missing)
        assert sorted(d.key for d in outcome if d.code == "DP301") == sorted(missing)


@pytest.mark.parametrize(
    ("key", "target"), [(key, target) for key in SPECS for target in TARGETS if target not in SINCE[key]]
)
def test_a_refusal_names_exactly_the_targets_that_can(key, target):
    refusals = [found for found in compiled(SPECS[key][0], target) if found.code == "DP301"]
    assert key in [refusal.key for refusal in refusals]
    for refusal in refusals:
        able = [other for other in TARGETS if other in SINCE[refusal.key]]
        named = refusal.help.partition(";")[0]
        assert target not in able
        assert named == f"the target{'s' if len(able) == 2 else ''} {' and '.join(able)} can"
        assert refusal.message == f"{target} has no counterpart of `{refusal.key}`"


@pytest.mark.parametrize("key", [key for key in SPECS if capability.oldest(key) > ServerVersion(10, 1)])
def test_the_release_of_the_table_is_the_first_that_is_taken(key):
    oldest = capability.oldest(key)
    before = {"11.1": "10.2", "10.2": "10.1", "11.2": "11.1", "12.1": "11.2", "18": "12.2", "19": "18", "21": "19"}
    given = dpspec.ExportSpec(**SPECS[key][0])
    codes = [d.code for d in dpspec.check(given, server_version=before[str(oldest)]).diagnostics if d.key == key]
    assert "DP126" in codes
    codes = [d.code for d in dpspec.check(given, server_version=str(oldest)).diagnostics if d.key == key]
    assert "DP126" not in codes


EXACT = {
    ("log_entries", "ords"): "the target plsql can",
    ("log_entries", "parfile"): "the target plsql can; expdp has no parameter for it",
    ("tts_closure_check", "plsql"): "the target parfile can; the name that DBMS_DATAPUMP has for it is not established",
    (
        "parallel_threshold",
        "plsql",
    ): "the target parfile can; the name that DBMS_DATAPUMP has for it is not established",
    ("enable_secure_roles", "plsql"): "the target parfile can; the argument of OPEN for it is not confirmed",
    ("metrics", "ords"): "the targets plsql and parfile can",
    ("filter", "parfile"): "the target ords can; what ORDS makes of it is not documented; for all targets write "
    '`"schema_expressions": ["IN (\'HR\')"]`',
    ("schemas", "ords"): "the targets plsql and parfile can; for all targets write "
    '`"schema_expressions": ["IN (\'HR\')"]`',
    ("tablespaces", "ords"): "the targets plsql and parfile can; for all targets write "
    '`"tablespace_expressions": ["IN (\'USERS\')"]`',
    ("tables", "ords"): "the targets plsql and parfile can; for all targets write "
    '`"name_expressions": ["IN (\'JOBS\')"], "schema_expressions": ["IN (\'HR\')"]`',
}


@pytest.mark.parametrize(("case", "advice"), EXACT.items(), ids="-".join)
def test_the_advice_of_a_refusal(case, advice):
    key, target = case
    assert [d.help for d in compiled(SPECS[key][0], target) if d.key == key and d.code == "DP301"] == [advice]


@pytest.mark.parametrize(
    ("tables", "advice"),
    [
        (["JOBS"], "for all targets write `\"name_expressions\": [\"IN ('JOBS')\"]`"),
        (["HR.A", "OE.B"], None),
        (["HR.A%"], None),
        (["HR.A:P1"], None),
        (['HR."a\\b"'], 'for all targets write `"name_expressions": ["IN (\'a\\\\b\')"], '
         "\"schema_expressions\": [\"IN ('HR')\"]`"),
    ],
)  # fmt: skip
def test_a_list_of_tables_has_expressions_for_ords_only_where_they_say_the_same(tables, advice):
    (refusal,) = [d for d in compiled({"tables": tables}, "ords") if d.code == "DP301"]
    assert refusal.help == "the targets plsql and parfile can" + (f"; {advice}" if advice else "")


def test_what_is_advised_instead_means_the_same():
    listed = dpspec.check(dpspec.ExportSpec(tables=["HR.JOBS", "HR.JOB_HISTORY"])).plan
    given = {"name_expressions": ["IN ('JOBS','JOB_HISTORY')"], "schema_expressions": ["IN ('HR')"]}
    expressed = dpspec.check(dpspec.ExportSpec(job_mode="TABLE", **given)).plan
    assert listed.meaning == expressed.meaning


def test_every_key_that_a_target_has_no_word_for_is_refused_at_once():
    given = {**FULL, "metrics": True, "job_name": "N", "logtime": "ALL", "log_entries": ["x"]}
    assert [d.key for d in compiled(given, "ords")] == ["job_name", "metrics", "logtime", "log_entries"]
    assert {d.code for d in compiled(given, "ords")} == {"DP301"}


def test_a_key_may_be_too_new_for_the_release_though_another_target_has_it():
    text = '{"job_mode": "FULL", "checksum": true}'
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.loads(text), "parfile", server_version="19c")
    assert ("DP126", "`checksum` is too new for 19") in [(d.code, d.message) for d in caught.value.diagnostics]


def test_a_key_is_named_as_its_author_wrote_it():
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(dpspec.loads('{"job_mode": "FULL", "metrics": true}', name="x"), "ords")
    (refusal,) = caught.value.diagnostics
    assert (refusal.location.position.line, refusal.location.position.column) == (1, 22)
