"""Files: names with directories, log files, the same file twice, credentials, and a file for each worker."""

from __future__ import annotations

import pytest

import dpspec
from tests.test_checker import faults, fine

FINE = {
    "dump files in directories": {
        "schemas": ["HR"],
        "dumpfiles": ["D1:a_%U.dmp", "D2:a_%U.dmp", "c_%U.dmp"],
        "threads": 6,
    },
    "the same name in two directories": {"schemas": ["HR"], "dumpfiles": ["D1:a.dmp", "D2:a.dmp"], "threads": 2},
    "as many threads as files": {"schemas": ["HR"], "dumpfiles": ["a.dmp", "b.dmp", "c.dmp"], "threads": 3},
    "a template beside a file": {"schemas": ["HR"], "dumpfiles": ["a.dmp", "b%U.dmp"], "threads": 100},
    "two templates": {"schemas": ["HR"], "dumpfiles": ["a%U.dmp", "b%U.dmp"], "threads": 198},
    "a log file": {"schemas": ["HR"], "logfile": "hr.log"},
    "a log file in a directory": {"schemas": ["HR"], "logfile": "LOGS:hr.log"},
    "no log file": {"schemas": ["HR"], "nologfile": True},
    "a log file after all": {"schemas": ["HR"], "nologfile": False, "logfile": "hr.log"},
    "dumps in an object store": {
        "schemas": ["HR"],
        "dumpfiles": [
            "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp",
            "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/b%U.dmp",
        ],
        "credential": "CRED",
        "threads": 198,
    },
    "a log file of a dump in an object store": {
        "schemas": ["HR"],
        "file_name": "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp",
        "credential": "CRED",
        "logfile": "LOGS:hr.log",
    },
    "a log file called like a dump elsewhere": {"schemas": ["HR"], "dumpfile": "hr.dmp", "logfile": "LOGS:hr.dmp"},
    "an estimate with many threads": {"schemas": ["HR"], "estimate_only": True, "threads": 500},
    "expdp's names": {"schemas": ["HR"], "directory": "DUMPS", "dumpfile": "hr%U.dmp", "parallel": 4},
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_nothing_is_wrong(body):
    fine(body)


FIRING = {
    "directory in the one name": (
        {"schemas": ["HR"], "dumpfile": "DPDIR:a.dmp"},
        [
            (
                "DP109",
                "DPDIR:",
                "a directory in `dumpfile`",
                'write `datapump_dir: DPDIR` and the bare file name, or `dumpfiles: ["DPDIR:a.dmp"]`',
            )
        ],
    ),
    "directory in lower case in the one name": (
        {"schemas": ["HR"], "file_name": "dpdir:a.dmp"},
        [
            (
                "DP109",
                "dpdir:",
                "a directory in `file_name`",
                'write `datapump_dir: DPDIR` and the bare file name, or `dumpfiles: ["DPDIR:a.dmp"]`',
            )
        ],
    ),
    "directory alone as the one name": (
        {"schemas": ["HR"], "file_name": "DPDIR:"},
        [("DP109", "DPDIR:", "a directory in `file_name`", "write `datapump_dir: DPDIR`")],
    ),
    "drive": (
        {"schemas": ["HR"], "dumpfiles": ["C:\\dumps\\a.dmp"]},
        [
            (
                "DP109",
                "C:",
                "a file name cannot contain a path",
                "saves ORA-39088: the directory object `datapump_dir` says where; give the bare file name",
            )
        ],
    ),
    "path": (
        {"schemas": ["HR"], "dumpfiles": ["D1:hr/a.dmp"]},
        [
            (
                "DP109",
                "/",
                "a file name cannot contain a path",
                "saves ORA-39088: the directory object `datapump_dir` says where; give the bare file name",
            )
        ],
    ),
    "directory in lower case": (
        {"schemas": ["HR"], "dumpfiles": ["d1:a.dmp"]},
        [("DP108", "d1", "`d1` is not in upper case", "saves ORA-39087: names are compared as written; write `D1`")],
    ),
    "directory alone": (
        {"schemas": ["HR"], "dumpfiles": ["D1:"]},
        [("DP109", "D1:", "a directory without a file name", "write it as in `DIRECTORY:NAME.DMP`")],
    ),
    "empty name": (
        {"schemas": ["HR"], "dumpfiles": ["a.dmp", ""]},
        [("DP104", '""', "an item of `dumpfiles` is empty", "leave it out")],
    ),
    "no directory": (
        {"schemas": ["HR"], "dumpfiles": [":a.dmp"]},
        [("DP109", ":", "no directory before `:`", "leave the colon out")],
    ),
    "bad variable": (
        {"schemas": ["HR"], "dumpfiles": ["D1:a%X.dmp"]},
        [
            (
                "DP109",
                "%X",
                "`%X` is not a substitution variable",
                "saves ORA-39124; the variables are `%U` and `%L` (file number), `%D`, `%M`, `%Y`, `%T` (date)",
            )
        ],
    ),
    "log with a path": (
        {"schemas": ["HR"], "logfile": "/logs/hr.log"},
        [
            (
                "DP109",
                "/",
                "a file name cannot contain a path",
                "saves ORA-39088: the directory object `datapump_dir` says where; give the bare file name",
            )
        ],
    ),
    "log with a variable": (
        {"schemas": ["HR"], "logfile": "LOGS:hr_%U.log"},
        [
            (
                "DP109",
                "%U",
                "a substitution variable in the name of a log file",
                "there is one log file, and whether its name may have one is not documented; write a plain name",
            )
        ],
    ),
    "log as a URI": (
        {"schemas": ["HR"], "logfile": "https://x.oraclecloud.com/o"},
        [
            (
                "DP109",
                "https://x.oraclecloud.com/o",
                "a URI as the name of a log file",
                "it is written to a directory object; give its name",
            )
        ],
    ),
    "log directory in lower case": (
        {"schemas": ["HR"], "logfile": "logs:hr.log"},
        [
            (
                "DP108",
                "logs",
                "`logs` is not in upper case",
                "saves ORA-39087: names are compared as written; write `LOGS`",
            )
        ],
    ),
    "URI without a credential": (
        {
            "schemas": ["HR"],
            "dumpfiles": ["https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp"],
        },
        [
            (
                "DP111",
                '"https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp"',
                "`dumpfiles` is a URI, and there is no credential",
                "saves ORA-39001: `credential_name` names a credential of the database user for the object store",
            )
        ],
    ),
    "credential without a URI": (
        {"schemas": ["HR"], "dumpfiles": ["a.dmp"], "credential": "CRED"},
        [
            (
                "DP111",
                '"CRED"',
                "`credential` without a URI in `dumpfiles`",
                "give the `https://` URI of the dump in `dumpfiles`, or leave the credential out",
            )
        ],
    ),
    "both kinds": (
        {
            "schemas": ["HR"],
            "dumpfiles": ["https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp", "a.dmp"],
            "credential_name": "CRED",
        },
        [
            (
                "DP111",
                '"a.dmp"',
                "dump files in a directory beside URIs of an object store",
                "a job writes to one of them",
            )
        ],
    ),
    "URI to another host": (
        {"schemas": ["HR"], "dumpfiles": ["https://evil.example/o"], "credential_name": "CRED"},
        [
            (
                "DP110",
                "evil.example",
                "host `evil.example` is not allowed",
                "allowed are oraclecloud.com and what is below; allow another with `--object-store-host evil.example`",
            )
        ],
    ),
    "more threads than files": (
        {"schemas": ["HR"], "dumpfiles": ["a.dmp", "b.dmp"], "threads": 3},
        [
            (
                "DP112",
                "3",
                "3 threads cannot write 2 dump files",
                "saves ORA-39095: put `%U` or `%L` into `dumpfiles`, or leave it out",
            )
        ],
    ),
    "more workers than the one file": (
        {"schemas": ["HR"], "dumpfile": "a.dmp", "parallel": 3},
        [
            (
                "DP112",
                "3",
                "3 workers cannot write one dump file",
                "saves ORA-39095: put `%U` or `%L` into `dumpfile`, or leave it out",
            )
        ],
    ),
    "more workers than numbers": (
        {"schemas": ["HR"], "dumpfile": "a%U.dmp", "parallel": 100},
        [("DP112", "100", "`%U` makes 99 files, too few for 100 workers", "saves ORA-39095: put `%L` into `dumpfile`")],
    ),
    "more threads than two templates make": (
        {"schemas": ["HR"], "dumpfiles": ["a%U.dmp", "b%U.dmp"], "threads": 199},
        [
            (
                "DP112",
                "199",
                "these names make 198 files, too few for 199 threads",
                "saves ORA-39095: put `%L` into `dumpfiles`",
            )
        ],
    ),
    "more threads than a template and a file": (
        {"schemas": ["HR"], "dumpfiles": ["a%U.dmp", "b.dmp"], "threads": 101},
        [
            (
                "DP112",
                "101",
                "these names make 100 files, too few for 101 threads",
                "saves ORA-39095: put `%L` into `dumpfiles`",
            )
        ],
    ),
    "one file twice": (
        {"schemas": ["HR"], "dumpfiles": ["a.dmp", "A.DMP"]},
        [("DP138", '"A.DMP"', "one file is given twice", "saves ORA-27038: each dump file has a name of its own")],
    ),
    "one file twice, with its directory": (
        {"schemas": ["HR"], "directory": "D1", "dumpfiles": ["a.dmp", "D1:a.dmp"]},
        [("DP138", '"D1:a.dmp"', "one file is given twice", "saves ORA-27038: each dump file has a name of its own")],
    ),
    "log over the dump": (
        {"schemas": ["HR"], "dumpfile": "a.dmp", "logfile": "a.dmp"},
        [("DP138", '"a.dmp"', "one file is given twice", "saves ORA-39402")],
    ),
    "log over a dump, with its directory": (
        {"schemas": ["HR"], "directory": "D1", "dumpfiles": ["a.dmp", "b.dmp"], "logfile": "D1:b.dmp"},
        [("DP138", '"D1:b.dmp"', "one file is given twice", "saves ORA-39402")],
    ),
    "URI twice": (
        {
            "schemas": ["HR"],
            "dumpfiles": [
                "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp",
                "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp",
            ],
            "credential_name": "CRED",
        },
        [
            (
                "DP138",
                '"https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/t/b/bucket/o/emp%U.dmp"',
                "one file is given twice",
                "saves ORA-27038: each dump file has a name of its own",
            )
        ],
    ),
}


@pytest.mark.parametrize(("body", "expected"), FIRING.values(), ids=FIRING)
def test_what_is_wrong_is_said(body, expected):
    assert faults(body) == expected


def test_what_an_advice_repeats_is_one_line():
    spec = dpspec.ExportSpec(file_name="E:\n", schemas=["HR"])
    (found,) = [each for each in dpspec.check(spec).diagnostics if each.message == "a directory in `file_name`"]
    assert found.help == 'write `datapump_dir: E` and the bare file name, or `dumpfiles: ["E:\\n"]`'
