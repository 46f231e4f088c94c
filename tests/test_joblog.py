"""What the log of a job tells: only the last line about this very job, and nothing that steers a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import joblog
from dpspec.joblog import Verdict
from dpspec.jobs import End, Job
from tests.timing import assert_in_proportion

JOB = Job("SCOTT", "NIGHTLY")
DONE = 'Job "SCOTT"."NIGHTLY" successfully completed at Thu Mar 5 12:00:10 2026 elapsed 0 00:00:10'
FAILED = 'Job "SCOTT"."NIGHTLY" completed with 2 error(s) at Thu Mar 5 12:00:10 2026'
#: What a terminal takes for more than text.
HOSTILE = "\x1b\x9b\x90\x9d\x9c\x07\x08\r\n\t\0[]0;?mJHP\\^_ab\u202e\u2066\u200f\u061c\u2028\x85é"


# --- how a job ended --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        'Starting "SCOTT"."NIGHTLY":  scott/******** directory=DUMPS',
        'Job "SCOTT"."OTHER" successfully completed at 12:00',
        'Job "HR"."NIGHTLY" successfully completed at 12:00',
        'Job "scott"."NIGHTLY" successfully completed at 12:00',
        "Job SCOTT.NIGHTLY successfully completed at 12:00",
        'Job "SCOTT"."NIGHTLY" has been reopened at Thu Mar 5 12:00:00 2026',
        'Job "SCOTT"."NIGHTLY" successfully completedly',
        'Job "SCOTT"."NIGHTLY" completed with  error(s)',
        f". . it says {'x' * 60} {DONE}",
        'Le travail "SCOTT"."NIGHTLY" a bien été terminé',
    ],
    ids=range(11),
)
def test_a_log_without_a_last_line_about_this_job_tells_no_end(text):
    assert joblog.verdict(text, JOB) is None


@pytest.mark.parametrize(
    ("what", "end", "errors"),
    [
        ("successfully completed at 12:00", End.SUCCEEDED, 0),
        ("completed with 1 error(s) at 12:00", End.ERRORS, 1),
        ("completed with 1234 error(s) at 12:00", End.ERRORS, 1234),
        ("completed with 0 error(s) at 12:00", End.ERRORS, 0),
        ("stopped due to fatal error at 12:00", End.ABORTED, 0),
        ("stopped by user request at 12:00", End.STOPPED, 0),
    ],
)
def test_each_last_line_tells_its_end(what, end, errors):
    line = f'Job "SCOTT"."NIGHTLY" {what}'
    assert joblog.verdict(f"first\n{line}\n", JOB) == Verdict(end, errors, line)


def test_a_last_line_may_have_the_time_before_it():
    for before in ("05-MAR-26 12:00:10.123: ", "2026-03-05T12:00:10 "):
        assert joblog.verdict(f"{before}{DONE}", JOB) == Verdict(End.SUCCEEDED, 0, f"{before}{DONE}")


def test_the_last_of_several_lines_about_the_job_counts():
    stopped = 'Job "SCOTT"."NIGHTLY" stopped by user request at 11:00'
    assert joblog.verdict(f"{stopped}\nresumed\n{DONE}\n", JOB).end is End.SUCCEEDED
    assert joblog.verdict(f"{DONE}\n{FAILED}\n", JOB) == Verdict(End.ERRORS, 2, FAILED)


def test_a_line_about_another_job_behind_it_changes_nothing():
    other = 'Job "SCOTT"."OTHER" completed with 3 error(s) at 13:00'
    assert joblog.verdict(f"{DONE}\n{other}\n", JOB) == Verdict(End.SUCCEEDED, 0, DONE)


def test_names_with_dots_blanks_and_quotes_of_others_are_told_apart():
    odd = Job("My User", "a.b")
    assert joblog.verdict('Job "My User"."a.b" successfully completed', odd).end is End.SUCCEEDED
    assert joblog.verdict('Job "My User.a"."b" successfully completed', odd) is None


# --- what is cleaned --------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(st.sampled_from(HOSTILE))))
def test_cleaned_text_steers_no_terminal(text):
    cleaned = joblog.clean(text)
    for char in cleaned:
        assert char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(char) not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(st.sampled_from(HOSTILE))))
def test_cleaning_twice_is_cleaning_once(text):
    assert joblog.clean(joblog.clean(text)) == joblog.clean(text)


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" \n")))
def test_plain_text_is_left_as_it_is(text):
    assert joblog.clean(text) == text


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\r\nb\tc\rd", "a\nb cd"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]0;title\x1b\\text", "text"),
        ("\x9b2Jtext", "text"),
        ("\x1bPq#0\x1b\\text", "text"),
        ("\x1bcreset", "reset"),
        ("\x1b]8;;http://evil\x07link\x1b]8;;\x07", "link"),
        ("\x1b]never ended\nnext line", "\nnext line"),
        ("\u202etxt.exe\u2066", "txt.exe"),
        ("bell\x07 back\x08 nul\0", "bell back nul"),
        ("trailing \x1b", "trailing "),
    ],
)
def test_what_is_taken_out(dirty, cleaned):
    assert joblog.clean(dirty) == cleaned


@pytest.mark.parametrize("piece", ["\x1b", "\x1b[", "\x1b]", "\x1b[1;", "\x90", "\x1b\\", "\x1b ", "\t\r\n"])
def test_cleaning_takes_time_in_proportion(piece):
    assert_in_proportion(lambda count: lambda: joblog.clean(piece * count), 20_000)


SETS = ("Dump file set for a.", 'Dump file set for "a"."b"\n', 'Dump file set for "SCOTT"."NIGHTLY" is:\n')


@pytest.mark.parametrize("piece", ['Job "', 'Job "a\n', 'x: Job "A"."', f"{DONE}\n", *SETS, "a.", "ORA-", ": "])
def test_reading_a_log_takes_time_in_proportion(piece):
    head = "Dump file set for " if piece == "a." else ""

    def work(count):
        text = head + piece * count

        def read():
            joblog.verdict(text, JOB)
            joblog.error_lines(text)
            joblog.dump_files(text, JOB)

        return read

    assert_in_proportion(work, 4_000)


def test_utf_8_is_decoded_and_other_bytes_are_taken_for_windows_1252():
    assert joblog.decode("Größe 中\n".encode()) == "Größe 中\n"
    assert joblog.decode("Größe, ž\n".encode("cp1252")) == "Größe, ž\n"


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_decoded_to_cleaned_text(data):
    text = joblog.decode(data)
    assert joblog.clean(text) == text


def test_the_end_is_found_behind_bytes_that_are_no_utf_8():
    data = b"tab \xff\xfe\xe9\n\x1b[2J" + DONE.encode() + b"\n"
    assert joblog.verdict(joblog.decode(data), JOB) == Verdict(End.SUCCEEDED, 0, DONE)


# --- errors and files -------------------------------------------------------------------------------------------------


def test_lines_with_error_codes_are_given_once_and_in_order():
    text = "ORA-39002: invalid operation\nfine\n  ORA-00942: x\nORA-39002: invalid operation\nUDE-31623: y\nORAL-1\n"
    assert joblog.error_lines(text) == ("ORA-39002: invalid operation", "ORA-00942: x", "UDE-31623: y")
    assert joblog.error_lines(text, 1) == ("ORA-39002: invalid operation",)


def test_no_more_than_fifty_lines_are_given():
    assert len(joblog.error_lines("".join(f"ORA-{code:05}: x\n" for code in range(99)))) == 50


@pytest.mark.parametrize("text", ["", "ORA", "ORA-", "XORA-12345", "ORA-12", "ORA-1234567", "table ORA_12345"])
def test_what_is_no_error_code(text):
    assert joblog.error_code(text) is None
    assert joblog.error_lines(text) == ()


def test_the_first_error_code_is_given():
    assert joblog.error_code("x ORA-39001: y ORA-39071") == "ORA-39001"


SET = """\
******************************************************************************
Dump file set for SCOTT.NIGHTLY is:
  /u01/app/oracle/dumps/nightly01.dmp
  C:\\dumps\\nightly 02.dmp
  +DATA/DUMPS/nightly03.dmp
  /u01/app/oracle/dumps/nightly01.dmp
Job "SCOTT"."NIGHTLY" successfully completed
"""


def test_the_files_of_the_dump_set_are_given_without_their_paths():
    assert joblog.dump_files(SET, JOB) == ("nightly01.dmp", "nightly 02.dmp", "nightly03.dmp")


def test_the_files_of_another_job_are_not_taken_for_those_of_this_one():
    assert joblog.dump_files(SET, Job("SCOTT", "OTHER")) == ()
    assert joblog.dump_files("", JOB) == ()
    assert joblog.dump_files("  /u01/nightly01.dmp\n", JOB) == ()


def test_a_set_may_have_quotes_and_the_time_before_it():
    text = '05-MAR-26 12:00:10.1: Dump file set for "SCOTT"."NIGHTLY" is:\n  /a/b.dmp\n'
    assert joblog.dump_files(text, JOB) == ("b.dmp",)


def test_every_set_of_the_job_counts_and_ends_at_its_last_file():
    text = f"{SET}not a file\n  /a/no.dmp\nDump file set for SCOTT.NIGHTLY is:\n  /a/late?.dmp\n\n  /a/not.dmp\n"
    assert joblog.dump_files(text, JOB) == ("nightly01.dmp", "nightly 02.dmp", "nightly03.dmp", "late?.dmp")
    assert joblog.dump_files('Dump file set for "A?"."B" is:\n  /a/b.dmp', Job("A?", "B")) == ("b.dmp",)


def test_a_path_climbs_out_of_no_folder():
    text = "Dump file set for SCOTT.NIGHTLY is:\n  /a/../../b.dmp\n  ..\\..\\c.dmp\n  ..\n  /\n  .\n"
    assert joblog.dump_files(text, JOB) == ("b.dmp", "c.dmp")
