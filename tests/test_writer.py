from __future__ import annotations

import json
import re

import attrs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dpspec.document import Array, Object, parse
from dpspec.reader import read
from dpspec.source import Source
from dpspec.spec import (
    ITEMS,
    ColumnRemap,
    ExportSpec,
    NameExpression,
    ObjectFilter,
    PasswordReference,
    TablePartitions,
    TableQuery,
    TableSample,
)
from dpspec.vocabulary import EXPRESSION_KEYS, KEYS, Shape
from dpspec.writer import write
from tests.strategies import HOSTILE

LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]

EVERY_ITEM = ExportSpec(
    job_mode="SCHEMA",
    job_name="NIGHTLY",
    file_name="https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/x/b/y/o/hr_%U.dmp",
    dumpfiles=("A_%U.DMP", "D2:B_%U.DMP"),
    filesize="500MB",
    reuse_dumpfiles=True,
    nologfile=False,
    name_expressions=(
        "LIKE 'EMP%'",
        "!='EMP'",
        NameExpression(object_path="TABLE", expression="NOT LIKE 'A!_%' ESCAPE '!'"),
    ),
    schema_expressions=("IN ('SCOTT', 'HR')",),
    schemas=("HR",),
    include=("TABLE:\"LIKE 'EMP%'\"", ObjectFilter(object_path="VIEW", expression="IS NOT NULL"), "INDEX"),
    exclude=(ObjectFilter(object_path="STATISTICS"),),
    query=(
        TableQuery(table="HR.JOBS", query="WHERE min_salary > 1"),
        TableQuery(query="WHERE note = 'a: \"b\"' -- #1"),
        'HR.EMPLOYEES:"WHERE\nx"',
    ),
    sample=(TableSample(table="HR.JOBS", percent=0.000001), TableSample(percent=10), "HR.EMPLOYEES:1"),
    partitions=(
        TablePartitions(table="SH.SALES", partitions=("P1", "2026")),
        TablePartitions(table="SH.COSTS", expression=">= 'P'"),
    ),
    remap_data=(ColumnRemap(column="HR.EMPLOYEES.SALARY", function="HR.MASK.SALARY"),),
    flashback_time="2026-01-01T00:00:00Z",
    compression="NONE",
    encryption_password=PasswordReference(env="DUMP_PASSWORD"),
    version="19.3",
    tts_closure_check="ON",
    threads=4,
    log_entries=("ticket 4711", "", " it's\tlate\u2028 ", "{}"),
    abort_step=-1,
)
COMMENTS = {
    "": ["from nightly.par"],
    "include": ["all but views", "two\r\nlines\u2028and \x1b[31mred"],
    "sample": ["word " * 30],
    "credential_name": ["no credential was given"],
}

EVERY_ITEM_YAML = r"""# from nightly.par
# no credential was given

job_mode: SCHEMA
job_name: NIGHTLY
datapump_dir: DATA_PUMP_DIR
file_name: https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/x/b/y/o/hr_%U.dmp
dumpfiles:
  - A_%U.DMP
  - D2:B_%U.DMP
filesize: 500MB
reuse_dumpfiles: true
nologfile: false
name_expressions:
  - LIKE 'EMP%'
  - "!='EMP'"
  - object_path: TABLE
    expression: NOT LIKE 'A!_%' ESCAPE '!'
schema_expressions:
  - IN ('SCOTT', 'HR')
schemas:
  - HR
# all but views
# two lines and \x1b[31mred
include:
  - TABLE:"LIKE 'EMP%'"
  - object_path: VIEW
    expression: IS NOT NULL
  - INDEX
exclude:
  - object_path: STATISTICS
query:
  - table: HR.JOBS
    query: WHERE min_salary > 1
  - query: 'WHERE note = ''a: "b"'' -- #1'
  - "HR.EMPLOYEES:\"WHERE\nx\""
# word word word word word word word word word word word word word word word word word word word word word
# word word word word word word word word word
sample:
  - table: HR.JOBS
    percent: 0.000001
  - percent: 10
  - HR.EMPLOYEES:1
partitions:
  - table: SH.SALES
    partitions:
      - P1
      - '2026'
  - table: SH.COSTS
    expression: ">= 'P'"
remap_data:
  - column: HR.EMPLOYEES.SALARY
    function: HR.MASK.SALARY
flashback_time: '2026-01-01T00:00:00Z'
compression: NONE
encryption_password:
  env: DUMP_PASSWORD
version: '19.3'
tts_closure_check: 'ON'
threads: 4
log_entries:
  - ticket 4711
  - ''
  - " it's\tlate\u2028 "
  - '{}'
abort_step: -1
"""

SMALL = ExportSpec(
    datapump_dir="GEBÜHREN",
    name_expressions=("LIKE 'Ü%'", NameExpression(object_path="VIEW", expression="='V'")),
    include=(ObjectFilter(expression="IN ('T')", object_path="TABLE"), "VIEW"),
    query=(TableQuery(query="ORDER BY 1", table="HR.JOBS"),),
    sample=2.5,
    partitions=(TablePartitions(partitions=["P1", "P\x7f"], table="SH.SALES"),),
    remap_data=(ColumnRemap(function="HR.MASK.SALARY", column="HR.EMPLOYEES.SALARY"),),
    consistent=False,
    encryption_password=PasswordReference(prompt=True),
)
SMALL_JSON = r"""{
  "datapump_dir": "GEB\u00dcHREN",
  "name_expressions": [
    {
      "expression": "LIKE '\u00dc%'"
    },
    {
      "object_path": "VIEW",
      "expression": "='V'"
    }
  ],
  "include": [
    {
      "object_path": "TABLE",
      "expression": "IN ('T')"
    },
    "VIEW"
  ],
  "query": [
    {
      "table": "HR.JOBS",
      "query": "ORDER BY 1"
    }
  ],
  "sample": 2.5,
  "partitions": [
    {
      "table": "SH.SALES",
      "partitions": [
        "P1",
        "P\u007f"
      ]
    }
  ],
  "remap_data": [
    {
      "column": "HR.EMPLOYEES.SALARY",
      "function": "HR.MASK.SALARY"
    }
  ],
  "consistent": false,
  "encryption_password": {
    "prompt": true
  }
}
"""
SMALL_YAML = r"""datapump_dir: GEBÜHREN
name_expressions:
  - LIKE 'Ü%'
  - object_path: VIEW
    expression: "='V'"
include:
  - object_path: TABLE
    expression: IN ('T')
  - VIEW
query:
  - table: HR.JOBS
    query: ORDER BY 1
# half
sample: 2.5
partitions:
  - table: SH.SALES
    partitions:
      - P1
      - "P\x7f"
remap_data:
  - column: HR.EMPLOYEES.SALARY
    function: HR.MASK.SALARY
consistent: false
encryption_password:
  prompt: true
"""


def test_yaml_of_every_kind_of_item():
    assert write(EVERY_ITEM, "yaml", COMMENTS) == EVERY_ITEM_YAML


def test_small_specs():
    assert write(SMALL, "json", {"": ["ignored"], "sample": ["half"]}) == SMALL_JSON
    assert write(SMALL, "yaml", {"sample": ["half"]}) == SMALL_YAML


def test_the_directory_is_always_written():
    assert write(ExportSpec(), "yaml") == "datapump_dir: DATA_PUMP_DIR\n"
    assert write(ExportSpec(), "json") == '{\n  "datapump_dir": "DATA_PUMP_DIR"\n}\n'


def test_an_empty_list_and_an_empty_item_are_written_since_they_are_no_absent_ones():
    spec = ExportSpec(
        schemas=(),
        sample=(),
        partitions=(TablePartitions(), TablePartitions(partitions=())),
        encryption_password=PasswordReference(),
    )
    expected = {
        "datapump_dir": "DATA_PUMP_DIR",
        "schemas": [],
        "sample": [],
        "partitions": [{}, {"partitions": []}],
        "encryption_password": {},
    }
    assert read_back(write(spec, "yaml"), "yaml") == expected
    assert read_back(write(spec, "json"), "json") == expected


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("EMP", "EMP"),
        ("LIKE 'EMP%'", "LIKE 'EMP%'"),
        ("IN ('A','B')", "IN ('A','B')"),
        ("(SELECT 1)", "(SELECT 1)"),
        ("/u01/app#1", "/u01/app#1"),
        ("='SCOTT'", "\"='SCOTT'\""),
        ("<>'A'", "\"<>'A'\""),
        ("!='a\\b'", "'!=''a\\b'''"),
        ("='\"a\"'", "'=''\"a\"'''"),
        ("IN ('A: B')", "\"IN ('A: B')\""),
        ("IN ('A #B')", "\"IN ('A #B')\""),
        ("LIKE '[A]'", "\"LIKE '[A]'\""),
        ("Ünï 中", "Ünï 中"),
        ("non\u00a0breaking", r'"non\xa0breaking"'),
        ("a\nb", r'"a\nb"'),
        ("\x00\x85\ufeff\u2029\U000e0041", r'"\x00\x85\ufeff\u2029\U000e0041"'),
        ('\\"\n', r'"\\\"\n"'),
        ("40KB", "40KB"),
        ("2G", "2G"),
        ("1e5", "'1e5'"),
        ("", "''"),
        (" ", "' '"),
        ("a ", "'a '"),
        ("a:", "'a:'"),
    ],
)
def test_string_in_yaml(text, written):
    assert write(ExportSpec(datapump_dir=text), "yaml") == f"datapump_dir: {written}\n"


LOOK_ALIKES = """
    y Y yes No NO true TRUE False on OFF Off null Null NULL ~ << = 1 -1 +1 0 012 0o17 0x1F 0b11 1_000 12:30 1:2:3.4
    .5 5. 1.5 1e3 1E-3 1.0e+3 .inf -.INF +.inf .nan NaN inf Infinity 2026-01-01 2026-01-01T10:00:00Z
    - -- --- ... ? : , [ ] { } # & &a * *a ! !a | > ' " % @ ` -a ?a :a
"""


@pytest.mark.parametrize("text", LOOK_ALIKES.split())
def test_what_is_no_string_or_no_value_in_some_yaml_is_quoted(text):
    written = write(ExportSpec(datapump_dir=text), "yaml").removeprefix("datapump_dir: ")
    assert written[0] in "'\""


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.000001, "0.000001"),
        (5e-324, "0." + "0" * 323 + "5"),
        (1e22, "1" + "0" * 22 + ".0"),
        (-0.0, "-0.0"),
        (99.999999, "99.999999"),
        (50.0, "50.0"),
        (10, "10"),
        (True, "true"),
        (10**639 - 1, "9" * 639),
    ],
)
def test_number_in_yaml(number, written):
    text = write(ExportSpec(sample=number), "yaml")
    assert text == f"datapump_dir: DATA_PUMP_DIR\nsample: {written}\n"
    for loader in LOADERS:
        value = yaml.load(text, loader)["sample"]  # noqa: S506
        assert (value, type(value)) == (number, type(number))


@pytest.mark.parametrize("syntax", ["json", "yaml"])
@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (ExportSpec(log_entries=("a", "\ud83d\ude00")), r"`log_entries\[1\]` has half a surrogate pair"),
        (ExportSpec(query=(TableQuery(query="\udfff"),)), r"`query\[0\]\.query` has half a surrogate pair"),
        (ExportSpec(sample=float("nan")), "`sample` is not a finite number"),
        (ExportSpec(sample=(TableSample(percent=float("-inf")),)), r"`sample\[0\]\.percent` is not a finite number"),
        (ExportSpec(flashback_scn=10**639), "`flashback_scn` has more digits"),
        (ExportSpec(schemas=({"name": "HR"},)), r"`schemas\[0\]` is of type `dict`"),
        (ExportSpec(schemas=(("HR",),)), r"`schemas\[0\]` is of type `tuple`"),
        (ExportSpec(job_name=b"X"), "`job_name` is of type `bytes`"),
    ],
)
def test_a_value_that_no_file_can_hold_is_refused(spec, message, syntax):
    with pytest.raises(ValueError, match=message):
        write(spec, syntax)


# Reading back

characters = st.one_of(
    st.sampled_from(HOSTILE + "?*`\x00\x07\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff\u202e\u0301\U0001fffe"),
    st.characters(exclude_categories=["Cs"]),
)
look_alikes = st.from_regex(
    re.compile(
        r"[-+]?[0-9._:xob]{1,6}([eE][-+]?[0-9]+)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9:.]{5,8}Z?)?"
        r"|[-+]?\.(inf|nan)|~|<<|=|(y|n|yes|no|on|off|true|false|null)",
        re.IGNORECASE | re.ASCII,
    ),
    fullmatch=True,
)
yaml_pieces = st.sampled_from(
    ["- ", "? ", ": ", " #", "---", "...", "%YAML", "&a", "*a", "!!int", "|", ">", "'", '"', "\\", "LIKE 'EMP%'", ":"]
)
texts = st.one_of(
    st.text(characters, max_size=30),
    look_alikes,
    st.lists(st.one_of(yaml_pieces, look_alikes, st.text(characters, max_size=4)), max_size=5).map("".join),
    st.sampled_from(["LIKE 'EMP%'", "!='EMP'", "a" * 3000, "it's " * 1000]),
)
percents = st.one_of(st.integers(0, 100), st.floats(allow_nan=False, allow_infinity=False))
partitions = st.none() | st.lists(texts, max_size=3).map(tuple)
items = {
    NameExpression: st.builds(NameExpression, object_path=texts, expression=texts),
    ObjectFilter: st.builds(ObjectFilter, object_path=texts, expression=st.none() | texts),
    TableQuery: st.builds(TableQuery, query=texts, table=st.none() | texts),
    TableSample: st.builds(TableSample, percent=percents, table=st.none() | texts),
    TablePartitions: st.builds(
        TablePartitions, table=st.none() | texts, partitions=partitions, expression=st.none() | texts
    ),
    ColumnRemap: st.builds(ColumnRemap, column=texts, function=texts),
    PasswordReference: st.builds(
        PasswordReference, env=st.none() | texts, file=st.none() | texts, prompt=st.none() | st.booleans()
    ),
}


def tuples(values):
    return st.lists(values, max_size=4).map(tuple)


def values_of(key):
    # Of the expressions, only those on names take a path; those on schemas and tablespaces are texts.
    listed = texts if key not in ITEMS or key in EXPRESSION_KEYS[1:] else texts | items[ITEMS[key]]
    return {
        Shape.STRING: texts,
        Shape.INTEGER: st.integers(-(10**40), 10**40),
        Shape.BOOLEAN: st.booleans(),
        Shape.SIZE: texts | st.integers(0),
        Shape.PERCENT: percents | tuples(listed),
        Shape.STRINGS: tuples(texts),
        Shape.EXPRESSIONS: tuples(listed),
        Shape.ITEMS: tuples(listed),
        Shape.SECRET: items[PasswordReference],
    }[KEYS[key].shape]


all_values = {key: values_of(key) for key in KEYS}
some_keys = st.lists(st.sampled_from(list(KEYS)), max_size=8, unique=True)
specs = some_keys.flatmap(lambda keys: st.builds(ExportSpec, **{key: all_values[key] for key in keys}))
comments = st.dictionaries(st.sampled_from(["", "include", "threads", *KEYS]), st.lists(texts, max_size=3), max_size=5)


def plain(node):
    if isinstance(node, Array):
        return [plain(item) for item in node.items]
    if isinstance(node, Object):
        return {entry.key.value: plain(entry.value) for entry in node.entries}
    return node.value


def read_back(text, syntax):
    root, diagnostics = parse(Source("spec", text), syntax)
    assert diagnostics == ()
    return plain(root)


def members(item):
    if not attrs.has(type(item)):
        return item
    found = attrs.asdict(item, filter=lambda _, value: value is not None)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def values(spec):
    """Give what must be in the YAML of a spec."""
    found = {key: getattr(spec, key) for key in KEYS if key in spec.written or key == "datapump_dir"}
    return {
        key: [members(item) for item in value] if isinstance(value, tuple) else members(value)
        for key, value in found.items()
    }


def json_values(spec):
    def spelled(key, item):
        return {"expression": item} if key in EXPRESSION_KEYS and isinstance(item, str) else item

    return {
        key: [spelled(key, item) for item in value] if isinstance(value, list) else value
        for key, value in values(spec).items()
    }


def typed(value):
    """Put the type of each value beside it, and the sign of zero: 1 == 1.0 == True and 0.0 == -0.0."""
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return type(value), value, repr(value)


@given(specs, comments)
def test_yaml_reads_back(spec, remarks):
    text = write(spec, "yaml", remarks)
    wanted = typed(values(spec))
    assert typed(read_back(text, "yaml")) == wanted
    for loader in LOADERS:
        assert typed(yaml.load(text, loader)) == wanted  # noqa: S506


@given(st.one_of(texts, look_alikes))
def test_string_reads_back_wherever_it_stands(text):
    spec = ExportSpec(job_name=text, log_entries=(text, text), query=(TableQuery(table=text, query=text),))
    written = write(spec, "yaml")
    for found in (read_back(written, "yaml"), *(yaml.load(written, loader) for loader in LOADERS)):  # noqa: S506
        assert typed(found) == typed(values(spec))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_reads_back(number):
    written = write(ExportSpec(sample=number), "yaml")
    for found in (read_back(written, "yaml"), *(yaml.load(written, loader) for loader in LOADERS)):  # noqa: S506
        assert typed(found["sample"]) == typed(number)


@given(specs, comments)
def test_json_reads_back(spec, remarks):
    text = write(spec, "json", remarks)
    assert text.isascii()
    assert typed(read_back(text, "json")) == typed(json_values(spec)) == typed(json.loads(text))


@given(specs, comments)
def test_yaml_is_printable_and_in_the_order_of_the_vocabulary(spec, remarks):
    text = write(spec, "yaml", remarks)
    lines = text.removesuffix("\n").split("\n")
    assert all(line.isprintable() and line == line.rstrip() for line in lines)
    assert all(len(line) <= 110 for line in lines if line.startswith("#"))
    keys = [line.partition(":")[0] for line in lines if re.match("[a-z]", line)]
    assert keys == [key for key in KEYS if key in keys]


@given(specs, comments)
def test_comments_change_no_value(spec, remarks):
    lines = write(spec, "yaml", remarks).split("\n")
    without = "\n".join(line for line in lines if not line.startswith("#"))
    assert without.removeprefix("\n") == write(spec, "yaml")


@given(specs, comments, st.sampled_from(["json", "yaml"]))
def test_a_spec_reads_back_as_itself(spec, remarks, syntax):
    root, _ = parse(Source("spec", write(spec, syntax, remarks)), syntax)
    found, diagnostics = read(root)
    assert diagnostics == ()
    assert found == spec
    assert found.written == spec.written | {"datapump_dir"}


@pytest.mark.parametrize("syntax", ["json", "yaml"])
@pytest.mark.parametrize("spec", [EVERY_ITEM, SMALL, ExportSpec()])
def test_full_specs_read_back_as_themselves(spec, syntax):
    root, _ = parse(Source("spec", write(spec, syntax, COMMENTS)), syntax)
    assert read(root) == (spec, ())


@given(st.fixed_dictionaries(all_values))
def test_a_spec_with_all_keys_reads_back_as_itself(given_values):
    spec = ExportSpec(**given_values)
    for syntax in ("json", "yaml"):
        root, _ = parse(Source("spec", write(spec, syntax)), syntax)
        assert read(root) == (spec, ())
