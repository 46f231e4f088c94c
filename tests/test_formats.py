"""Findings in the formats of other programs: parsed by what reads them, or compared whole."""

from __future__ import annotations

import itertools
import json
import os
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path, PurePosixPath, PureWindowsPath
from subprocess import run
from urllib.parse import unquote_to_bytes

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from dpspec import formats, report
from dpspec.diagnostics import CODES, Diagnostic, Edit, Fix, Label, Severity
from dpspec.formats import FORMATS, FileResult, render
from dpspec.formats.result import path_of, uri_of
from dpspec.source import Location, Source, Span
from dpspec.version import __version__
from tests.linting import findings

SARIF = Draft4Validator(
    json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text("utf-8")),
    format_checker=Draft4Validator.FORMAT_CHECKER,
)
SPEC = "job_mode: TABLE\nschema_expressions:\n  - = 'SCOTT'\nname_expressions: [\"LIKE 'EMP'\"]\n"
SOURCE = Source("emp.dp.yaml", SPEC)


def at(start, end, source=SOURCE):
    return Location(source, Span(start, end))


MISTAKE = Diagnostic(
    "DP203",
    "the pattern `EMP` has no wildcard",
    at(73, 78),
    "write `='EMP'`, or 50% more",
    "name_expressions[0]",
    severity=Severity.WARNING,
    fix=Fix("write `='EMP'`", (Edit(Span(68, 78), "='EMP'"),), is_safe=True),
)
TWICE = Diagnostic("DP007", "key `a` is given twice", at(16, 34), labels=(Label(at(0, 8), "first given here"),))
WHOLE = Diagnostic("DP116", "nothing says what to export", key="job_mode")
ACROSS = Diagnostic("DP103", "`schema_expressions` takes a list: of expressions, not 100%", at(16, 50))
RESULTS = (
    FileResult("emp.dp.yaml", (MISTAKE, TWICE, WHOLE, ACROSS)),
    FileResult("right.dp.json"),
)
MACHINES = [name for name in FORMATS if name not in ("text", "concise")]


# --- all of them ----------------------------------------------------------------------------------------------------


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="'xml' is none of text, concise, json, github, gitlab, sarif, junit"):
        render("xml", ())


def test_text_is_the_report():
    assert render("text", RESULTS) == report.render(RESULTS[0].diagnostics)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_takes_any_iterable(name):
    assert render(name, iter(RESULTS)) == render(name, RESULTS)


@pytest.mark.parametrize("name", MACHINES)
def test_a_format_for_programs_is_utf_8_whatever_is_in_it(name):
    odd = FileResult("\udcff\u2028é.dp.yaml", (Diagnostic("DP103", "`\ud800`", at(0, 1), "é"),))
    render(name, [odd]).encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found_is_nothing_or_an_empty_document(name):
    empty = render(name, [])
    if name in ("text", "concise", "github"):
        assert empty == ""
    elif name == "junit":
        assert list(ET.fromstring(empty)) == []  # noqa: S314 - our own
    elif name == "sarif":
        assert json.loads(empty)["runs"][0]["results"] == []
        SARIF.validate(json.loads(empty))
    else:
        assert empty == "[]\n"


def test_a_format_is_loaded_only_when_it_is_asked_for():
    code = "import sys, dpspec.formats; print(*(name for name in sys.modules if name.startswith('dpspec.formats.')))"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["dpspec.formats.result"]


places = st.integers(0, len(SPEC)).flatmap(lambda start: st.builds(at, st.just(start), st.integers(start, len(SPEC))))
wild = st.text(max_size=12)
diagnostics = st.builds(
    Diagnostic,
    st.sampled_from(sorted(CODES)),
    wild,
    st.none() | places,
    st.none() | wild,
    st.none() | wild,
    st.lists(st.builds(Label, places, wild), max_size=2).map(tuple),
    st.sampled_from(Severity),
    st.none()
    | st.builds(Fix, wild, st.lists(st.builds(Edit, places.map(lambda p: p.span), wild), min_size=1).map(tuple)),
)
results_of_any_kind = st.lists(
    st.builds(FileResult, st.text(min_size=1, max_size=12), st.lists(diagnostics, max_size=3).map(tuple)), max_size=3
)


@given(results_of_any_kind)
def test_whatever_is_found_every_format_can_be_read(results):
    found = [each for result in results for each in result.diagnostics]
    assert len(json.loads(render("json", results))) == len(found)
    issues = json.loads(render("gitlab", results))
    assert len({issue["fingerprint"] for issue in issues}) == len(found)
    log = json.loads(render("sarif", results))
    SARIF.validate(log)
    assert len(log["runs"][0]["results"]) == len(found)
    document = ET.fromstring(render("junit", results))  # noqa: S314 - our own
    assert len(document.findall("testsuite/testcase/failure")) == len(found)
    assert len(render("github", results).split("\n")) == len(found) + 1
    assert len(render("concise", results).split("\n")) == len(found) + 1


# --- secrets --------------------------------------------------------------------------------------------------------

URI = "https://objectstorage.eu.oraclecloud.com/p/kTnToken0123456789/n/ns/b/bucket/o/a.dmp"
SECRETS = f'encryption_password: "tiger tiger"\nfile_name: {URI}\nlog_entries: ["SCOTT/TIGRESS@DB"]\n'
SECRET = Source("s.dp.yaml", SECRETS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "edit", ["tiger tiger", "'tiger tiger'", f"dumpfile: {URI}", "kTnToken0123456789", "[SCOTT/TIGRESS@DB]"]
)
def test_no_format_repeats_a_secret_of_the_file(name, edit):
    everything = Location(SECRET, Span(0, len(SECRETS)))
    fix = Fix("write it elsewhere", (Edit(Span(0, 9), "job_mode"), Edit(Span(21, 34), edit)), is_safe=True)
    found = Diagnostic("DP229", "secret", everything, labels=(Label(everything, "here"),), fix=fix)
    shown = render(name, [FileResult("s.dp.yaml", (found,))])
    assert not re.search("tiger|kTnToken|TIGRESS", shown)


def test_a_fix_beside_a_secret_is_shown():
    found = Diagnostic(
        "DP224", "second name", Location(SECRET, Span(0, 9)), fix=Fix("rename", (Edit(Span(0, 9), "other"),))
    )
    [shown] = json.loads(render("json", [FileResult("s.dp.yaml", (found,))]))
    assert [edit["text"] for edit in shown["fix"]["edits"]] == ["other"]


# --- concise --------------------------------------------------------------------------------------------------------


def test_concise_is_a_line_for_each():
    assert render("concise", RESULTS) == (
        "emp.dp.yaml:4:24: DP203 the pattern `EMP` has no wildcard\n"
        "emp.dp.yaml:2:1: DP007 key `a` is given twice\n"
        "emp.dp.yaml: DP116 nothing says what to export\n"
        "emp.dp.yaml:2:1: DP103 `schema_expressions` takes a list: of expressions, not 100%\n"
    )


def test_concise_does_not_steer_a_terminal():
    found = Diagnostic("DP103", "a\x1b[31m\nb", at(0, 1))
    assert render("concise", [FileResult("\x1b[2J.json", (found,))]) == (
        "\\u001b[2J.json:1:1: DP103 a\\u001b[31m\\nb\n"
    )


# --- json -----------------------------------------------------------------------------------------------------------


def test_json_says_everything_and_null_for_what_is_not_there():
    first, second, third, _ = json.loads(render("json", RESULTS))
    assert first == {
        "file": "emp.dp.yaml",
        "code": "DP203",
        "rule": "like-without-wildcard",
        "severity": "warning",
        "message": "the pattern `EMP` has no wildcard",
        "help": "write `='EMP'`, or 50% more",
        "key": "name_expressions[0]",
        "location": {
            "start": {"line": 4, "column": 24, "offset": 73},
            "end": {"line": 4, "column": 29, "offset": 78},
        },
        "labels": [],
        "fix": {
            "message": "write `='EMP'`",
            "safe": True,
            "edits": [
                {
                    "location": {
                        "start": {"line": 4, "column": 19, "offset": 68},
                        "end": {"line": 4, "column": 29, "offset": 78},
                    },
                    "text": "='EMP'",
                }
            ],
        },
    }
    assert second["labels"] == [
        {
            "text": "first given here",
            "location": {
                "start": {"line": 1, "column": 1, "offset": 0},
                "end": {"line": 1, "column": 9, "offset": 8},
            },
        }
    ]
    assert (third["location"], third["help"], third["rule"], third["fix"]) == (None, None, None, None)
    assert list(first) == list(second) == list(third)


def test_columns_and_offsets_are_counted_in_characters_in_lines_of_any_end():
    source = Source("a.json", "é😀\r\n😀x\ry\nz")
    found = tuple(
        Diagnostic("DP003", char, at(source.text.index(char), source.text.index(char) + 1, source)) for char in "xyz"
    )
    starts = [each["location"]["start"] for each in json.loads(render("json", [FileResult("a.json", found)]))]
    assert starts == [
        {"line": 2, "column": 2, "offset": 5},
        {"line": 3, "column": 1, "offset": 7},
        {"line": 4, "column": 1, "offset": 9},
    ]


# --- github ---------------------------------------------------------------------------------------------------------


def test_github_gets_commands_with_percent_escapes():
    assert render("github", RESULTS) == (
        "::warning title=DP203 like-without-wildcard,file=emp.dp.yaml,line=4,endLine=4,col=24,endColumn=28"
        "::the pattern `EMP` has no wildcard%0Ahelp: write `='EMP'`, or 50%25 more\n"
        "::error title=DP007,file=emp.dp.yaml,line=2,endLine=2,col=1,endColumn=18::key `a` is given twice\n"
        "::error title=DP116,file=emp.dp.yaml::nothing says what to export\n"
        "::error title=DP103,file=emp.dp.yaml,line=2,endLine=4"
        "::`schema_expressions` takes a list: of expressions, not 100%25\n"
    )


def test_github_takes_no_command_and_no_property_from_a_name_or_a_message():
    found = Diagnostic("DP103", "a\n::set-output name=x::y\r%0A", None, "b\n::error::c")
    assert render("github", [FileResult("a,line=9::b\n::error::%.json", (found,))]) == (
        "::error title=DP103,file=a%2Cline=9%3A%3Ab%0A%3A%3Aerror%3A%3A%25.json"
        "::a%0A::set-output name=x::y\\u000d%250A%0Ahelp: b%0A::error::c\n"
    )


# --- gitlab ---------------------------------------------------------------------------------------------------------


def test_gitlab_gets_what_it_requires():
    first, _, third, fourth = json.loads(render("gitlab", RESULTS))
    fingerprint = first.pop("fingerprint")
    assert re.fullmatch("[0-9a-f]{64}", fingerprint)
    assert first == {
        "type": "issue",
        "check_name": "DP203",
        "description": "DP203: the pattern `EMP` has no wildcard",
        "categories": ["Bug Risk"],
        "severity": "minor",
        "location": {
            "path": "emp.dp.yaml",
            "positions": {"begin": {"line": 4, "column": 24}, "end": {"line": 4, "column": 29}},
        },
        "content": {"body": "write `='EMP'`, or 50% more"},
    }
    assert third["location"]["positions"] == {"begin": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}}
    assert fourth["severity"] == "major"


def fingerprints(text, name="a.dp.yaml"):
    result = FileResult(name, findings(text, code="DP203"))
    return [issue["fingerprint"] for issue in json.loads(render("gitlab", [result]))]


BEFORE = "job_mode: TABLE\nname_expressions:\n  - LIKE 'EMP'\n"


def test_a_fingerprint_stays_while_lines_and_items_come_and_go_before_it():
    assert len(fingerprints(BEFORE)) == 1
    assert fingerprints("# a comment\n\n" + BEFORE) == fingerprints(BEFORE)
    assert fingerprints(BEFORE.replace("  - L", "  - \"!= 'X'\"\n  - L")) == fingerprints(BEFORE)
    assert fingerprints(BEFORE, "./a.dp.yaml") == fingerprints(BEFORE)


def test_a_fingerprint_tells_files_rules_messages_and_repetitions_apart():
    other = [
        fingerprints(BEFORE, "b.dp.yaml"),
        fingerprints(BEFORE.replace("EMP", "DEPT")),
        fingerprints(BEFORE.replace("name_e", "schema_e")),
    ]
    twice = fingerprints(BEFORE + "  - LIKE 'EMP'\n")
    assert len({*fingerprints(BEFORE), *itertools.chain(*other), *twice}) == 5
    assert twice[0] == fingerprints(BEFORE)[0]


# --- sarif ----------------------------------------------------------------------------------------------------------


def sarif(results):
    log = json.loads(render("sarif", results))
    SARIF.validate(log)
    return log["runs"][0]


def test_sarif_says_everything():
    made = sarif(RESULTS)
    assert [rule["id"] for rule in made["tool"]["driver"]["rules"]] == ["DP007", "DP103", "DP116", "DP203"]
    assert (made["tool"]["driver"]["name"], made["tool"]["driver"]["version"]) == ("dpspec", __version__)
    assert [one["location"]["uri"] for one in made["artifacts"]] == ["emp.dp.yaml", "right.dp.json"]
    assert (made["columnKind"], made["newlineSequences"]) == ("unicodeCodePoints", ["\r\n", "\n", "\r"])
    first, second, third, _ = made["results"]
    mark = first["partialFingerprints"].pop("dpspec/v1")
    assert mark == json.loads(render("gitlab", RESULTS))[0]["fingerprint"]
    file = {"uri": "emp.dp.yaml", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 4, "startColumn": 24, "endLine": 4, "endColumn": 29, "charOffset": 73, "charLength": 5}
    deleted = {"startLine": 4, "startColumn": 19, "endLine": 4, "endColumn": 29, "charOffset": 68, "charLength": 10}
    assert first == {
        "ruleId": "DP203",
        "ruleIndex": 3,
        "level": "warning",
        "message": {"text": "the pattern `EMP` has no wildcard\nhelp: write `='EMP'`, or 50% more"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": file, "region": region},
                "logicalLocations": [{"fullyQualifiedName": "name_expressions[0]", "kind": "value"}],
            }
        ],
        "partialFingerprints": {},
        "fixes": [
            {
                "description": {"text": "write `='EMP'`"},
                "artifactChanges": [
                    {
                        "artifactLocation": file,
                        "replacements": [{"deletedRegion": deleted, "insertedContent": {"text": "='EMP'"}}],
                    }
                ],
                "properties": {"safe": True},
            }
        ],
    }
    [label] = second["relatedLocations"]
    assert (label["id"], label["message"]) == (1, {"text": "first given here"})
    assert label["physicalLocation"]["region"]["startLine"] == 1
    assert third["locations"] == [
        {
            "physicalLocation": {"artifactLocation": file},
            "logicalLocations": [{"fullyQualifiedName": "job_mode", "kind": "value"}],
        }
    ]


def test_sarif_has_the_page_of_a_rule_and_what_the_catalogue_says_of_a_code():
    wrong, _, _, rule = sarif(RESULTS)["tool"]["driver"]["rules"]
    assert rule["name"] == "like-without-wildcard"
    assert rule["shortDescription"] == {"text": "LIKE without a wildcard"}
    assert rule["help"]["markdown"].startswith("# DP203 like-without-wildcard\n\nLIKE without a wildcard.\n")
    assert rule["defaultConfiguration"] == {"enabled": True, "level": "warning"}
    assert wrong["shortDescription"] == {"text": "key given twice"}
    assert wrong["help"]["text"].startswith("# DP007 key given twice\n\nThe text cannot be read as a spec")
    assert "name" not in wrong
    assert wrong["defaultConfiguration"]["level"] == "error"


def test_the_severity_of_a_finding_is_that_of_the_finding():
    found = evolve(MISTAKE, severity=Severity.ERROR)
    assert sarif([FileResult("a.json", (found,))])["results"][0]["level"] == "error"


def test_brackets_in_a_message_make_no_link():
    found = Diagnostic("DP103", "write [a](1) or [b] (c) or `[x]`")
    [result] = sarif([FileResult("a.json", (found,))])["results"]
    assert result["message"]["text"] == r"write \[a](1) or [b] (c) or `[x]`"


@pytest.mark.parametrize(
    ("name", "kind", "uri"),
    [
        ("a b.dp.yaml", PurePosixPath, "a%20b.dp.yaml"),
        ("./x/é%.json", PurePosixPath, "x/%C3%A9%25.json"),
        ("a:b.json", PurePosixPath, "a%3Ab.json"),
        (r"a\b.json", PurePosixPath, "a%5Cb.json"),
        ("<stdin>", PurePosixPath, "%3Cstdin%3E"),
        ("\udcff.json", PurePosixPath, "%FF.json"),
        ("../x/a#1?.json", PurePosixPath, "../x/a%231%3F.json"),
        ("/specs/a b.json", PurePosixPath, "file:///specs/a%20b.json"),
        (r"specs\a b.json", PureWindowsPath, "specs/a%20b.json"),
        (r".\é.json", PureWindowsPath, "%C3%A9.json"),
        (r"C:\specs\a b.json", PureWindowsPath, "file:///C:/specs/a%20b.json"),
        (r"\\host\share\é.json", PureWindowsPath, "file://host/share/%C3%A9.json"),
        (r"C:a.json", PureWindowsPath, "C%3Aa.json"),
    ],
)
def test_a_path_becomes_a_uri(name, kind, uri):
    assert uri_of(name, kind) == uri


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_relative_uri_leads_back_to_the_path(name):
    path = PurePosixPath(name)
    if not path.is_absolute():
        uri = uri_of(name, PurePosixPath)
        assert unquote_to_bytes(uri) == os.fsencode(path)
        assert re.fullmatch(r"[A-Za-z0-9_.~/%-]+", uri)


def test_a_path_out_of_the_repository_has_no_base():
    made = sarif([FileResult(name) for name in ("../a.json", "/specs/a.json", "b/../c..json")])
    assert [one["location"] for one in made["artifacts"]] == [
        {"uri": "../a.json"},
        {"uri": "file:///specs/a.json"},
        {"uri": "b/../c..json"},
    ]


def test_other_programs_get_paths_with_slashes_and_without_a_dot_before():
    assert path_of(r".\specs\a.json", PureWindowsPath) == "specs/a.json"
    assert path_of("./specs/a.json", PurePosixPath) == "specs/a.json"
    found = FileResult("./specs/a.json", (WHOLE,))
    assert json.loads(render("gitlab", [found]))[0]["location"]["path"] == "specs/a.json"
    assert ",file=specs/a.json::" in render("github", [found])


# --- junit ----------------------------------------------------------------------------------------------------------


def test_junit_has_a_suite_for_each_file_and_a_case_for_each_finding():
    document = ET.fromstring(render("junit", RESULTS))  # noqa: S314 - our own
    assert document.tag == "testsuites"
    assert document.attrib == {"name": "dpspec", "tests": "5", "failures": "4", "errors": "0"}
    emp, right = document
    assert emp.attrib == {
        "name": "emp.dp.yaml",
        "tests": "4",
        "failures": "4",
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }
    assert [case.attrib["name"] for case in emp] == ["DP203 name_expressions[0]", "DP007", "DP116 job_mode", "DP103"]
    assert [case.attrib.get("line") for case in emp] == ["4", "2", None, "2"]
    [failure] = emp[0]
    assert failure.attrib == {"message": "the pattern `EMP` has no wildcard", "type": "warning"}
    assert failure.text == (
        "emp.dp.yaml:4:24: warning[DP203 like-without-wildcard]: the pattern `EMP` has no wildcard\n"
        "help: write `='EMP'`, or 50% more"
    )
    assert (right.attrib["tests"], right.attrib["failures"]) == ("1", "0")
    [case] = right
    assert (case.attrib["name"], list(case)) == ("check", [])


def test_two_cases_of_one_file_have_two_names():
    document = ET.fromstring(render("junit", [FileResult("a.json", (WHOLE, WHOLE))]))  # noqa: S314 - our own
    assert [case.attrib["name"] for case in document[0]] == ["DP116 job_mode", "DP116 job_mode (2)"]


def test_junit_escapes_what_xml_cannot_hold():
    found = Diagnostic("DP103", "a\x00\x1b\ud800\uffff\n\t\r<&>\"'😀", key="é")
    [suite] = ET.fromstring(render("junit", [FileResult("<é>", (found,))]))  # noqa: S314 - our own
    assert suite.attrib["name"] == "<é>"
    failure = suite[0][0]
    assert failure.attrib["message"] == "a\\u0000\\u001b\\ud800\\uffff\n\t\r<&>\"'😀"
    assert failure.text == "<é>: error[DP103]: a\\u0000\\u001b\\ud800\\uffff\n\t\r<&>\"'😀"


def test_formats_are_public():
    assert set(formats.__all__) == {"FORMATS", "FileResult", "render"}
