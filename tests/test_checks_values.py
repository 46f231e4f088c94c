"""Single values: choices, sizes, percentages, times, numbers, names, passwords."""

from __future__ import annotations

import pytest

import dpspec
from tests.test_checker import faults, fine

FINE = {
    "a size: 40KB": {"schemas": ["HR"], "filesize": "40KB"},
    "a size: 500MB": {"schemas": ["HR"], "filesize": "500MB"},
    "a size: 2G": {"schemas": ["HR"], "filesize": "2G"},
    "a size: 2 GB": {"schemas": ["HR"], "filesize": "2 GB"},
    "a size: 16TB": {"schemas": ["HR"], "filesize": "16TB"},
    "a size: 50000000B": {"schemas": ["HR"], "filesize": "50000000B"},
    "a size: 40960": {"schemas": ["HR"], "filesize": 40960},
    "a size: 17592186044416": {"schemas": ["HR"], "filesize": 17592186044416},
    "least threshold": {"schemas": ["HR"], "parallel_threshold": 1},
    "threshold with a unit": {"schemas": ["HR"], "parallel_threshold": "250MB"},
    "a percentage: 1e-06": {"schemas": ["HR"], "sample": 1e-06},
    "a percentage: 1": {"schemas": ["HR"], "sample": 1},
    "a percentage: 12.5": {"schemas": ["HR"], "sample": 12.5},
    "a percentage: 99.999999": {"schemas": ["HR"], "sample": 99.999999},
    "a time: 2026-11-01T02:00:00+01:00": {"schemas": ["HR"], "flashback_time": "2026-11-01T02:00:00+01:00"},
    "a time: 2026-11-01T02:00:00Z": {"schemas": ["HR"], "flashback_time": "2026-11-01T02:00:00Z"},
    "a time: 2026-11-01 02:00": {"schemas": ["HR"], "flashback_time": "2026-11-01 02:00"},
    "a time: 2026-11-01T02:00:00.123456": {"schemas": ["HR"], "flashback_time": "2026-11-01T02:00:00.123456"},
    "a time: 2026-02-28T23:59:59-0500": {"schemas": ["HR"], "flashback_time": "2026-02-28T23:59:59-0500"},
    "least SCN": {"schemas": ["HR"], "flashback_scn": 1},
    "largest SCN": {"schemas": ["HR"], "flashback_scn": 9223372036854775808},
    "a version: COMPATIBLE": {"schemas": ["HR"], "version": "COMPATIBLE"},
    "a version: LATEST": {"schemas": ["HR"], "version": "LATEST"},
    "a version: 12": {"schemas": ["HR"], "version": "12"},
    "a version: 12.2": {"schemas": ["HR"], "version": "12.2"},
    "a version: 19.0.0": {"schemas": ["HR"], "version": "19.0.0"},
    "a version: 23.4": {"schemas": ["HR"], "version": "23.4"},
    "names": {
        "schemas": ["HR"],
        "job_name": "NIGHTLY",
        "source_edition": "ORA$BASE",
        "service_name": "reports.example.com",
        "network_link": "PROD.EXAMPLE.COM@HR",
    },
    "steps": {"schemas": ["HR"], "abort_step": -1},
    "a later step": {"schemas": ["HR"], "abort_step": 7},
    "log entries": {
        "schemas": ["HR"],
        "log_entries": [
            "ticket 4711",
            "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ",
        ],
    },
    "a password: env": {"schemas": ["HR"], "encryption_password": {"env": "DUMP_PASSWORD"}},
    "a password: file": {"schemas": ["HR"], "encryption_password": {"file": "/etc/dump.pwd"}},
    "a password: prompt": {"schemas": ["HR"], "encryption_password": {"prompt": True}},
    "data options": {
        "schemas": ["HR"],
        "data_options": ["XML_CLOBS", "GROUP_PARTITION_TABLE_DATA", "VERIFY_STREAM_FORMAT"],
    },
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_nothing_is_wrong(body):
    fine(body)


FIRING = {
    "choice in lower case": (
        {"schemas": ["HR"], "compression": "all"},
        [("DP134", '"all"', "`all` is no value of `compression`", "write `ALL`")],
    ),
    "choice misspelt": (
        {"schemas": ["HR"], "content": "METADATA"},
        [("DP134", '"METADATA"', "`METADATA` is no value of `content`", "did you mean `METADATA_ONLY`")],
    ),
    "choice with a hyphen": (
        {"schemas": ["HR"], "encryption": "ALL", "encryption_algorithm": "AES-256"},
        [("DP134", '"AES-256"', "`AES-256` is no value of `encryption_algorithm`", "did you mean `AES256`")],
    ),
    "choice that nobody knows": (
        {"schemas": ["HR"], "compression": "YES"},
        [("DP134", '"YES"', "`YES` is no value of `compression`", "it is one of ALL, DATA_ONLY, METADATA_ONLY, NONE")],
    ),
    "choice in a list": (
        {"schemas": ["HR"], "data_options": ["XML_CLOBS", "group_partition_table_data"]},
        [
            (
                "DP134",
                '"group_partition_table_data"',
                "`group_partition_table_data` is no value of `data_options`",
                "write `GROUP_PARTITION_TABLE_DATA`",
            )
        ],
    ),
    "ON as a YAML of YES": (
        {"transport_tablespaces": ["SALES_DATA"], "tts_closure_check": "YES"},
        [("DP134", '"YES"', "`YES` is no value of `tts_closure_check`", "it is one of ON, OFF, FULL, TEST_MODE")],
    ),
    "version with a letter": (
        {"schemas": ["HR"], "version": "19c"},
        [("DP134", '"19c"', "`19c` is no `version`", "write `19`")],
    ),
    "version with ai": (
        {"schemas": ["HR"], "version": "23ai"},
        [("DP134", '"23ai"', "`23ai` is no `version`", "write `23`")],
    ),
    "version in lower case": (
        {"schemas": ["HR"], "version": "latest"},
        [("DP134", '"latest"', "`latest` is no `version`", "write `LATEST`")],
    ),
    "no version": (
        {"schemas": ["HR"], "version": "newest"},
        [
            (
                "DP134",
                '"newest"',
                "`newest` is no `version`",
                "saves ORA-39022; write COMPATIBLE, LATEST or a release such as `12.2`",
            )
        ],
    ),
    "version with a leading zero": (
        {"schemas": ["HR"], "version": "012"},
        [
            (
                "DP134",
                '"012"',
                "`012` is no `version`",
                "saves ORA-39022; write COMPATIBLE, LATEST or a release such as `12.2`",
            )
        ],
    ),
    "size without a unit": (
        {"schemas": ["HR"], "filesize": "500"},
        [("DP135", '"500"', "`500` is not a size", "write a whole number with B, KB, MB, GB or TB, such as `500MB`")],
    ),
    "size with a fraction": (
        {"schemas": ["HR"], "filesize": "1.5GB"},
        [
            (
                "DP135",
                '"1.5GB"',
                "`1.5GB` is not a size",
                "write a whole number with B, KB, MB, GB or TB, such as `500MB`",
            )
        ],
    ),
    "size with an odd unit": (
        {"schemas": ["HR"], "parallel_threshold": "10X"},
        [("DP135", '"10X"', "`10X` is not a size", "write a whole number with B, KB, MB, GB or TB, such as `500MB`")],
    ),
    "size in words": (
        {"schemas": ["HR"], "filesize": "unlimited"},
        [
            (
                "DP135",
                '"unlimited"',
                "`unlimited` is not a size",
                "write a whole number with B, KB, MB, GB or TB, such as `500MB`",
            )
        ],
    ),
    "size too small": (
        {"schemas": ["HR"], "filesize": "39KB"},
        [
            (
                "DP135",
                '"39KB"',
                "`filesize` is 39KB; it goes from 40KB to 16TB",
                "Data Pump writes at least ten of its blocks; leave the key out for no limit",
            )
        ],
    ),
    "size in bytes too small": (
        {"schemas": ["HR"], "filesize": 40959},
        [
            (
                "DP135",
                "40959",
                "`filesize` is 40959B; it goes from 40KB to 16TB",
                "Data Pump writes at least ten of its blocks; leave the key out for no limit",
            )
        ],
    ),
    "size too large": (
        {"schemas": ["HR"], "filesize": "17TB"},
        [("DP135", '"17TB"', "`filesize` is 17TB; it goes from 40KB to 16TB", "leave the key out for no limit")],
    ),
    "size of nothing": (
        {"schemas": ["HR"], "filesize": 0},
        [("DP135", "0", "`filesize` is 0; it goes from 40KB to 16TB", "leave the key out for no limit")],
    ),
    "absurd size": (
        {"schemas": ["HR"], "filesize": 1000000000000000000000000000000},
        [
            (
                "DP135",
                "1000000000000000000000000000000",
                "`filesize` is too large a number; it goes from 40KB to 16TB",
                "leave the key out for no limit",
            )
        ],
    ),
    "negative size": (
        {"schemas": ["HR"], "filesize": -1},
        [("DP135", "-1", "`filesize` is -1; it goes from 40KB to 16TB", "leave the key out for no limit")],
    ),
    "threshold of nothing": (
        {"schemas": ["HR"], "parallel_threshold": 0},
        [("DP135", "0", "`parallel_threshold` is 0; it goes from 1 byte on", None)],
    ),
    "all rows": (
        {"schemas": ["HR"], "sample": 100},
        [
            (
                "DP136",
                "100",
                "a sample is from 0.000001 to below 100 percent, in steps of 0.000001",
                "leave it out to export all rows",
            )
        ],
    ),
    "no rows": (
        {"schemas": ["HR"], "sample": 0},
        [
            (
                "DP136",
                "0",
                "a sample is from 0.000001 to below 100 percent, in steps of 0.000001",
                "leave it out to export all rows",
            )
        ],
    ),
    "too fine": (
        {"schemas": ["HR"], "sample": 1e-07},
        [
            (
                "DP136",
                "1e-07",
                "a sample is from 0.000001 to below 100 percent, in steps of 0.000001",
                "leave it out to export all rows",
            )
        ],
    ),
    "negative": (
        {"schemas": ["HR"], "sample": -5},
        [
            (
                "DP136",
                "-5",
                "a sample is from 0.000001 to below 100 percent, in steps of 0.000001",
                "leave it out to export all rows",
            )
        ],
    ),
    "absurd": (
        {"schemas": ["HR"], "sample": 10000000000000000000000000000000000000000},
        [
            (
                "DP136",
                "10000000000000000000000000000000000000000",
                "a sample is from 0.000001 to below 100 percent, in steps of 0.000001",
                "leave it out to export all rows",
            )
        ],
    ),
    "percentage of a table": (
        {"schemas": ["HR"], "sample": [{"table": "HR.EMP", "percent": 101}]},
        [
            (
                "DP136",
                "101",
                "a sample is from 0.000001 to below 100 percent, in steps of 0.000001",
                "leave it out to export all rows",
            )
        ],
    ),
    "percentage behind a table": (
        {"schemas": ["HR"], "sample": ["HR.EMP:200"]},
        [
            (
                "DP136",
                "200",
                "a sample is from 0.000001 to below 100 percent, in steps of 0.000001",
                "leave it out to export all rows",
            )
        ],
    ),
    "percent sign": (
        {"schemas": ["HR"], "sample": ["HR.EMP:10%"]},
        [
            (
                "DP136",
                "10%",
                "`10%` is not a percentage",
                "write `HR.EMPLOYEES:10`, or an object with `table` and `percent`",
            )
        ],
    ),
    "percentage missing": (
        {"schemas": ["HR"], "sample": ["HR.EMP:"]},
        [("DP136", "", "`` is not a percentage", "write `HR.EMPLOYEES:10`, or an object with `table` and `percent`")],
    ),
    "time as SQL": (
        {"schemas": ["HR"], "flashback_time": "TO_TIMESTAMP('2026-11-01', 'YYYY-MM-DD')"},
        [
            (
                "DP137",
                "\"TO_TIMESTAMP('2026-11-01', 'YYYY-MM-DD')\"",
                "`TO_TIMESTAMP('2026-11-01', 'YYYY-MM-DD')` is not a point in time",
                "write it in ISO 8601 with its zone, such as `2026-11-01T02:00:00+01:00`",
            )
        ],
    ),
    "now": (
        {"schemas": ["HR"], "flashback_time": "systimestamp"},
        [
            (
                "DP137",
                '"systimestamp"',
                "`systimestamp` is not a point in time",
                "write `consistent: true` for the time at which the job starts",
            )
        ],
    ),
    "now as a date": (
        {"schemas": ["HR"], "flashback_time": "SYSDATE"},
        [
            (
                "DP137",
                '"SYSDATE"',
                "`SYSDATE` is not a point in time",
                "write `consistent: true` for the time at which the job starts",
            )
        ],
    ),
    "day alone": (
        {"schemas": ["HR"], "flashback_time": "2026-11-01"},
        [
            (
                "DP137",
                '"2026-11-01"',
                "`2026-11-01` is not a point in time",
                "write it in ISO 8601 with its zone, such as `2026-11-01T02:00:00+01:00`",
            )
        ],
    ),
    "no such day": (
        {"schemas": ["HR"], "flashback_time": "2026-02-30T02:00:00Z"},
        [
            (
                "DP137",
                '"2026-02-30T02:00:00Z"',
                "`2026-02-30T02:00:00Z` is not a point in time",
                "write it in ISO 8601 with its zone, such as `2026-11-01T02:00:00+01:00`",
            )
        ],
    ),
    "no such zone": (
        {"schemas": ["HR"], "flashback_time": "2026-02-03T02:00:00+15:00"},
        [
            (
                "DP137",
                '"2026-02-03T02:00:00+15:00"',
                "`2026-02-03T02:00:00+15:00` is not a point in time",
                "write it in ISO 8601 with its zone, such as `2026-11-01T02:00:00+01:00`",
            )
        ],
    ),
    "zone by name": (
        {"schemas": ["HR"], "flashback_time": "2026-02-03T02:00:00 Europe/Berlin"},
        [
            (
                "DP137",
                '"2026-02-03T02:00:00 Europe/Berlin"',
                "`2026-02-03T02:00:00 Europe/Berlin` is not a point in time",
                "write it in ISO 8601 with its zone, such as `2026-11-01T02:00:00+01:00`",
            )
        ],
    ),
    "SCN of nothing": (
        {"schemas": ["HR"], "flashback_scn": 0},
        [("DP137", "0", "`flashback_scn` is 0; it goes from 1 to 9223372036854775808", None)],
    ),
    "negative SCN": (
        {"schemas": ["HR"], "flashback_scn": -1},
        [("DP137", "-1", "`flashback_scn` is -1; it goes from 1 to 9223372036854775808", None)],
    ),
    "absurd SCN": (
        {"schemas": ["HR"], "flashback_scn": 10000000000000000000000000000000000000000},
        [
            (
                "DP137",
                "10000000000000000000000000000000000000000",
                "`flashback_scn` is too large a number; it goes from 1 to 9223372036854775808",
                None,
            )
        ],
    ),
    "job name with a blank": (
        {"schemas": ["HR"], "job_name": "MY JOB"},
        [
            (
                "DP108",
                " ",
                "the name holds ` `",
                "a name has letters of A-Z, digits, `_`, `$` and `#`, and starts with a letter; it takes no quotes",
            )
        ],
    ),
    "job name in lower case": (
        {"schemas": ["HR"], "job_name": "nightly"},
        [("DP108", "nightly", "`nightly` is not in upper case", "it names a table; write `NIGHTLY`")],
    ),
    "edition in lower case": (
        {"schemas": ["HR"], "source_edition": "ora$base"},
        [("DP108", "ora$base", "`ora$base` is not in upper case", "names are compared as written; write `ORA$BASE`")],
    ),
    "service with a blank": (
        {"schemas": ["HR"], "service_name": "my service"},
        [("DP108", '"my service"', "`my service` is no name for `service_name`", "write it as in `REPORTING`")],
    ),
    "link in lower case": (
        {"schemas": ["HR"], "network_link": "prod.example.com"},
        [
            (
                "DP108",
                '"prod.example.com"',
                "`prod.example.com` is no name for `network_link`",
                "write `PROD.EXAMPLE.COM`",
            )
        ],
    ),
    "link with a quote": (
        {"schemas": ["HR"], "network_link": "PROD'X"},
        [("DP108", '"PROD\'X"', "`PROD'X` is no name for `network_link`", "write it as in `SOURCE.EXAMPLE.COM`")],
    ),
    "step zero": (
        {"schemas": ["HR"], "abort_step": 0},
        [
            (
                "DP143",
                "0",
                "`abort_step` is 0; it is -1 or a number from 1 on",
                "leave it out for a job that runs to its end",
            )
        ],
    ),
    "step below -1": (
        {"schemas": ["HR"], "abort_step": -2},
        [
            (
                "DP143",
                "-2",
                "`abort_step` is -2; it is -1 or a number from 1 on",
                "leave it out for a job that runs to its end",
            )
        ],
    ),
    "absurd step": (
        {"schemas": ["HR"], "abort_step": 2147483648},
        [
            (
                "DP143",
                "2147483648",
                "`abort_step` is 2147483648; it is -1 or a number from 1 on",
                "leave it out for a job that runs to its end",
            )
        ],
    ),
    "empty log entry": (
        {"schemas": ["HR"], "log_entries": [""]},
        [("DP104", '""', "an item of `log_entries` is empty", "leave it out")],
    ),
    "long log entry": (
        {
            "schemas": ["HR"],
            "log_entries": [
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            ],
        },
        [
            (
                "DP143",
                '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
                "log entry of 2,001 characters; the limit is 2,000",
                "make it several items",
            )
        ],
    ),
    "log entry of two lines": (
        {"schemas": ["HR"], "log_entries": ["one\ntwo"]},
        [("DP143", "\\n", "character U+000A in a log entry, which is one line", "make it two items")],
    ),
    "password nowhere": (
        {"schemas": ["HR"], "encryption_password": {}},
        [
            (
                "DP142",
                '"encryption_password"',
                "`encryption_password` has exactly one of `env`, `file` and `prompt`",
                'write `{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`',
            )
        ],
    ),
    "password in two places": (
        {"schemas": ["HR"], "encryption_password": {"env": "A", "prompt": True}},
        [
            (
                "DP142",
                '"encryption_password"',
                "`encryption_password` has exactly one of `env`, `file` and `prompt`",
                'write `{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`',
            )
        ],
    ),
    "password not asked for": (
        {"schemas": ["HR"], "encryption_password": {"prompt": False}},
        [
            (
                "DP142",
                '"encryption_password"',
                "`prompt` is false, so that there is no password",
                'write `{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`',
            )
        ],
    ),
    "password as the name of a variable": (
        {"schemas": ["HR"], "encryption_password": {"env": "s3cr3t!"}},
        [
            (
                "DP140",
                '"encryption_password"',
                "`env` takes the name of an environment variable: letters, digits and `_`",
                'write `{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`',
            )
        ],
    ),
    "password in a file without a name": (
        {"schemas": ["HR"], "encryption_password": {"file": ""}},
        [
            (
                "DP142",
                '"encryption_password"',
                "`file` takes the path of the file that holds the password",
                'write `{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`',
            )
        ],
    ),
    "empty filesize": (
        {"schemas": ["HR"], "filesize": ""},
        [("DP104", '""', "`filesize` is empty", "leave the key out to get its default")],
    ),
    "empty version": (
        {"schemas": ["HR"], "version": ""},
        [("DP104", '""', "`version` is empty", "leave the key out to get its default")],
    ),
    "empty network_link": (
        {"schemas": ["HR"], "network_link": ""},
        [("DP104", '""', "`network_link` is empty", "leave the key out to get its default")],
    ),
    "empty flashback_time": (
        {"schemas": ["HR"], "flashback_time": ""},
        [("DP104", '""', "`flashback_time` is empty", "leave the key out to get its default")],
    ),
    "empty content": (
        {"schemas": ["HR"], "content": ""},
        [("DP104", '""', "`content` is empty", "leave the key out to get its default")],
    ),
    "empty list of schemas": (
        {"schemas": []},
        [
            (
                "DP104",
                "[]",
                "`schemas` is an empty list",
                "an empty list would select every object; leave the key out if that is meant",
            )
        ],
    ),
    "empty list of include": (
        {"schemas": ["HR"], "include": []},
        [
            (
                "DP104",
                "[]",
                "`include` is an empty list",
                "an empty list would select every object; leave the key out if that is meant",
            )
        ],
    ),
    "empty list of query": (
        {"schemas": ["HR"], "query": []},
        [("DP104", "[]", "`query` is an empty list", "leave the key out")],
    ),
    "empty list of data_options": (
        {"schemas": ["HR"], "data_options": []},
        [("DP104", "[]", "`data_options` is an empty list", "leave the key out")],
    ),
    "empty list of log_entries": (
        {"schemas": ["HR"], "log_entries": []},
        [("DP104", "[]", "`log_entries` is an empty list", "leave the key out")],
    ),
}


@pytest.mark.parametrize(("body", "expected"), FIRING.values(), ids=FIRING)
def test_what_is_wrong_is_said(body, expected):
    assert faults(body) == expected


def test_an_empty_option_is_no_option():
    spec = dpspec.ExportSpec(data_options=[""], schemas=["HR"])
    assert [each.code for each in dpspec.check(spec).diagnostics] == ["DP134"]
