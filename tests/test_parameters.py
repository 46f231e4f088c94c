"""Each parameter of expdp is supported or refused with a reason, and the page that says so is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import fields

import dpspec
from docs import generate
from dpspec.capability import SINCE, TARGETS
from dpspec.vocabulary import KEYS, SYNONYMS, WITHOUT_KEY

#: The parameters of Data Pump Export, up to 23ai.
EXPDP = [
    "ABORT_STEP",
    "ACCESS_METHOD",
    "ATTACH",
    "CHECKSUM",
    "CHECKSUM_ALGORITHM",
    "CLUSTER",
    "COMPRESSION",
    "COMPRESSION_ALGORITHM",
    "CONTENT",
    "CREDENTIAL",
    "DATA_OPTIONS",
    "DIRECTORY",
    "DUMPFILE",
    "ENABLE_SECURE_ROLES",
    "ENCRYPTION",
    "ENCRYPTION_ALGORITHM",
    "ENCRYPTION_MODE",
    "ENCRYPTION_PASSWORD",
    "ENCRYPTION_PWD_PROMPT",
    "ESTIMATE",
    "ESTIMATE_ONLY",
    "EXCLUDE",
    "FILESIZE",
    "FLASHBACK_SCN",
    "FLASHBACK_TIME",
    "FULL",
    "HELP",
    "INCLUDE",
    "JOB_NAME",
    "KEEP_MASTER",
    "LOGFILE",
    "LOGTIME",
    "METRICS",
    "NETWORK_LINK",
    "NOLOGFILE",
    "PARALLEL",
    "PARALLEL_THRESHOLD",
    "PARFILE",
    "QUERY",
    "REMAP_DATA",
    "REUSE_DUMPFILES",
    "SAMPLE",
    "SCHEMAS",
    "SERVICE_NAME",
    "SOURCE_EDITION",
    "STATUS",
    "TABLES",
    "TABLESPACES",
    "TRANSPORTABLE",
    "TRANSPORT_FULL_CHECK",
    "TRANSPORT_TABLESPACES",
    "TTS_CLOSURE_CHECK",
    "USERID",
    "VERSION",
    "VIEWS_AS_TABLES",
]


def test_every_parameter_of_expdp_has_a_key_or_a_reason():
    said = {parameter for definition in KEYS.values() for parameter in definition.expdp}
    assert said | set(WITHOUT_KEY) == set(EXPDP)
    assert not said & set(WITHOUT_KEY)


def test_every_key_is_an_attribute_of_a_spec_in_the_same_order():
    assert [attribute.name for attribute in fields(dpspec.ExportSpec)] == [*KEYS, "where"]


def test_every_key_is_in_the_table_of_capabilities():
    assert list(SINCE) == list(KEYS)
    assert all(set(targets) <= set(TARGETS) and targets for targets in SINCE.values())


def test_second_names_are_those_of_expdp():
    said = {key: definition.expdp for key, definition in KEYS.items()}
    assert all(synonym.upper() in said[key] for synonym, key in SYNONYMS.items())
    assert not set(SYNONYMS) & set(KEYS)


def test_the_page_is_up_to_date():
    assert generate.PAGE.read_text("utf-8") == generate.page(), "run: make docs"


def test_check_writes_nothing(tmp_path, capsys):
    page = tmp_path / "parameters.md"
    assert generate.main(["--check"], page) == 1
    assert not page.exists()
    assert generate.main([], page) == 0
    assert generate.main(["--check"], page) == 0
    assert capsys.readouterr().out.split() == ["parameters.md", "parameters.md"]


def test_it_does_nothing_with_arguments_that_it_does_not_know(tmp_path, capsys):
    assert generate.main(["--chekc"], tmp_path / "x.md") == 2
    assert "--check" in capsys.readouterr().err


@pytest.mark.parametrize("key", KEYS)
def test_the_page_has_a_row_for_each_key_that_leads_to_its_section(key):
    row = re.search(rf"^\| \[`{key}`\]\(spec\.md#{key}\).*$", generate.page(), re.MULTILINE)
    assert row is not None
    assert row.group().count("|") == 6
    spec = (Path(generate.PAGE).parent / "spec.md").read_text("utf-8")
    assert f"### `{key}`" in spec
