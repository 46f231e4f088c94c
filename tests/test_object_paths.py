"""Object paths of INCLUDE, EXCLUDE and METADATA_FILTER: which are known where, and what is said of the others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dpspec import object_paths
from dpspec.object_paths import Kind, check, takes_names
from dpspec.versions import ServerVersion
from tests.timing import assert_in_proportion

MODES = ("FULL", "SCHEMA", "TABLE", "TABLESPACE", "TRANSPORTABLE", "")
V11, V12, V12_2, V23 = ServerVersion(11, 2), ServerVersion(12, 1), ServerVersion(12, 2), ServerVersion(23)
CORPUS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "filters.jsonl").read_text("utf-8").splitlines()
]
WORDS = "saves ORA-39001: an object path is words of `A-Z`, `0-9` and `_`, joined by `/`"
SINGULAR = "saves ORA-39041: object paths are in the singular"
JOINED = "saves ORA-39041: the words of an object path are joined by `_`"
NAME = "saves ORA-39041: Data Pump has another name for it"
CASE = "object paths are in upper case"
ASK = "the list differs by release, and a path not in it raises ORA-39041; ask "
RAISES = "a path that the database does not have raises ORA-39041"


def told(path, mode="", server=None):
    """The fault with the characters that it is about; None for none."""
    fault = check(path, mode, server)
    if fault is None:
        return None
    assert 0 <= fault.start <= fault.end <= len(path)
    assert "\n" not in fault.message + fault.help
    return fault.kind, path[fault.start : fault.end], fault.message, fault.help, fault.meant


# --- what is silent -------------------------------------------------------------------------------------------------

IN_ALL = ["TABLE", "TABLE_DATA", "INDEX", "CONSTRAINT", "REF_CONSTRAINT", "GRANT", "OBJECT_GRANT", "TRIGGER", "COMMENT"]
IN_ALL += ["STATISTICS", "TABLE_STATISTICS", "INDEX_STATISTICS", "RLS_POLICY", "FGA_POLICY", "AUDIT_OBJ"]
IN_ALL += ["PROCACT_INSTANCE", "MATERIALIZED_VIEW_LOG", "VIEWS_AS_TABLES", "DVPS_REALM"]
IN_NO_LIST = ["AQ_QUEUE", "ALTER_PROCEDURE", "OUTLINE", "PROCDEPOBJ", "RMGR_PLAN", "TYPE_SPEC", "XMLSCHEMA", "SYS_USER"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "path", [*IN_ALL, *IN_NO_LIST, "TABLE/INDEX", "TABLE/INDEX/STATISTICS/INDEX_STATISTICS", "GRANT/OWNER_GRANT"]
)
def test_what_every_mode_has(path, mode):
    assert told(path, mode, V11) is None


@pytest.mark.parametrize(
    ("mode", "paths"),
    [
        ("TABLE", "TABLE_EXPORT/TABLE/TABLE TABLE_EXPORT/TABLE/INDEX/STATISTICS/INDEX_STATISTICS TABLE_EXPORT"),
        ("TABLE", "TABLE_EXPORT/TABLE/GRANT/OWNER_GRANT/OBJECT_GRANT TABLE_EXPORT/TABLE/STATISTICS/MARKER"),
        ("TABLE", "TABLE_EXPORT/VIEWS_AS_TABLES/TABLE_DATA TABLE_EXPORT/TABLE/IDENTITY_COLUMN"),
        ("TABLESPACE", "TABLE_EXPORT/TABLE/TABLE_DATA TABLESPACE_EXPORT/TABLE"),
        ("TRANSPORTABLE", "TRANSPORTABLE_EXPORT/POST_INSTANCE/PLUGTS_BLK USER VIEW TYPE TABLE"),
        ("SCHEMA", "USER VIEW PACKAGE_BODY DB_LINK JOB SCHEMA_EXPORT/USER SCHEMA_EXPORT/PRE_SCHEMA/PROCACT_SCHEMA"),
        (
            "SCHEMA",
            "SCHEMA_EXPORT/TABLE/INDEX/FUNCTIONAL_AND_BITMAP/INDEX SCHEMA_EXPORT/TABLE/INDEX/DOMAIN_INDEX/INDEX",
        ),
        ("SCHEMA", "SCHEMA_EXPORT/TABLE/POST_INSTANCE/PROCDEPOBJ SCHEMA_EXPORT/TABLE/INDEX/BITMAP_INDEX/INDEX"),
        ("FULL", "SCHEMA ROLE TABLESPACE DIRECTORY PROFILE USER VIEW DATABASE_EXPORT/SYS_USER/USER SCHEMA/TABLE"),
        ("FULL", "DATABASE_EXPORT/SCHEMA/PACKAGE_BODIES/PACKAGE/PACKAGE_BODY DATABASE_EXPORT/STATISTICS/MARKER"),
        ("FULL", "DATABASE_EXPORT/SYSTEM_PROCOBJACT/PRE_SYSTEM_ACTIONS/PROCACT_SYSTEM PASSWORD_VERIFY_FUNCTION"),
        ("FULL", "DATABASE_EXPORT/AUDIT_UNIFIED/AUDIT_POLICY_ENABLE DATABASE_EXPORT/SCHEMA/ON_USER_GRANT"),
        ("", "ROLE SCHEMA_EXPORT/TABLE TABLE_EXPORT/TABLE DATABASE_EXPORT/ROLE TRANSPORTABLE_EXPORT/TABLE"),
    ],
)
def test_what_a_mode_has(mode, paths):
    assert {path: told(path, mode) for path in paths.split()} == dict.fromkeys(paths.split())


@pytest.mark.parametrize("path", ["ANALYTIC_VIEW", "HIERARCHY", "AUDIT_POLICY", "RADM_POLICY", "AUDIT_TRAILS"])
def test_what_the_server_has(path):
    assert told(path, "FULL", V23) is None
    assert told(path, "FULL") is None


def test_redaction_came_back_to_11_2():
    assert told("RADM_POLICY", "FULL", V11) is None


# --- what is meant --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "why", "meant"),
    [
        ("TABLES", SINGULAR, "TABLE"),
        ("INDEXES", SINGULAR, "INDEX"),
        ("INDICES", SINGULAR, "INDEX"),
        ("TRIGGERS", SINGULAR, "TRIGGER"),
        ("CONSTRAINTS", SINGULAR, "CONSTRAINT"),
        ("SYNONYMS", SINGULAR, "SYNONYM"),
        ("GRANTS", SINGULAR, "GRANT"),
        ("ROLES_GRANT", SINGULAR, "ROLE_GRANT"),
        ("MATERIALIZED_VIEWS", SINGULAR, "MATERIALIZED_VIEW"),
        ("RLS_POLICIES", SINGULAR, "RLS_POLICY"),
        ("COMMENTS", SINGULAR, "COMMENT"),
        ("JAVA_CLASSES", SINGULAR, "JAVA_CLASS"),
        ("TYPE_BODIES", SINGULAR, "TYPE_BODY"),
        ("tables", SINGULAR, "TABLE"),
        ("TABLE/INDEXES", SINGULAR, "TABLE/INDEX"),
        ("PACKAGE BODY", JOINED, "PACKAGE_BODY"),
        ("Package Body", JOINED, "PACKAGE_BODY"),
        ("PACKAGE BODIES", SINGULAR, "PACKAGE_BODY"),
        ("package_bodies", CASE, "PACKAGE_BODIES"),
        ("REF  CONSTRAINT", JOINED, "REF_CONSTRAINT"),
        ("TABLE-DATA", JOINED, "TABLE_DATA"),
        ("TABLEDATA", JOINED, "TABLE_DATA"),
        ("DBLINK", JOINED, "DB_LINK"),
        ("DB LINKS", SINGULAR, "DB_LINK"),
        ("DATABASE LINK", NAME, "DB_LINK"),
        ("DATABASE_LINKS", NAME, "DB_LINK"),
        ("FOREIGN_KEY", NAME, "REF_CONSTRAINT"),
        ("FOREIGN_KEYS", NAME, "REF_CONSTRAINT"),
        ("MVIEW", NAME, "MATERIALIZED_VIEW"),
        ("MATVIEW", NAME, "MATERIALIZED_VIEW"),
        ("STATS", NAME, "STATISTICS"),
        ("STATISTIC", NAME, "STATISTICS"),
        ("XML_SCHEMA", NAME, "XMLSCHEMA"),
        ("table", CASE, "TABLE"),
        ("Schema_Export/Table", CASE, "SCHEMA_EXPORT/TABLE"),
        ("dvps_realm", CASE, "DVPS_REALM"),
        (" TABLE\n", "an object path has no blanks round it", "TABLE"),
        ("TABLE / INDEX", "an object path has no blanks round it", "TABLE/INDEX"),
    ],
)
def test_another_spelling(path, why, meant):
    kind, _, message, help_, proposal = told(path, "SCHEMA")
    assert (kind, help_, proposal) == (Kind.MEANT, f"{why}; write `{meant}`", meant)
    assert message.endswith(" is not an object path")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("TABLE/INDEXES/STATISTICS", "INDEXES"),
        ("TABLE/indexes/STATS/INDEX_STATISTICS", "indexes/STATS"),
        ("tables/INDEX", "tables"),
        ("TABLE/INDEX ", "INDEX "),
    ],
)
def test_the_place_of_another_spelling(path, place):
    assert told(path)[1:3] == (place, f"`{place}` is not an object path")


def test_another_spelling_comes_before_the_mode():
    assert told("views", "TABLE")[4] == "VIEW"


# --- what is no path ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "place", "message", "meant"),
    [
        ("", "", "empty object path", ""),
        (" \t", " \t", "empty object path", ""),
        ("/TABLE", "/", "no word before `/` in an object path", "TABLE"),
        ("TABLE/", "/", "no word after `/` in an object path", "TABLE"),
        ("TABLE//INDEX", "/", "no word after `/` in an object path", "TABLE/INDEX"),
        ("/", "/", "no word before `/` in an object path", ""),
        ("'TABLE'", "'", "character `'` in an object path", "TABLE"),
        ('"tables"', '"', 'character `"` in an object path', "TABLE"),
        ("\u201cTABLE\u201d", "\u201c", "character `\u201c` in an object path", "TABLE"),
        ("TABLE;", ";", "character `;` in an object path", "TABLE"),
        ("TABLE;VIEW", ";", "character `;` in an object path", ""),
        ("TABLE:\"IN ('A')\"", ":", "character `:` in an object path", ""),
        ("TABLE,VIEW", ",", "character `,` in an object path", ""),
        ("= 'TABLE'", "=", "character `=` in an object path", ""),
        ("TABLE%", "%", "character `%` in an object path", ""),
        ("TABLE.INDEX", ".", "character `.` in an object path", ""),
        ("TABLE\x00", "\x00", r"character `\x00` in an object path", ""),
        ("T`", "`", r"character `\x60` in an object path", ""),
        ("TABLÉ", "É", "character `É` in an object path", ""),
        ("tıgger", "ı", "character `ı` in an object path", ""),
        ("ＴABLE", "Ｔ", "character `Ｔ` in an object path", ""),
        ("SOME THING", " ", "character ` ` in an object path", ""),
    ],
)
def test_no_path(path, place, message, meant):
    help_ = f"{WORDS}; write `{meant}`" if meant else WORDS
    assert told(path, "SCHEMA") == (Kind.MALFORMED, place, message, help_, meant)


def test_what_is_unknown_in_lower_case():
    help_ = "object paths are in upper case; write `MLE_X/FOO`"
    assert told("mle_x/FOO") == (Kind.MALFORMED, "mle_x/FOO", "`mle_x/FOO` is not in upper case", help_, "")


# --- the mode -------------------------------------------------------------------------------------------------------

HIGHER, FULL = "saves ORA-39038: SCHEMA and FULL jobs have it", "saves ORA-39038: only FULL jobs have it"


@pytest.mark.parametrize(
    ("path", "mode", "place", "help_"),
    [
        ("USER", "TABLE", "USER", HIGHER),
        ("VIEW", "TABLE", "VIEW", HIGHER),
        ("VIEW", "TABLESPACE", "VIEW", HIGHER),
        ("TABLE_EXPORT/VIEW/GRANT", "TABLE", "VIEW", HIGHER),
        ("ROLE", "TABLE", "ROLE", FULL),
        ("ROLE", "SCHEMA", "ROLE", FULL),
        ("SCHEMA", "SCHEMA", "SCHEMA", FULL),
        ("TABLESPACE", "TABLESPACE", "TABLESPACE", FULL),
        ("DIRECTORY", "TRANSPORTABLE", "DIRECTORY", FULL),
    ],
)
def test_a_path_that_the_mode_has_not(path, mode, place, help_):
    message = f"`{place}` is not an object path of {mode} mode"
    assert told(path, mode) == (Kind.MODE, place, message, help_, "")


@pytest.mark.parametrize(
    ("path", "mode", "modes", "meant"),
    [
        ("SCHEMA_EXPORT/TABLE/INDEX", "TABLE", "SCHEMA", "TABLE_EXPORT/TABLE/INDEX"),
        ("SCHEMA_EXPORT/TABLE", "TABLESPACE", "SCHEMA", "TABLE_EXPORT/TABLE"),
        ("SCHEMA_EXPORT/USER", "FULL", "SCHEMA", "DATABASE_EXPORT/SCHEMA/USER"),
        ("SCHEMA_EXPORT/USER", "TABLE", "SCHEMA", ""),
        ("TABLE_EXPORT/TABLE/INDEX", "SCHEMA", "TABLE and TABLESPACE", "SCHEMA_EXPORT/TABLE/INDEX"),
        ("DATABASE_EXPORT/SCHEMA/TABLE/TABLE", "TABLE", "FULL", "TABLE_EXPORT/TABLE/TABLE"),
        ("DATABASE_EXPORT/SCHEMA/VIEW", "SCHEMA", "FULL", "SCHEMA_EXPORT/VIEW"),
        ("DATABASE_EXPORT/SCHEMA", "SCHEMA", "FULL", ""),
        ("DATABASE_EXPORT/ROLE", "SCHEMA", "FULL", ""),
        ("SCHEMA_EXPORT", "FULL", "SCHEMA", ""),
        ("SCHEMA_EXPORT/TABLE", "TRANSPORTABLE", "SCHEMA", ""),
        ("TRANSPORTABLE_EXPORT/TABLE", "FULL", "TRANSPORTABLE", ""),
    ],
)
def test_the_root_of_another_mode(path, mode, modes, meant):
    root = path.partition("/")[0]
    write = f"write `{meant}`" if meant else "leave the root out or write that of the mode"
    help_ = f"saves ORA-39038: the job is in {mode} mode; {write}"
    assert told(path, mode) == (Kind.MODE, root, f"`{root}` is the root of paths of {modes} mode", help_, meant)


# --- what is not known ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "place", "guess"),
    [
        ("TABEL", "TABEL", "TABLE"),
        ("TAB", "TAB", "TABLE"),
        ("CONSTRANT", "CONSTRANT", "CONSTRAINT"),
        ("TABLE/INDX/STATISTICS", "INDX", "TABLE/INDEX/STATISTICS"),
        ("SCHEMA_EXPROT/TABLE", "SCHEMA_EXPROT", "SCHEMA_EXPORT/TABLE"),
    ],
)
def test_nearly_a_path(path, place, guess):
    message = f"`{place}` is not a known {'part of an ' if '/' in path else ''}object path"
    assert told(path, "SCHEMA") == (Kind.UNKNOWN, place, message, f"did you mean `{guess}`? {RAISES}", guess)


def test_a_guess_within_a_path_that_is_unknown_otherwise_is_no_proposal():
    assert told("TABEL/FOO")[3:] == (f"did you mean `TABLE/FOO`? {RAISES}", "")


def test_a_guess_is_of_the_mode():
    assert told("VEIW", "SCHEMA")[4] == "VIEW"
    assert told("VEIW", "TABLE")[4] == ""


@pytest.mark.parametrize(
    ("mode", "query"),
    [
        ("FULL", "`SELECT object_path FROM database_export_objects`"),
        ("SCHEMA", "`SELECT object_path FROM schema_export_objects`"),
        ("TABLE", "`SELECT object_path FROM table_export_objects`"),
        ("TABLESPACE", "`SELECT object_path FROM table_export_objects`"),
        ("TRANSPORTABLE", "`SELECT object_path FROM transportable_export_objects`"),
        ("", "`SELECT object_path FROM database_export_objects` (or `schema_`, `table_`: the view of the mode)"),
    ],
)
@pytest.mark.parametrize(
    ("path", "place", "message"),
    [
        ("FOO", "FOO", "`FOO` is not a known object path"),
        ("TABLE/FOO/BAR", "FOO", "`FOO` is not a known part of an object path"),
        ("TABLE/SCHEMA_EXPORT", "SCHEMA_EXPORT", "`SCHEMA_EXPORT` is not a known part of an object path"),
    ],
)
def test_an_unknown_path(path, place, message, mode, query):
    help_ = f"it may be one all the same; {ASK}{query}"
    assert told(path, mode) == (Kind.UNKNOWN, place, message, help_, "")


def test_a_policy_may_be_of_three_sorts():
    assert told("POLICIES")[0] is Kind.UNKNOWN


# --- the release ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "server", "place", "since"),
    [
        ("ANALYTIC_VIEW", V12, "ANALYTIC_VIEW", "12.2"),
        ("ATTRIBUTE_DIMENSION", V12, "ATTRIBUTE_DIMENSION", "12.2"),
        ("HIERARCHY", V11, "HIERARCHY", "12.2"),
        ("AUDIT_POLICY", V11, "AUDIT_POLICY", "12.1"),
        ("SCHEMA_EXPORT/ON_USER_GRANT", V11, "ON_USER_GRANT", "12.1"),
        ("RADM_POLICY", ServerVersion(11, 1), "RADM_POLICY", "11.2"),
        ("AUDIT_TRAILS", V12_2, "AUDIT_TRAILS", "18"),
    ],
)
def test_a_path_of_a_later_release(path, server, place, since):
    message = f"`{place}` is known only from Oracle Database {since} on"
    kind, found, said, help_, meant = told(path, "SCHEMA", server)
    assert (kind, found, said, meant) == (Kind.RELEASE, place, message, "")
    query = "`SELECT object_path FROM schema_export_objects`"
    assert help_ == f"the server is {server}; {ASK}{query}"


def test_the_mode_comes_before_the_release():
    assert told("TABLE_EXPORT/ANALYTIC_VIEW", "SCHEMA", V12)[0] is Kind.MODE


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["TABLE", "SCHEMA", "USER", "ROLE", "TABLESPACE", "DIRECTORY", "TABLE/INDEX", "PROCOBJ", "DVPS_REALM"]
)
def test_paths_with_names(path):
    assert takes_names(path) is True


@pytest.mark.parametrize(
    "path",
    ["GRANT", "COMMENT", "STATISTICS", "JOB", "RLS_POLICY", "TABLE/INDEX/STATISTICS", "SCHEMA_EXPORT/ROLE_GRANT"],
)
def test_paths_without_names(path):
    assert takes_names(path) is False


@pytest.mark.parametrize("path", ["", "FOO", "table", "TABLE/", "CLUSTERING", "ANALYTIC_VIEW", "OWNER_GRANT", "TABLE "])
def test_paths_of_which_nothing_is_known(path):
    assert takes_names(path) is None


# --- the corpus -----------------------------------------------------------------------------------------------------


def object_types(valid):
    """The paths that the corpus gives to INCLUDE and EXCLUDE, or to a filter on names."""
    kinds = ("INCLUDE", "EXCLUDE", "NAME_EXPR", "NAME_LIST", "EXCLUDE_NAME_EXPR")
    return [entry for entry in CORPUS if entry["kind"] in kinds and entry["object_path"] and entry["valid"] is valid]


def path_values():
    """The names in right filters on paths; patterns are not paths."""
    entries = [entry for entry in CORPUS if "_PATH_" in entry["kind"] and entry["valid"] is True]
    values = [entry["value"] for entry in entries if not entry["value"].lower().startswith("like")]
    return sorted({name for value in values for name in re.findall(r"'([^']*)'", value)})


def test_the_corpus_is_all_there():
    assert len({entry["object_path"] for entry in object_types(True)}) == 32
    assert len(path_values()) == 36


@pytest.mark.parametrize("path", sorted({entry["object_path"] for entry in object_types(True)}))
def test_a_path_of_the_corpus(path):
    assert told(path, "FULL" if not path.startswith("SCHEMA_EXPORT/") else "SCHEMA", V11) is None


@pytest.mark.parametrize("path", path_values())
def test_a_path_in_an_expression_of_the_corpus(path):
    expected = {"DATABASE LINK": (Kind.MEANT, "DB_LINK"), "EMP": (Kind.UNKNOWN, ""), "SCHEMA_EXPORT/USER": None}
    fault = check(path, "SCHEMA" if path == "SCHEMA_EXPORT/USER" else "FULL", None)
    assert (fault and (fault.kind, fault.meant)) == expected.get(path)


@pytest.mark.parametrize("entry", [entry for entry in CORPUS if (entry["problem"] or "").startswith("path:")])
def test_a_wrong_path_of_the_corpus(entry):
    meant = {"INDEXES": "INDEX", "TABLES": "TABLE", "TRIGGERS": "TRIGGER", "CONSTRAINTS": "CONSTRAINT"}
    meant["PACKAGE BODY"] = "PACKAGE_BODY"
    fault = check(entry["object_path"], "FULL", None)
    assert (fault.kind, fault.meant) == (Kind.MEANT, meant[entry["object_path"]])


def test_no_condition_of_the_corpus_is_refused():
    refused = [
        entry["object_path"] for entry in object_types(True) if entry["value"] and not takes_names(entry["object_path"])
    ]
    assert refused == []


# --- whatever the text ----------------------------------------------------------------------------------------------

SEGMENTS = st.sampled_from(sorted(object_paths._KNOWN | set(object_paths._ROOTS) | set(object_paths._ALIASES)))
SPELLINGS = st.builds(
    lambda text, how: how(text),
    SEGMENTS,
    st.sampled_from(
        [
            str,
            str.lower,
            lambda text: text + "S",
            lambda text: text.replace("_", " "),
            lambda text: text.replace("_", ""),
            lambda text: f" {text} ",
            lambda text: f"'{text}'",
            lambda text: text[1:],
            lambda text: text[:2] + text[3:],
        ]
    ),
)
PATHS = st.lists(SPELLINGS, max_size=4).map("/".join)


@given(st.one_of(st.text(), PATHS), st.sampled_from(MODES), st.sampled_from([None, V11, V12, V12_2, V23]))
@example("_", "", None)
@example("-/ /-", "", None)
@example("DVPS_", "", None)
def test_whatever_the_text(path, mode, server):
    takes_names(path)
    found = told(path, mode, server)
    if found is None:
        return
    meant = found[4]
    if found[0] is Kind.MEANT:
        assert meant
    if meant:
        assert meant != path
        fault = check(meant, mode, None)
        assert fault is None or fault.kind is Kind.MODE


@given(SEGMENTS)
def test_a_known_path_is_never_taken_for_another(path):
    fault = check(path, "", None)
    assert fault is None if path not in object_paths._ALIASES else fault.kind is Kind.MEANT


def test_the_lists_agree():
    assert not object_paths._NAMED & object_paths._UNNAMED
    assert not object_paths._OTHERS & (object_paths._NAMED | object_paths._UNNAMED)
    assert not object_paths._IN_FULL & object_paths._IN_SCHEMA
    assert set(object_paths._SINCE) <= object_paths._KNOWN
    assert set(object_paths._ALIASES.values()) <= object_paths._KNOWN
    keys = [object_paths._key(path) for path in object_paths._KNOWN]
    assert {key for key in keys if keys.count(key) > 1} == {"PACKAGEBODY"}
    assert object_paths._BY_KEY["PACKAGEBODY"] == "PACKAGE_BODY"


@pytest.mark.parametrize(
    ("start", "piece", "end"),
    [
        *[("", "TABLE/", "TABLE"), ("", "tables/", "tables"), ("", "TABLE/", "TABEL"), ("", "TABLE/", "")],
        *[("", char, "") for char in "Aa/- _'é"],
        *[("", "S_", ""), ("", "TABLE ", ""), ("SCHEMA_EXPORT/", "TABLE/", "TABLE")],
    ],
)
def test_a_long_path_takes_time_in_proportion(start, piece, end):
    def checked(count):
        path = start + piece * (count // len(piece)) + end

        def action():
            fault = check(path, "TABLE", V11)
            takes_names(path)
            assert fault is None or len(fault.message + fault.help) < 1000

        return action

    assert_in_proportion(checked, 100_000)
