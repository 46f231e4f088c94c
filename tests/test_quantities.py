"""Sizes, percentages and points in time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec.quantities import (
    LEAST_FILE,
    MOST_FILE,
    MOST_SCN,
    Timestamp,
    parse_size,
    parse_time,
    percent_text,
    size_text,
)

# --- sizes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0B", 0),
        ("1B", 1),
        ("40KB", 40 * 1024),
        ("40kb", 40 * 1024),
        ("40 KB", 40 * 1024),
        ("2K", 2048),
        ("500MB", 500 * 1024**2),
        ("3M", 3 * 1024**2),
        ("2G", 2 * 1024**3),
        ("2gB", 2 * 1024**3),
        ("16TB", 16 * 1024**4),
        ("1T", 1024**4),
        ("007KB", 7 * 1024),
    ],
)
def test_a_size_has_a_unit_and_counts_in_powers_of_1024(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "KB",
        "-1KB",
        "+1KB",
        "1.5GB",
        "1,000KB",
        "1KiB",
        "1PB",
        "1 B B",
        "1  KB",
        " 1KB",
        "1KB ",
        "1KB\n",
        "1BB",
        "0x1KB",
        "1e3KB",
        "١KB",
        "1\u212aB",
        "1" * 20 + "KB",
        "UNLIMITED",
    ],
)
def test_anything_else_is_no_size(text):
    assert parse_size(text) is None


@pytest.mark.parametrize(
    ("size", "text", "short"),
    [
        (0, "0B", "0"),
        (1, "1B", "1"),
        (1023, "1023B", "1023"),
        (1024, "1KB", "1K"),
        (1025, "1025B", "1025"),
        (LEAST_FILE, "40KB", "40K"),
        (1536 * 1024, "1536KB", "1536K"),
        (1024**2, "1MB", "1M"),
        (1024**3, "1GB", "1G"),
        (MOST_FILE, "16TB", "16T"),
        (1024**5, "1024TB", "1024T"),
    ],
)
def test_a_size_is_written_in_the_largest_exact_unit(size, text, short):
    assert size_text(size) == text
    assert size_text(size, short=True) == short


sizes = st.one_of(
    st.integers(0, 2**63), st.builds(lambda n, unit: n * 1024**unit, st.integers(0, 2000), st.integers(0, 4))
)


@given(sizes)
def test_a_size_that_is_written_is_read_again(size):
    assert parse_size(size_text(size)) == size


@given(sizes)
def test_a_short_size_says_the_same(size):
    short = size_text(size, short=True)
    assert re.fullmatch("[0-9]+[KMGT]?", short)
    assert parse_size(short if short[-1].isalpha() else f"{short}B") == size


def test_the_bounds_are_those_of_the_book():
    assert (LEAST_FILE, MOST_FILE) == (40960, 17592186044416)
    assert MOST_SCN == 9223372036854775808
    assert parse_size(size_text(2**63)) == 2**63


# --- percentages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        (1, "1"),
        (10, "10"),
        (99, "99"),
        (0.5, "0.5"),
        (10.0, "10"),
        (12.50, "12.5"),
        (0.000001, "0.000001"),
        (0.00001, "0.00001"),
        (99.999999, "99.999999"),
    ],
)
def test_a_percentage_is_written_without_an_exponent(percent, text):
    assert percent_text(percent) == text


@pytest.mark.parametrize(
    "percent",
    [
        0,
        -0.0,
        -1,
        -0.5,
        100,
        100.0,
        100.5,
        1e300,
        1e-07,
        5e-07,
        1.5e-06,
        99.9999999,
        1 / 3,
        float("nan"),
        float("inf"),
        -float("inf"),
        10**5000,
        -(10**5000),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, float) else f"{value:.3e}" if abs(value) < 1e9 else "huge",
)
def test_a_percentage_out_of_range_or_too_fine_is_none(percent):
    assert percent_text(percent) is None


@given(st.one_of(st.floats(), st.integers(), st.integers(-1, 101), st.floats(0, 100)))
def test_any_number_is_written_exactly_or_refused(percent):
    text = percent_text(percent)
    if text is None:
        assert not (1e-6 <= percent < 100) or Decimal(repr(percent)) * 10**6 % 1 != 0
    else:
        assert re.fullmatch(r"[0-9]{1,2}(\.[0-9]{0,5}[1-9])?", text)
        assert Decimal(text) == Decimal(repr(percent))


@given(st.integers(1, 99_999_999))
def test_every_millionth_of_a_percent_has_a_text(millionths):
    exact = Decimal(millionths).scaleb(-6)
    text = percent_text(float(exact))
    assert text is not None
    assert Decimal(text) == exact


# --- points in time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("2026-11-01T02:00:00+01:00", "2026-11-01 02:00:00", "+01:00"),
        ("2026-11-01 02:00:00 +01:00", "2026-11-01 02:00:00", "+01:00"),
        ("2026-11-01t02:00:00z", "2026-11-01 02:00:00", "+00:00"),
        ("2026-11-01T02:00Z", "2026-11-01 02:00:00", "+00:00"),
        ("2026-11-01T02:00", "2026-11-01 02:00:00", ""),
        ("2026-11-01 23:59:59.123456789", "2026-11-01 23:59:59.123456789", ""),
        ("2026-11-01T02:00:00,5-0330", "2026-11-01 02:00:00.5", "-03:30"),
        ("2026-11-01T02:00:00+14", "2026-11-01 02:00:00", "+14:00"),
        ("2026-11-01T02:00:00-12:00", "2026-11-01 02:00:00", "-12:00"),
        ("2024-02-29T00:00:00+05:45", "2024-02-29 00:00:00", "+05:45"),
        ("0001-01-01T00:00:00", "0001-01-01 00:00:00", ""),
        ("9999-12-31T23:59:59", "9999-12-31 23:59:59", ""),
    ],
)
def test_a_time_in_iso_8601_is_read_and_its_zone_kept(text, clock, zone):
    assert parse_time(text) == Timestamp(clock, zone)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-01",
        "02:00:00",
        "2026-11-01T02",
        "2026-11-01T2:00",
        "2026-13-01T00:00",
        "2026-02-29T00:00",
        "2026-11-31T00:00",
        "2026-11-01T24:00:00",
        "2026-11-01T24:00:00Z",
        "2026-11-01T25:00",
        "2026-11-01T02:60",
        "2026-12-31T23:59:60Z",
        "2026-12-31T23:59:61",
        "2026-11-01T02:00:00.",
        "2026-11-01T02:00:00.1234567890",
        "2026-11-01T02:00:00+14:01",
        "2026-11-01T02:00:00+15:00",
        "2026-11-01T02:00:00-12:01",
        "2026-11-01T02:00:00+01:60",
        "2026-11-01T02:00:00+01:99",
        "2026-11-01T02:00:00+1",
        "2026-11-01T02:00:00 Europe/Zurich",
        "20261101T020000",
        "2026-W44-7T02:00",
        "0000-01-01T00:00",
        "2026-11-01T02:00:00Z ",
        " 2026-11-01T02:00",
        "2026-11-01T02:00\n",
        "٢٠٢٦-11-01T02:00",
        "SYSTIMESTAMP",
        "TO_TIMESTAMP('2026-11-01', 'YYYY-MM-DD')",
        "2026-11-01T02:00:00'||x",
    ],
)
def test_anything_else_is_no_time(text):
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("time", "sql"),
    [
        (Timestamp("2026-11-01 02:00:00", ""), "TO_TIMESTAMP('2026-11-01 02:00:00', 'YYYY-MM-DD HH24:MI:SS')"),
        (Timestamp("2026-11-01 02:00:00.25", ""), "TO_TIMESTAMP('2026-11-01 02:00:00.25', 'YYYY-MM-DD HH24:MI:SS.FF')"),
        (
            Timestamp("2026-11-01 02:00:00", "+01:00"),
            "TO_TIMESTAMP_TZ('2026-11-01 02:00:00 +01:00', 'YYYY-MM-DD HH24:MI:SS TZH:TZM')",
        ),
        (
            Timestamp("2026-11-01 02:00:00.000000001", "-03:30"),
            "TO_TIMESTAMP_TZ('2026-11-01 02:00:00.000000001 -03:30', 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM')",
        ),
    ],
)
def test_the_value_of_flashback_time(time, sql):
    assert time.sql == sql


zones = st.integers(-12 * 60, 14 * 60)
moments = st.builds(
    lambda moment, minutes: (moment, minutes), st.datetimes(min_value=datetime(1, 1, 3)), st.one_of(st.none(), zones)
)


def _zone(minutes):
    return "" if minutes is None else f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@given(moments, st.sampled_from("T "), st.booleans())
def test_a_time_means_what_python_says_it_does(moment, between, colon):
    when, minutes = moment
    zone = _zone(minutes)
    text = f"{when.isoformat(between)}{zone if colon else zone.replace(':', '')}"
    read = parse_time(text)
    assert read is not None
    again = datetime.fromisoformat(f"{read.clock}{read.zone}")
    assert again == datetime.fromisoformat(text)
    assert again.utcoffset() == (None if minutes is None else timedelta(minutes=minutes))
    assert read.zone == zone


@given(moments)
def test_a_time_that_is_written_is_read_again(moment):
    when, minutes = moment
    read = parse_time(f"{when.isoformat()}{_zone(minutes)}")
    assert read is not None
    assert parse_time(str(read)) == read
    assert re.fullmatch(r"TO_TIMESTAMP(_TZ)?\('[0-9:. +-]+', '[YMDHSIFTZ24:. -]+'\)", read.sql)


@given(st.text(st.sampled_from("0123456789-+:.,TtZz '"), max_size=36))
def test_what_is_read_is_a_time_for_python_too(text):
    read = parse_time(text)
    if read is not None:
        whole, _, fraction = read.clock.partition(".")
        datetime.fromisoformat(whole + read.zone)
        assert fraction == "" or (fraction.isdecimal() and len(fraction) <= 9)
