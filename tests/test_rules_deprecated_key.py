"""DP224: keys and values that newer releases have something better for."""

import pytest

from tests.linting import fixed, told

CODE = "DP224"
FULL_CHECK = "transport_tablespaces: [A]\ntransport_full_check: {}\n"
SUPERSEDED = "`transport_full_check` is superseded by `tts_closure_check`"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param(FULL_CHECK.format("true"), {}, id="the release is not known"),
        pytest.param(FULL_CHECK.format("true"), {"server_version": "18c"}, id="before there was another one"),
        pytest.param(
            FULL_CHECK.format("true"), {"server_version": "19c", "targets": ("plsql",)}, id="a script cannot say it"
        ),
        pytest.param(FULL_CHECK.format("perhaps"), {"server_version": "19c"}, id="a value that is none"),
        pytest.param("transport_tablespaces: [A]\ntts_closure_check: FULL\n", {"server_version": "19c"}, id="newer"),
        pytest.param("schemas: [HR]\nestimate_only: true\nestimate: STATISTICS\n", {}, id="statistics"),
        pytest.param("schemas: [HR]\nestimate_only: true\n", {}, id="the default estimate"),
        pytest.param("schemas: [HR]\ndata_options: [GROUP_PARTITION_TABLE_DATA]\n", {}, id="another option"),
        pytest.param("schemas: [HR]\ndata_options: [XML_CLOBS]\n", {"server_version": "18c"}, id="XML_CLOBS up to 18c"),
    ],
)
def test_what_is_current_or_has_no_successor_there_is_let_pass(text, options):
    assert told(text, code=CODE, **options) == []


@pytest.mark.parametrize(
    ("text", "syntax", "after", "advice"),
    [
        pytest.param(
            FULL_CHECK.format("true # both ways"),
            "yaml",
            'transport_tablespaces: [A]\ntts_closure_check: "FULL" # both ways\n',
            "write `tts_closure_check: FULL`",
            id="YAML",
        ),
        pytest.param(
            '{"transport_tablespaces": ["A"], "transport_full_check": true}',
            "json",
            '{"transport_tablespaces": ["A"], "tts_closure_check": "FULL"}',
            "write `tts_closure_check: FULL`",
            id="JSON",
        ),
        pytest.param(FULL_CHECK.format("false"), "yaml", "transport_tablespaces: [A]\n", "leave it out", id="false"),
    ],
)
def test_the_full_check_has_a_successor_from_19c_on(text, syntax, after, advice):
    [(code, at, message, said)] = told(text, syntax, CODE, server_version="19c")
    assert (code, at.strip('"'), message, said) == (CODE, "transport_full_check", SUPERSEDED, advice)
    assert fixed(text, CODE, syntax=syntax, server_version="19c") == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax, server_version="19c") == after


def test_an_estimate_by_blocks_is_told():
    text = "schemas: [HR]\nestimate: 'BLOCKS' # quick\nestimate_only: true\n"
    assert told(text, code=CODE) == [
        (
            CODE,
            "'BLOCKS'",
            "`estimate: BLOCKS` is far off where rows were deleted or data is compressed",
            "write `estimate: STATISTICS`",
        )
    ]
    assert fixed(text, CODE, unsafe=True) == text.replace("BLOCKS", "STATISTICS")
    json = '{"schemas": ["HR"], "estimate": "BLOCKS"}'
    assert fixed(json, CODE, unsafe=True, syntax="json") == '{"schemas": ["HR"], "estimate": "STATISTICS"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "schemas: [HR]\ndata_options: [XML_CLOBS, GROUP_PARTITION_TABLE_DATA]\n",
            "schemas: [HR]\ndata_options: [GROUP_PARTITION_TABLE_DATA]\n",
            id="one of several",
        ),
        pytest.param("data_options:\n  - XML_CLOBS\nschemas: [HR]\n", "schemas: [HR]\n", id="the only one"),
    ],
)
def test_xml_clobs_is_told_and_left_out(before, after):
    assert told(before, code=CODE) == [
        (
            CODE,
            "XML_CLOBS",
            "`XML_CLOBS` is deprecated with the storage of XMLType as CLOB",
            "leave it out: the documentation has it up to release 18 only",
        )
    ]
    assert fixed(before, CODE, unsafe=True) == after
