"""Keys that contradict each other, keys that need each other, and keys of later releases."""

from __future__ import annotations

import pytest

from dpspec import capability
from dpspec.checks.conflicts import _NEEDS, _PAIRS
from dpspec.versions import ServerVersion
from dpspec.vocabulary import KEYS, Shape
from tests.test_checker import URI, check, faults, fine, told

#: A value of each key that can stand in one of the jobs below.
VALUES = {
    "file_name": "hr%U.dmp",
    "dumpfiles": ["hr%U.dmp"],
    "filesize": "5GB",
    "logfile": "hr.log",
    "query": ["WHERE 1=1"],
    "sample": 10,
    "partitions": [{"partitions": ["P1"]}],
    "remap_data": ["HR.EMP.SAL:HR.MASK.SAL"],
    "views_as_tables": ["HR.EMP_V"],
    "transport_tablespaces": ["SALES_DATA"],
    "flashback_scn": 4711,
    "flashback_time": "2026-11-01T02:00:00Z",
    "credential_name": "CRED",
    "encryption_password": {"prompt": True},
    "encryption_mode": "TRANSPARENT",
    "network_link": "PROD.EXAMPLE.COM",
    "service_name": "REPORTING",
    "encryption_algorithm": "AES256",
}


def value(key, wanted):
    if wanted is not None:
        return wanted
    if key in VALUES:
        return VALUES[key]
    return KEYS[key].choices[-1] if KEYS[key].choices else True


def job(*keys):
    """The smallest job in which these keys may stand."""
    if {"views_as_tables", "transport_tablespaces"} & set(keys):
        return {}
    return {"tables": ["HR.EMP"]}


def beside(key, given):
    """What a key needs to be right by itself."""
    more = {}
    if key == "credential_name":
        more = {"file_name": URI}
    if key in ("encryption_algorithm", "encryption_mode") and "encryption" not in given:
        more["encryption"] = "ALL"
    return more


def shown(value):
    return str(value).lower() if isinstance(value, bool) else value


IDS = [f"{first} {when} {second} {then}" for first, when, second, then, _ in _PAIRS]


@pytest.mark.parametrize(("first", "when", "second", "then", "advice"), _PAIRS, ids=IDS)
def test_a_pair_is_told_once_at_the_second_key(first, when, second, then, advice):
    body = {**job(first, second), first: value(first, when), second: value(second, then)}
    body |= beside(second, body)
    plan, found = check(body)
    assert plan is None
    message = f"`{second}` beside `{first}`" if when is None else f"`{second}` contradicts `{first}: {shown(when)}`"
    (fault,) = [fault for fault in found if fault.message == message]
    assert fault.code == "DP138"
    assert fault.key == second
    assert fault.help == advice
    source = fault.location.source.text
    assert source[: fault.location.span.start].endswith(f'"{second}": ')
    (label,) = fault.labels
    assert source[label.location.span.start : label.location.span.end] == f'"{first}"'
    assert label.text == "because of this"


@pytest.mark.parametrize(("first", "when", "second", "then", "advice"), _PAIRS, ids=IDS)
def test_each_of_a_pair_is_silent_alone(first, when, second, then, advice):
    for key, wanted in ((first, when), (second, then)):
        body = {**job(key), key: value(key, wanted)}
        fine(body | beside(key, body))


def another(first, when):
    """Another value of the first key of a pair, with which the second one may stand."""
    if isinstance(when, bool):
        return not when
    if first == "encryption_mode":
        return "PASSWORD"
    if first == "transportable":
        return "NEVER"
    return next(choice for choice in KEYS[first].choices if choice == "ALL" or choice not in (when, "NEVER"))


#: The pairs in which it is a value of the first key that contradicts.
OF_A_VALUE = [pytest.param(*pair[:4], id=name) for pair, name in zip(_PAIRS, IDS, strict=True) if pair[1] is not None]


@pytest.mark.parametrize(("first", "when", "second", "then"), OF_A_VALUE)
def test_another_value_is_no_contradiction(first, when, second, then):
    body = {**job(first, second), second: value(second, then), first: another(first, when)}
    assert body[first] != when
    fine(body | beside(second, body))


def test_every_key_and_value_of_the_pairs_exists():
    for first, when, second, then, _ in _PAIRS:
        for key, wanted in ((first, when), (second, then)):
            assert key in KEYS
            assert wanted is None or wanted in KEYS[key].choices or KEYS[key].shape is Shape.BOOLEAN


@pytest.mark.parametrize(("key", "when", "needed", "advice"), _NEEDS)
def test_what_a_key_needs(key, when, needed, advice):
    given = {"schemas": ["HR"], key: when or KEYS[key].choices[0]}
    if when in ("PASSWORD", "DUAL"):
        given["encryption"] = "ALL"
    missing = " or ".join(f"`{other}`" for other in needed)
    message = f"`{key}{f': {when}' if when else ''}` without {missing}"
    assert ("DP138", f'"{given[key]}"', message, advice) in faults(given)
    for other in needed:
        if other != "encryption_mode":
            more = {"encryption_password": {"prompt": True}} if given[key] == "PASSWORD" else {}
            fine({**given, **more, other: value(other, "ALL" if other == "encryption" else None)})


def test_a_second_name_is_told_as_it_was_written():
    assert faults({"schemas": ["HR"], "estimate_only": True, "dumpfile": "a.dmp"}) == [
        (
            "DP138",
            '"a.dmp"',
            "`dumpfile` contradicts `estimate_only: true`",
            "saves ORA-39201: an estimate writes no dump file",
        )
    ]


def test_nothing_is_concluded_from_a_key_that_could_not_be_read():
    assert [code for code, *_ in faults({"schemas": ["HR"], "flashback_scn": "x", "consistent": True})] == ["DP103"]
    body = {"schemas": ["HR"], "encryption_mode": "PASSWORD", "encryption": "ALL", "encryption_password": "s3cr3t"}
    assert [code for code, *_ in faults(body)] == ["DP140"]


# --- releases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "before", "key", "place"),
    [
        ({"checksum": True}, "19c", "checksum", "true"),
        ({"views_as_tables": ["HR.V"]}, "11.2", "views_as_tables", '["HR.V"]'),
        ({"logtime": "ALL"}, "11.2", "logtime", '"ALL"'),
        ({"compression_algorithm": "HIGH"}, "11.2", "compression_algorithm", '"HIGH"'),
        ({"parallel_threshold": "1GB"}, "19c", "parallel_threshold", '"1GB"'),
        ({"enable_secure_roles": True}, "12.2", "enable_secure_roles", "true"),
    ],
)
def test_a_key_of_a_later_release(body, before, key, place):
    body = body if key == "views_as_tables" else {"schemas": ["HR"], **body}
    oldest = capability.oldest(key)
    assert faults(body, server=before) == [
        (
            "DP126",
            place,
            f"`{key}` is too new for {ServerVersion.parse(before)}",
            f"it came with Oracle Database {oldest}",
        )
    ]
    fine(body, server=str(oldest))
    fine(body)  # no release given: nothing is concluded from one


BOTH = {"schemas": ["HR"], "include": ["TABLE"], "exclude": ["INDEX"]}


@pytest.mark.parametrize("server", [None, "12.2", "19c"])
def test_include_and_exclude_before_21c(server):
    _, (fault,) = check(BOTH, server=server)
    assert told([fault]) == [
        (
            "DP133",
            '["INDEX"]',
            "`exclude` beside `include` before 21c",
            "saves UDE-00011; from 21c on they may: say so with `--server-version`",
        )
    ]
    assert [label.text for label in fault.labels] == ["`include` is here"]


@pytest.mark.parametrize("server", ["21c", "23ai"])
def test_include_and_exclude_from_21c_on(server):
    plan = fine(BOTH, server=server)
    assert [clause.object_path for clause in (*plan.include, *plan.exclude)] == ["TABLE", "INDEX"]
    at_once = "saves ORA-31655; all expressions must hold at once: to take one or the other, use one IN list"
    clauses = {"include": ["TABLE:\"= 'A'\""], "exclude": ["TABLE:\"LIKE 'A%'\""]}
    assert faults({"schemas": ["HR"], **clauses}, server=server) == [
        ("DP125", '"TABLE:\\"LIKE \'A%\'\\""', "no name matches all of the filters on TABLE", at_once)
    ]
    assert faults({"schemas": ["HR"], "include": ["TABLE", "VIEW"], "exclude": ["TABLE"]}, server=server) == [
        ("DP138", '"TABLE"', "`TABLE` is included and excluded", "saves ORA-39041 or ORA-31655; keep one of them")
    ]


def test_the_advice_instead_of_exclude_says_the_same():
    """What DP133 offers is the job that INCLUDE and EXCLUDE together would be from 21c on."""
    both = {"schemas": ["HR"], "include": ["TABLE:\"LIKE 'E%'\""], "exclude": ["TABLE:\"= 'EMP'\""]}
    ((_, _, _, advice),) = faults(both)
    assert "`TABLE:\"!='EMP'\"`" in advice
    offered = fine({"schemas": ["HR"], "include": ["TABLE:\"LIKE 'E%'\"", "TABLE:\"!='EMP'\""]})
    assert offered.meaning.objects == fine(both, server="21c").meaning.objects


# --- doubts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "place", "message", "help_"),
    [
        (
            {"schemas": ["HR"], "exclude": ["FROBNICATION"]},
            "FROBNICATION",
            "`FROBNICATION` is not a known object path",
            "it may be one all the same; the list differs by release, and a path not in it raises ORA-39041; "
            "ask `SELECT object_path FROM schema_export_objects`",
        ),
        (
            {"schemas": ["HR"], "include": ["TABEL:\"= 'A'\""]},
            "TABEL",
            "`TABEL` is not a known object path",
            "did you mean `TABLE`? a path that the database does not have raises ORA-39041",
        ),
    ],
)
def test_a_path_that_is_not_known_is_doubted_and_the_plan_made(body, place, message, help_):
    plan, found = check(body)
    assert plan is not None
    assert [fault.severity.value for fault in found] == ["warning"]
    assert told(found) == [("DP129", place, message, help_)]
