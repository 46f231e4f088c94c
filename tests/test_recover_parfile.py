"""Parameter files back to specs: expdp's rules of quoting, and a diagnostic for what a spec cannot say."""

from __future__ import annotations

import pytest

import dpspec
from dpspec.recover import parfile
from dpspec.source import Source


def recover(text):
    return parfile.recover(Source("x.par", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FULL=Y\n", {"job_mode": "FULL"}),
        ("full=yes", {"job_mode": "FULL"}),
        ("# nightly\n\nSCHEMAS=hr, oe # two\n", {"schema_expressions": ["IN ('HR','OE')"]}),
        ("SCHEMAS=hr oe", {"schema_expressions": ["IN ('HR','OE')"]}),
        ("SCHEMAS=('\"emp#\"', dept)", {"schema_expressions": ["IN ('emp#','DEPT')"]}),
        ("SCHEMAS=hr,\\\n  oe\n", {"schema_expressions": ["IN ('HR','OE')"]}),
        (
            "TABLES=SCOTT.%\r\nINCLUDE=TABLE:\"IN ('A', 'B')\"\r\nINCLUDE=TABLE:\"!= 'IT''S #1'\"\r\n",
            {
                "job_mode": "TABLE",
                "schema_expressions": ["IN ('SCOTT')"],
                "name_expressions": ["IN ('A', 'B')", "!= 'IT''S #1'"],
            },
        ),
        (
            'TABLES=\'"Scott"."Emp"\'',
            {"job_mode": "TABLE", "schema_expressions": ["IN ('Scott')"], "name_expressions": ["IN ('Emp')"]},
        ),
        (
            "TABLES=emp,dept\nPARALLEL=2\nKEEP_MASTER=Y\nDUMPFILE=x%U.dmp\nDIRECTORY=dumps\nREUSE_DUMPFILES=N\n",
            {
                "job_mode": "TABLE",
                "name_expressions": ["IN ('EMP','DEPT')"],
                "threads": 2,
                "keep_master": 1,
                "file_name": "x%U.dmp",
                "datapump_dir": "DUMPS",
            },
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_a_spec_can_say_is_recovered(text, expected):
    spec, found = recover(text)
    assert found == ()
    # What is not said has expdp's defaults, which are not those of ORDS.
    assert spec == dpspec.ExportSpec(**{"keep_master": 0, "file_name": "expdat.dmp", **expected})


@pytest.mark.parametrize(
    ("text", "code", "message", "slice_"),
    [
        ("FULL=Y\nCOMPRESSION=ALL\n", "DP054", "parameter `COMPRESSION` has no counterpart in a spec", "COMPRESSION"),
        ("SCHEMAS=A\nTABLES=B", "DP054", "a second parameter that sets the job mode", "TABLES"),
        ("TABLES=A.X,B.Y", "DP054", "tables of several schemas, or partitions", "TABLES"),
        ("TABLES=A.X:P1", "DP054", "tables of several schemas, or partitions", "TABLES"),
        ("TABLES=A.EMP%", "DP054", "a wildcard in TABLES", "TABLES"),
        ("FULL=Y\nREUSE_DUMPFILES=YES", "DP054", "a spec never overwrites a dump file", "REUSE_DUMPFILES"),
        ("FULL=Y\nEXCLUDE=STATISTICS", "DP054", "parameter `EXCLUDE` has no counterpart in a spec", "EXCLUDE"),
        ("INCLUDE=VIEW\nFULL=Y", "DP054", "only INCLUDE=TABLE with a clause, in table mode", "INCLUDE"),
        ("PARALLEL=many", "DP054", "PARALLEL takes a number", "PARALLEL"),
        ("NOLOGFILE\n", "DP053", "unexpected `\\n`", "\n"),
        ("SCHEMAS=", "DP053", "the file ends too early", ""),
        ('INCLUDE=TABLE:"LIKE', "DP053", 'unexpected `"`', '"'),
    ],
    ids=lambda value: value[:30],
)
def test_what_a_spec_cannot_say_is_named_with_its_place(text, code, message, slice_):
    spec, found = recover(text)
    assert spec is None
    (diagnostic,) = found
    span = diagnostic.location.span
    assert (diagnostic.code, diagnostic.message, text[span.start : span.end]) == (code, message, slice_)
