"""Which objects a job selects, against small catalogues."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import ExportSpec
from dpspec.algebra import predicate
from dpspec.filters import Comparison, InList, Like, Literal, Operator
from dpspec.sandbox import Catalog, OraError
from dpspec.sandbox.catalog import Object
from dpspec.sandbox.selection import select
from tests.sandbox_helpers import checked, small, tables

CATALOG = small(
    tables(
        "A", "EMP", dependents={"INDEX": ("PK_EMP",), "CONSTRAINT": ("PK_EMP",), "REF_CONSTRAINT": ("FK",)}, rows=200
    ),
    tables("A", "EMP_OLD", tablespace="SLOW", rows=10),
    tables("A", "DEPT", dependents={"TRIGGER": ("EMP_TRG",), "OBJECT_GRANT": ("B",)}),
    tables("A", "PARTS", partitions={"P1": 1, "P2": 2}, dependents={"OBJECT_GRANT": ("B",)}),
    tables("B", "EMP"),
    tables("U", "EMP"),
    tables("SYS", "OBJ$"),
    [Object("A", "VIEW", "EMP_V"), Object("A", "SEQUENCE", "SEQ"), Object("A", "USER", "A")],
    [Object("A", "SYSTEM_GRANT", "A", ("USER", "A")), Object("", "ROLE", "R"), Object("", "TABLESPACE", "USERS")],
)


def selected(user="A", catalog=CATALOG, **keys):
    return select(catalog, checked(ExportSpec(**keys)), catalog.users[user])


def shown(selection):
    return sorted(f"{o.type} {o.schema}.{o.name}{':' * bool(o.partition)}{o.partition}" for o in selection.objects)


def types(**keys):
    return {o.type for o in selected(**keys).objects}


def test_table_mode_exports_tables_of_the_caller_and_what_depends_on_them():
    assert shown(selected(job_mode="TABLE", name_expressions=["='EMP'"])) == [
        *("CONSTRAINT A.PK_EMP", "INDEX A.PK_EMP", "INDEX_STATISTICS A.PK_EMP", "REF_CONSTRAINT A.FK"),
        *("TABLE A.EMP", "TABLE_DATA A.EMP", "TABLE_STATISTICS A.EMP"),
    ]


def test_all_expressions_must_hold():
    keys = {"job_mode": "TABLE", "schema_expressions": ["='A'"]}
    assert selected(name_expressions=["LIKE 'EMP%'"], **keys).tables == {"A.EMP", "A.EMP_OLD"}
    assert selected(name_expressions=["LIKE 'EMP%'", "!='EMP'"], **keys).tables == {"A.EMP_OLD"}


def test_names_without_an_object_path_are_those_of_every_named_type_in_schema_mode():
    found = selected(job_mode="SCHEMA", schema_expressions=["='A'"], name_expressions=["LIKE 'EMP%'"])
    assert shown(found) == [
        *("TABLE A.EMP", "TABLE A.EMP_OLD", "TABLE_DATA A.EMP", "TABLE_DATA A.EMP_OLD"),
        *("TABLE_STATISTICS A.EMP", "TABLE_STATISTICS A.EMP_OLD", "VIEW A.EMP_V"),
    ]


def test_names_with_an_object_path_are_those_of_that_type_alone():
    found = selected(
        job_mode="SCHEMA",
        schema_expressions=["='A'"],
        name_expressions=[{"object_path": "TABLE", "expression": "='DEPT'"}],
    )
    assert found.tables == {"A.DEPT"}
    assert {"VIEW A.EMP_V", "SEQUENCE A.SEQ", "USER A.A", "TRIGGER A.EMP_TRG"} <= set(shown(found))
    assert "INDEX A.PK_EMP" not in shown(found)


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        ("TRIGGER", {"TRIGGER"}),
        ("INDEX", {"INDEX", "INDEX_STATISTICS"}),
        ("CONSTRAINT", {"CONSTRAINT"}),
        ("REF_CONSTRAINT", {"REF_CONSTRAINT"}),
        ("STATISTICS", {"INDEX_STATISTICS", "TABLE_STATISTICS"}),
        ("TABLE/INDEX/STATISTICS", {"INDEX_STATISTICS"}),
        ("GRANT", {"OBJECT_GRANT"}),
        ("TABLE_DATA", {"TABLE_DATA"}),
    ],
)
def test_an_excluded_path_goes_with_what_is_below_it(path, gone):
    every = types(job_mode="TABLE", schema_expressions=["='A'"])
    assert every - types(job_mode="TABLE", schema_expressions=["='A'"], exclude=[path]) == gone


def test_a_schema_without_its_tables_has_nothing_that_depends_on_them():
    assert types(job_mode="SCHEMA", schemas=["A"], exclude=["TABLE"]) == {"USER", "SYSTEM_GRANT", "SEQUENCE", "VIEW"}


def test_only_what_is_included_is_exported():
    assert types(job_mode="SCHEMA", schemas=["A"], include=["SEQUENCE", "VIEW"]) == {"SEQUENCE", "VIEW"}


def test_a_clause_of_an_include_is_a_filter_on_its_names():
    found = selected(job_mode="SCHEMA", schemas=["A"], include=["TABLE:\"LIKE 'D%'\"", "VIEW"])
    assert found.tables == {"A.DEPT"}
    assert "VIEW A.EMP_V" in shown(found)


def test_a_clause_of_an_exclude_takes_its_names_away():
    found = selected(job_mode="SCHEMA", schemas=["A"], exclude=["TABLE:\"LIKE 'EMP%'\""])
    assert found.tables == {"A.DEPT", "A.PARTS"}
    assert "INDEX A.PK_EMP" not in shown(found)


def test_two_tables_may_be_granted_to_one_user_and_go_alone():
    found = selected(job_mode="TABLE", schema_expressions=["='A'"], name_expressions=["='PARTS'"])
    assert [text for text in shown(found) if "GRANT" in text] == ["OBJECT_GRANT A.B"]


def test_tablespaces_restrict_what_is_stored_in_schema_mode():
    found = selected(job_mode="SCHEMA", schema_expressions=["='A'"], tablespace_expressions=["='SLOW'"])
    assert found.tables == {"A.EMP_OLD"}
    assert "VIEW A.EMP_V" in shown(found)


def test_tablespace_mode_exports_the_tables_in_them_of_all_schemas():
    assert selected(job_mode="TABLESPACE", tablespaces=["USERS"]).tables == {
        *("A.EMP", "A.DEPT", "A.PARTS", "B.EMP", "U.EMP"),
    }


def test_full_mode_has_what_belongs_to_no_schema_and_leaves_out_sys():
    found = selected(job_mode="FULL")
    assert {"ROLE .R", "TABLESPACE .USERS", "TABLE B.EMP"} <= set(shown(found))
    assert not any("SYS." in text for text in shown(found))


def test_views_are_exported_as_tables_and_the_tables_are_not():
    found = selected(job_mode="TABLE", views_as_tables=["A.EMP_V"])
    assert shown(found) == ["VIEW_DATA A.EMP_V", "VIEW_TABLE A.EMP_V"]


def test_a_partition_filter_chooses_the_rows_of_a_table():
    found = selected(tables=["A.PARTS:P2", "A.EMP"])
    assert [text for text in shown(found) if "DATA" in text] == ["TABLE_DATA A.EMP", "TABLE_DATA A.PARTS:P2"]


def test_a_sample_scales_the_rows_of_its_table_alone():
    found = selected(tables=["A.EMP", "A.EMP_OLD"], sample=["A.EMP:10"])
    assert {o.name: o.rows for o in found.data} == {"EMP": 20, "EMP_OLD": 10}


def test_content_leaves_out_rows_or_definitions():
    assert types(tables=["A.EMP"], content="DATA_ONLY") == {"TABLE_DATA"}
    assert "TABLE_DATA" not in types(tables=["A.EMP"], content="METADATA_ONLY")


def test_a_table_of_a_list_that_is_not_there_is_an_error_of_the_log():
    assert selected(tables=["A.EMP", "A.NOPE"]).errors == (
        "ORA-39166: Object A.NOPE was not found or could not be exported or imported.",
    )


def test_a_schema_of_a_list_that_is_not_there_is_an_error_of_the_log():
    assert selected(schemas=["A", "NOPE", "SYS"][:2]).errors == ("ORA-39165: Schema NOPE was not found.",)


def test_an_empty_selection_is_an_error_of_the_log():
    assert selected(job_mode="TABLE", name_expressions=["='NOPE'"]).errors == (
        "ORA-31655: no data or metadata objects selected for job",
    )
    assert selected(job_mode="SCHEMA", schema_expressions=["='NOPE'"]).errors == (
        "ORA-39170: Schema expression '='NOPE'' does not correspond to any schemas.",
        "ORA-31655: no data or metadata objects selected for job",
    )


@pytest.mark.parametrize(
    ("user", "keys", "code", "details"),
    [
        ("U", {"job_mode": "FULL"}, 31631, ("ORA-39161: Full database jobs require privileges",)),
        ("U", {"tablespaces": ["USERS"]}, 31631, ()),
        (
            "U",
            {"schemas": ["A"]},
            31631,
            ("ORA-39109: Unprivileged users may not operate upon other users' schemas",),
        ),
        (
            "A",
            {"job_mode": "TABLE", "schema_expressions": ["='NOPE'"]},
            39001,
            ("ORA-39039: Schema expression \"='NOPE'\" contains no valid schemas.",),
        ),
        (
            "A",
            {"job_mode": "TABLE", "name_expressions": ["IN (SELECT 'EMP' FROM dual)"]},
            39001,
            ("the sandbox cannot evaluate the subquery in NAME_EXPR: it has no SQL; list the names instead",),
        ),
    ],
)
def test_a_definition_that_fails_has_the_code_and_the_details_of_a_server(user, keys, code, details):
    with pytest.raises(OraError) as caught:
        selected(user, **keys)
    assert (caught.value.code, caught.value.details) == (code, details)


def test_a_user_without_the_role_exports_its_own_schema_without_the_user_itself():
    found = selected("U", job_mode="SCHEMA", schema_expressions=["='U'"])
    assert shown(found) == ["TABLE U.EMP", "TABLE_DATA U.EMP", "TABLE_STATISTICS U.EMP"]


def test_the_list_of_the_key_filter_names_what_the_mode_picks():
    assert selected(job_mode="TABLE", filter="emp, DEPT").tables == {"A.EMP", "A.DEPT"}
    assert {o.schema for o in selected(job_mode="SCHEMA", filter="b").objects} == {"B"}
    assert selected(job_mode="TABLESPACE", filter="SLOW").tables == {"A.EMP_OLD"}


def test_a_transportable_job_has_no_rows():
    found = selected(transport_tablespaces=["SLOW"])
    assert shown(found) == ["TABLE A.EMP_OLD", "TABLE_STATISTICS A.EMP_OLD"]


def test_a_view_that_is_not_there_is_an_error_of_the_log():
    assert selected(views_as_tables=["A.EMP_V", "A.NOPE"]).errors == (
        "ORA-39166: Object A.NOPE was not found or could not be exported or imported.",
    )


def test_tables_of_several_schemas_may_have_wildcards():
    assert selected(tables=["A.EMP%", "B.EMP"]).tables == {"A.EMP", "A.EMP_OLD", "B.EMP"}


def test_a_partition_filter_may_be_an_expression_and_leaves_other_tables_alone():
    rows = [{"table": "A.PARTS", "expression": "LIKE '%1'"}]
    found = selected(tables=["A.PARTS", "A.EMP"], partitions=rows)
    assert [text for text in shown(found) if "DATA" in text] == ["TABLE_DATA A.EMP", "TABLE_DATA A.PARTS:P1"]


def test_a_clause_on_schema_is_one_on_owners_in_full_mode():
    found = selected(job_mode="FULL", exclude=["SCHEMA:\"='B'\""])
    assert "B.EMP" not in found.tables
    assert "A.EMP" in found.tables


# --- for all filters ------------------------------------------------------------------------------------------------

words = st.text("AB_", min_size=1, max_size=3)
literals = words.map(Literal)
filters = st.one_of(
    st.builds(Comparison, st.sampled_from(sorted(Operator, key=lambda o: o.value)), literals),
    st.builds(InList, st.lists(literals, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Like, st.text("AB_%", min_size=1, max_size=3).map(Literal), st.none(), st.booleans()),
)


def spec_or_none(**keys):
    from dpspec import checker

    return checker.check(ExportSpec(**keys))[0]


@settings(deadline=None)
@given(st.sets(words), st.lists(filters, min_size=1, max_size=3))
def test_for_all_filters_a_table_job_exports_the_tables_for_which_all_of_them_hold(names, chosen):
    catalog = small(tables("A", *sorted(names), dependents={"COMMENT": ("C",)}))
    plan = spec_or_none(job_mode="TABLE", name_expressions=[str(each) for each in chosen])
    if plan is None:  # they contradict each other, which the checker reports
        return
    found = select(catalog, plan, catalog.users["A"])
    tests = [predicate(each) for each in chosen]
    assert found.tables == {f"A.{name}" for name in names if all(test(name) for test in tests)}
    for each in found.objects:
        owner = each.parent[1] if each.parent else each.name
        assert f"A.{owner}" in found.tables
    assert bool(found.objects) is not bool(found.errors)


@settings(deadline=None)
@given(st.sets(words, min_size=1), filters)
def test_for_all_filters_include_and_exclude_of_one_clause_share_the_tables_out(names, chosen):
    catalog = small(tables("A", *sorted(names)))
    clause = [{"object_path": "TABLE", "expression": str(chosen)}]
    plans = [spec_or_none(job_mode="SCHEMA", schemas=["A"], **{key: clause}) for key in ("include", "exclude")]
    if None in plans:
        return
    inside, outside = (select(catalog, plan, catalog.users["A"]).tables for plan in plans)
    assert not inside & outside
    assert inside | outside == {f"A.{name}" for name in names}


@settings(deadline=None)
@given(filters)
def test_for_all_filters_what_is_selected_is_in_the_catalogue_once(chosen):
    catalog = Catalog.builtin()
    plan = spec_or_none(job_mode="SCHEMA", schema_expressions=["IN ('HR','SH')"], name_expressions=[str(chosen)])
    if plan is None:
        return
    found = select(catalog, plan, catalog.users["ADMIN"]).objects
    assert set(found) <= set(catalog.objects)
    assert len(set(found)) == len(found)
