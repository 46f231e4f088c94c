"""The pages of codes and rules: what they show is true of the rules themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import frozen

from docs import generate
from dpspec import explain
from dpspec.diagnostics import CODES, has_errors
from dpspec.linter import BY_CODE
from dpspec.rules import RULES
from tests.linting import findings, linted

SECTIONS = ["Example", "Instead", "Fix", "Source", "Use"]
_FENCE = re.compile(r"^```(?P<language>\w+)(?P<options>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## (.*)$", re.MULTILINE)


@frozen
class Shown:
    """A spec on the page of a rule, and the options of the run that it belongs to."""

    rule: object
    section: str
    number: int
    language: str
    text: str
    options: tuple[tuple[str, object], ...]

    def __str__(self):
        return f"{self.rule.code}-{self.section}-{self.number}"


def sections(page):
    parts = _HEADING.split(page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def options(text):
    """The options of a run as they stand behind the language: ``--ords-version 25.4 --target ords``."""
    given = {}
    words = text.split()
    for option, value in zip(words[::2], words[1::2], strict=True):
        if option == "--target":
            given["targets"] = (*given.get("targets", ()), value)
        else:
            assert option in ("--ords-version", "--server-version"), option
            given[option.removeprefix("--").replace("-", "_")] = value
    return tuple(given.items())


def shown(section):
    for rule in RULES:
        for number, match in enumerate(_FENCE.finditer(sections(explain.rule_page(rule)).get(section, "")), 1):
            yield Shown(rule, section, number, match["language"], match["text"], options(match["options"]))


EXAMPLES, INSTEADS = list(shown("Example")), list(shown("Instead"))


# --- the pages of rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_has_all_its_sections_and_none_is_empty(rule):
    page = explain.rule_page(rule)
    found = sections(page)
    assert list(found) == SECTIONS
    assert all(text.strip() for text in found.values())
    heading, _, rest = page.partition("\n")
    assert heading == f"# {rule.code} {rule.name}"
    summary, empty, why = rest.strip().split("\n")[:3]
    assert summary == f"{rule.summary}."
    assert (empty, bool(why.strip())) == ("", True)
    assert not why.startswith("#"), "the page says why it matters"
    assert _FENCE.search(found["Example"])
    assert _FENCE.search(found["Instead"])
    assert max(map(len, page.splitlines())) <= 120


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_example_of_a_rule_has_its_finding(example):
    assert findings(example.text, example.language, example.rule.code, **dict(example.options))


@pytest.mark.parametrize("instead", INSTEADS, ids=str)
def test_every_instead_of_a_rule_is_a_right_spec_without_its_finding(instead):
    found, plan = linted(instead.text, instead.language, instead.rule.code, **dict(instead.options))
    assert plan is not None
    assert not has_errors(found)
    assert found == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_section_on_fixes_says_what_fixes_the_examples_have(rule):
    said = {"none": None, "safe": True, "unsafe": False}
    words = [said[word] for word in generate.fix_words(rule)]
    fixes = [
        each.fix
        for example in EXAMPLES
        if example.rule is rule
        for each in findings(example.text, example.language, rule.code, **dict(example.options))
    ]
    kinds = {None if fix is None else fix.is_safe for fix in fixes}
    assert kinds <= set(words)
    first = sections(explain.rule_page(rule))["Fix"].split()[0]
    assert first.rstrip(":") in ("Safe", "Unsafe", "None")
    assert words[0] in kinds or not first.endswith(":"), "what is said without an if, an example shows"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_tells_whether_its_rule_runs_by_itself(rule):
    use = sections(explain.rule_page(rule))["Use"]
    assert use.strip().startswith(
        "On by default." if rule.on else f"Off by default: select it, as `--select {rule.code}`"
    )
    assert f"`# dpspec: ignore[{rule.code}]`" in use


# --- other codes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [code for code in CODES if code not in BY_CODE])
def test_a_code_without_a_rule_has_a_page_that_leads_to_what_there_is(code):
    page = explain.page(code)
    heading, _, rest = page.partition("\n")
    assert heading == f"# {code} {CODES[code]}"
    assert len(rest.split()) > 8
    sections_of_codes = (generate.ROOT / "docs" / "codes.md").read_text("utf-8")
    if "`docs/codes.md`" in page:
        assert f"\n### {code} " in sections_of_codes


def test_a_page_in_full():
    assert explain.page("DP103") == (
        "# DP103 wrong type\n"
        "\n"
        "The spec is wrong: the job would fail, or export something else. It cannot be ignored.\n"
        "\n"
        "The section DP103 of `docs/codes.md` in the repository of dpspec has the smallest text that shows it,\n"
        "and what to write instead.\n"
    )


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["DP203", "dp203", " DP203\n", "like-without-wildcard", "Like-Without-Wildcard"])
def test_a_rule_is_found_by_its_code_and_by_its_name(word):
    assert explain.page(word) == explain.rule_page(BY_CODE["DP203"])


@pytest.mark.parametrize("word", ["dp103", " DP103 "])
def test_a_code_is_found_in_any_case(word):
    assert explain.page(word) == explain.page("DP103")


@pytest.mark.parametrize("word", ["", "DP", "DP2", "DP999", "DP2030", "wrong type", "ORA-39001", "ALL"])
def test_a_word_that_is_no_code_and_no_rule_has_no_page(word):
    assert explain.page(word) is None


def test_the_list_has_a_line_for_each_code_in_order():
    lines = explain.listing().splitlines()
    assert [line.split("  ")[0] for line in lines] == sorted(CODES)
    assert "DP103  wrong type" in lines
    assert "DP203  LIKE without a wildcard (like-without-wildcard)" in lines
    off = [line[:5] for line in lines if line.endswith(", off by default)")]
    assert off == [rule.code for rule in RULES if not rule.on]


# --- the published pages --------------------------------------------------------------------------------------------


def test_the_published_pages_are_those_of_the_rules():
    folder = generate.ROOT / "docs" / "rules"
    wanted = {path: text for path, text in generate.outputs().items() if path.parent == folder}
    assert {path: path.read_text("utf-8") for path in folder.iterdir()} == wanted, "run: make docs"


def test_the_index_leads_to_every_page():
    index = generate.rule_index()
    for rule in RULES:
        on, fixes = "yes" if rule.on else "no", ", ".join(generate.fix_words(rule))
        assert f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.summary} | {on} | {fixes} |\n" in index
    assert index.count("](DP") == len(RULES)


def test_everything_is_written_where_it_is_missing_and_a_page_without_a_rule_goes(tmp_path, capsys):
    gone = tmp_path / "docs" / "rules" / "DP299.md"
    gone.parent.mkdir(parents=True)
    gone.write_text("of a rule that was", "utf-8")
    assert generate.main(["--check"], root=tmp_path) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [gone]
    assert generate.main([], root=tmp_path) == 0
    assert not gone.exists()
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(generate.outputs(tmp_path))
    assert generate.main(["--check"], root=tmp_path) == 0
    told = capsys.readouterr().out.split()
    assert "DP203.md" in told
    assert told.count("DP299.md") == 2


def test_what_is_published_is_up_to_date(capsys):
    assert generate.main(["--check"]) == 0, f"run make docs: {capsys.readouterr().out}"


def test_the_pages_are_in_the_repository():
    assert Path(generate.ROOT / "docs" / "rules" / "README.md").is_file()
