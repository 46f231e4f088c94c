"""The library: load, check, compile; what they give and what they raise."""

from __future__ import annotations

import copy
import json
import pickle

import attrs
import pytest

import dpspec
from dpspec import api
from dpspec.source import Source
from tests.timing import assert_in_proportion

SEED = """\
{"job_mode": "TABLE",
 "name_expressions": [{"expression": "!='EMP'"}, {"expression": "LIKE 'EMP%'"}],
 "schema_expressions": [{"expression": "IN ('SCOTT')"}], "keep_master": 1}
"""


def test_the_example_of_the_ords_documentation_compiles_to_itself():
    compiled = dpspec.compile(dpspec.loads(SEED), "ords")
    assert json.loads(compiled.text) == json.loads(SEED)
    assert list(json.loads(compiled.text)) == list(json.loads(SEED))
    assert (compiled.target, compiled.diagnostics, str(compiled)) == ("ords", (), compiled.text)


def test_a_spec_built_in_python_is_the_spec_read_from_a_file():
    built = dpspec.ExportSpec(
        job_mode="TABLE",
        name_expressions=["!='EMP'", {"expression": "LIKE 'EMP%'"}],
        schema_expressions=("IN ('SCOTT')",),
        keep_master=1,
    )
    assert built == dpspec.loads(SEED)
    assert hash(built) == hash(dpspec.loads(SEED))
    for target in ("ords", "plsql", "parfile"):
        assert dpspec.compile(built, target).text == dpspec.compile(dpspec.loads(SEED), target).text


def test_filters_may_be_given_as_values():
    from dpspec.filters import InList, Literal

    spec = dpspec.ExportSpec(schema_expressions=[InList((Literal("O'X"),))])
    assert spec.schema_expressions == ("IN ('O''X')",)


def test_a_mapping_is_no_spec():
    with pytest.raises(TypeError, match="a spec is an ExportSpec, not dict"):
        dpspec.check({"job_mode": "FULL"})


def test_a_spec_is_frozen():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        dpspec.ExportSpec().job_mode = "FULL"


@pytest.mark.parametrize("suffix", [".json", ".dp.json", ".yaml", ".dp.yaml", ".yml", ".JSON"])
def test_files_are_read_by_their_suffix(tmp_path, suffix):
    file = tmp_path / f"spec{suffix}"
    file.write_text(SEED, encoding="utf-8")  # JSON is YAML, too
    assert dpspec.load(file) == dpspec.load(str(file)) == dpspec.loads(SEED)
    assert dpspec.load(file).where.of("keep_master").source.name == str(file)


def test_text_is_guessed_or_told():
    assert dpspec.loads("job_mode: FULL").job_mode == "FULL"
    assert dpspec.loads(b'{"job_mode": "FULL"}').job_mode == "FULL"
    assert dpspec.loads("{job_mode: FULL}", "yaml").job_mode == "FULL"
    with pytest.raises(dpspec.SpecError):
        dpspec.loads("{job_mode: FULL}")


def test_every_value_has_its_place():
    where = dpspec.loads(SEED).where
    for path, text in [
        ("job_mode", '"TABLE"'),
        ("keep_master", "1"),
        ("name_expressions[1]", '{"expression": "LIKE \'EMP%\'"}'),
    ]:
        span = where.of(path).span
        assert SEED[span.start : span.end] == text
    assert where.of("threads") == where.whole


def test_load_raises_for_what_is_no_spec_and_holds_every_fault():
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.loads('{"jobMode": "TABLE", "threads": "4", "schema_expressions": ["= A"]}')
    assert [d.code for d in caught.value.diagnostics] == ["DP102", "DP103", "DP023"]
    assert "error[DP102]: unknown key `jobMode`" in str(caught.value)


def test_check_never_raises_and_compile_does():
    spec = dpspec.ExportSpec(schema_expressions=["= A"])
    checked = dpspec.check(spec)
    assert (checked.ok, checked.plan) == (False, None)
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(spec, "ords")
    assert caught.value.diagnostics == checked.diagnostics
    assert isinstance(caught.value, ValueError)


def test_an_expression_given_in_python_is_pointed_into():
    (diagnostic,) = dpspec.check(dpspec.ExportSpec(schema_expressions=["= 'A'", "IN ('A' 'B')"])).diagnostics
    assert diagnostic.key == "schema_expressions[1]"
    assert str(dpspec.SpecError([diagnostic])).splitlines()[1:6] == [
        "error[DP028]: comma missing in front of `'B'`",
        " --> schema_expressions[1]:1:9",
        "  |",
        "1 | IN ('A' 'B')",
        "  |         ^^^",
    ]


def test_options_of_a_check():
    long = dpspec.ExportSpec(schema_expressions=[f"='{'A' * 40}'"])
    assert dpspec.check(long).ok
    assert dpspec.check(long, server_version="12.2").ok
    assert not dpspec.check(long, server_version="12.1").ok
    uri = dpspec.ExportSpec(job_mode="FULL", file_name="https://s3.example.com/b/x%U.dmp", credential_name="C")
    assert not dpspec.check(uri).ok
    assert dpspec.check(uri, object_store_hosts=["Example.com"]).ok
    with pytest.raises(ValueError, match="not a release"):
        dpspec.check(long, server_version="9i")


@pytest.mark.parametrize(
    ("target", "options", "message"),
    [("excel", {}, "'excel' is none of ords, plsql, parfile"), ("ords", {"wait": True}, "only plsql can wait")],
)
def test_a_use_that_makes_no_sense(target, options, message):
    with pytest.raises(ValueError, match=message):
        dpspec.compile(dpspec.ExportSpec(job_mode="FULL"), target, **options)


@pytest.mark.parametrize("name", ["spec.txt", "spec"])
def test_a_file_of_unknown_syntax(tmp_path, name):
    with pytest.raises(ValueError, match=r"neither \.json, \.yaml nor \.yml"):
        dpspec.load(tmp_path / name)


def test_a_file_that_is_missing_or_no_text(tmp_path):
    with pytest.raises(FileNotFoundError):
        dpspec.load(tmp_path / "none.json")
    (tmp_path / "bad.json").write_bytes(b"\xff")
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.load(tmp_path / "bad.json")
    assert [d.code for d in caught.value.diagnostics] == ["DP001"]


@pytest.mark.parametrize("version", ["19", "19c", "12.2", "12.2.0.1.0", "23ai", "26ai", "21C", "11.2"])
def test_releases_are_read_as_people_write_them(version):
    from dpspec.versions import ServerVersion

    assert str(ServerVersion.parse(version)) in ("19", "12.2", "23", "26", "21", "11.2")


@pytest.mark.parametrize("version", ["", "9i", "c19", "19x", "19.", "1e9", "12,2", "-19", "١٩"])
def test_other_releases_are_refused(version):
    from dpspec.versions import ServerVersion

    with pytest.raises(ValueError, match="not a release"):
        ServerVersion.parse(version)


def test_a_spec_that_was_changed_after_it_was_read_is_compiled_as_it_is_now():
    spec = attrs.evolve(dpspec.loads(SEED), name_expressions=["='DEPT'"], threads=8, file_name="x%U.dmp", keep_master=0)
    assert json.loads(dpspec.compile(spec, "ords").text) == {
        "job_mode": "TABLE",
        "file_name": "x%U.dmp",
        "name_expressions": [{"expression": "='DEPT'"}],
        "schema_expressions": [{"expression": "IN ('SCOTT')"}],
        "threads": 8,
        "keep_master": 0,
    }
    assert "='DEPT'" in dpspec.compile(spec, "plsql").text.replace("''", "'")
    changed = attrs.evolve(dpspec.loads('{"job_mode":"FULL","datapump_dir":"D"}'), datapump_dir="ABCDEF-G")
    assert [d.code for d in dpspec.check(changed).diagnostics] == ["DP108"]


def test_invisible_characters_are_not_part_of_a_name():
    spec = dpspec.loads("job_mode: TABLE\nname_expressions: [\"NOT LIKE 'TMP\\_%'\"]\n")
    (diagnostic,) = dpspec.check(spec).diagnostics
    assert (diagnostic.code, diagnostic.message) == ("DP002", "invisible character U+00A0 in a literal")
    assert diagnostic.help.startswith("YAML makes a no-break space of `\\_`")
    assert not dpspec.check(dpspec.ExportSpec(schema_expressions=["='HR\u200b'"])).ok


def test_old_servers_get_what_they_know():
    spec = dpspec.ExportSpec(job_mode="FULL")
    assert "DUMPFILE=EXPDAT%U.DMP" in dpspec.compile(spec, "parfile", server_version="12.1").text
    with pytest.raises(dpspec.SpecError) as caught:
        dpspec.compile(spec, "plsql", server_version="12.1")
    assert [d.code for d in caught.value.diagnostics] == ["DP126"]


@pytest.mark.parametrize("version", ["12.1", "12.2", "18c"])
def test_object_stores_came_with_19c(version):
    uri = "https://objectstorage.x.oraclecloud.com/n/a/b/c/o/f_%U.dmp"
    spec = dpspec.ExportSpec(job_mode="FULL", credential_name="C", file_name=uri)
    assert dpspec.check(spec).ok
    assert dpspec.check(spec, server_version="19c").ok
    assert [d.code for d in dpspec.check(spec, server_version=version).diagnostics] == ["DP126"]


def test_hosts_are_a_list_of_hosts():
    for hosts in ("example.com", ["com"], ["a b.c"], ["*.example.com"]):
        with pytest.raises(ValueError, match="host"):
            dpspec.check(dpspec.ExportSpec(job_mode="FULL"), object_store_hosts=hosts)


def test_the_order_of_letters_beyond_ascii_is_nobodys_guess():
    assert dpspec.check(dpspec.ExportSpec(schema_expressions=["> '€'", "< 'Ä'"])).ok
    assert not dpspec.check(dpspec.ExportSpec(schema_expressions=["> 'B'", "< 'A'"])).ok
    with pytest.raises(dpspec.SpecError):
        dpspec.compile(dpspec.ExportSpec(schema_expressions=["IN ('A','€')", "< 'Ä'"]), "parfile")


@pytest.mark.parametrize(
    ("given", "ok"),
    [
        ({"job_mode": "TABLE", "schema_expressions": ["='SYS'"]}, False),
        ({"schema_expressions": ["IN ('SYS','HR')"]}, False),
        ({"schema_expressions": ["IN ('SYS','HR')", "!='SYS'"]}, True),
        ({"job_mode": "FULL", "threads": 99}, True),
        ({"job_mode": "FULL", "threads": 100}, False),
        ({"job_mode": "FULL", "threads": 100, "file_name": "a%U.dmp"}, False),
        ({"job_mode": "FULL", "threads": 100, "file_name": "a%L.dmp"}, True),
    ],
)
def test_limits_of_the_server(given, ok):
    assert dpspec.check(dpspec.ExportSpec(**given)).ok is ok


def test_many_exclusions_of_a_long_list_take_linear_time():
    def check(count):
        names = ",".join(f"'N{number}'" for number in range(count))
        spec = dpspec.ExportSpec(schema_expressions=[f"IN ({names})", *(f"!='X{n}'" for n in range(count // 10))])
        return lambda: dpspec.check(spec, server_version="23ai")

    assert check(100)().ok
    assert_in_proportion(check, 2_000)


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("job_mode: TABEL\nfilter: A", "did you mean `TABLE`"),
        ("job_mode: SHEMA\nfilter: A", "did you mean `SCHEMA`"),
        ("job_mode: SCOTT\nfilter: A", "the modes are FULL, SCHEMA, TABLE, TABLESPACE, TRANSPORTABLE"),
        ("job_mode: FULL\nkeep_master: yes", "write 1"),
        ("job_mode: FULL\nkeep_master: Off", "write 0"),
    ],
)
def test_a_typing_mistake_has_a_way_out(text, help_):
    spec, found = api.read(Source("x.yaml", text), "yaml")
    (diagnostic,) = found or dpspec.check(spec).diagnostics
    assert diagnostic.help == help_


SCRIPT = """\
DECLARE
  h NUMBER;
BEGIN
  h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', NULL, 'NIGHTLY');
  DBMS_DATAPUMP.ADD_FILE(h, 'hr.dmp', 'DUMPS');
  DBMS_DATAPUMP.METADATA_FILTER(h, 'SCHEMA_LIST', '''HR''');
  DBMS_DATAPUMP.START_JOB(h);
END;
/
"""


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (SCRIPT, "plsql"),
        ("SCHEMAS=hr\nDIRECTORY=dumps\nDUMPFILE=hr.dmp\nNOLOGFILE=YES\nJOB_NAME=nightly\n", "parfile"),
        ("expdp scott schemas=hr directory=dumps dumpfile=hr.dmp nologfile=yes job_name=nightly", "command"),
    ],
    ids=["plsql", "parfile", "command"],
)
def test_a_job_is_recovered_from_wherever_it_stands(text, origin):
    recovered = dpspec.recover_spec(text, origin)
    assert recovered.spec == dpspec.ExportSpec(
        job_mode="SCHEMA",
        job_name="NIGHTLY",
        datapump_dir="DUMPS",
        file_name="hr.dmp",
        nologfile=True,
        schemas=["HR"],
        keep_master=0,
    )
    for syntax in ("yaml", "json"):
        assert dpspec.loads(recovered.text(syntax), syntax) == recovered.spec
    assert "control table" in recovered.text().partition("\nkeep_master: 0")[0].rpartition("\n# ")[2]
    assert dpspec.compile(recovered.spec, "plsql").text


def test_what_cannot_be_recovered_is_told_and_has_no_text():
    recovered = dpspec.recover_spec("DBMS_DATAPUMP", "plsql", name="nightly.sql")
    assert recovered.spec is None
    assert recovered.diagnostics[0].location.source.name == "nightly.sql"
    with pytest.raises(dpspec.SpecError) as caught:
        recovered.text()
    assert caught.value.diagnostics == recovered.diagnostics


def test_an_origin_that_is_none_is_a_value_error():
    with pytest.raises(ValueError, match="'json' is none of plsql, parfile, command"):
        dpspec.recover_spec("{}", "json")


# --- copies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda spec: pickle.loads(pickle.dumps(spec))])  # noqa: S301
@pytest.mark.parametrize(
    "spec",
    [dpspec.ExportSpec(schemas=["HR"]), dpspec.loads("schemas: [HR]\nexclude: [STATISTICS]\nsample: 10\n", "yaml")],
)
def test_a_copy_of_a_spec_is_as_good(copied, spec):
    assert copied(spec) == spec
    assert copied(spec).written == spec.written
    assert dpspec.compile(copied(spec), "plsql").text == dpspec.compile(spec, "plsql").text


CHANGED = dpspec.loads("file_name: a_%U.dmp\nthreads: 4\nschemas: [HR]\n", "yaml", name="spec")


def test_a_value_that_was_changed_after_it_was_read_is_not_shown_where_it_stood():
    (fault,) = dpspec.check(attrs.evolve(CHANGED, threads=5000)).diagnostics
    assert (fault.code, fault.location, fault.key) == ("DP106", None, "threads")
    (fault,) = dpspec.check(attrs.evolve(CHANGED, file_name="b.dmp")).diagnostics
    assert fault.location.source.text[fault.location.span.start :].startswith("4")
    assert fault.labels == ()
    (fault,) = dpspec.check(attrs.evolve(CHANGED, compression="ZIP")).diagnostics
    assert (fault.code, fault.location, fault.key) == ("DP134", None, "compression")


def test_a_password_is_not_in_the_text_of_a_spec():
    secret = "Zq9" + "Secret"
    assert "Zq9" not in repr(dpspec.ExportSpec(schemas=["HR"], encryption_password=secret))


def test_what_is_no_text_or_release_is_a_type_error():
    with pytest.raises(TypeError, match="a text to recover is a str, not bytes"):
        dpspec.recover_spec(b"", "plsql")
    with pytest.raises(TypeError, match="server_version is a text such as '19c', not int"):
        dpspec.check(dpspec.ExportSpec(job_mode="FULL"), server_version=19)


def test_names_without_an_order_are_no_list():
    (fault,) = dpspec.check(dpspec.ExportSpec(schemas={"HR", "OE"})).diagnostics
    assert (fault.code, fault.message) == ("DP103", "`schemas` takes a list of strings, not a value of type `set`")
