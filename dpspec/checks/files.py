"""What is wrong with files: their names, their directories, their number, and the credential of an object store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import names
from dpspec.checks.values import MAX_THREADS, number
from dpspec.diagnostics import Diagnostic, Label, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Fault
    from dpspec.facts import Facts
    from dpspec.source import Extract

#: Dump files that ``%U`` can number: 01 to 99.
MOST_FILES: Final = 99
_DIRECTORY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_$#]*")


def _names(facts: Facts) -> Iterator[Diagnostic]:
    """Check the names of dump and log files."""
    text = facts.string("file_name")
    if text is not None:
        yield from _dump(facts, text)
    for index, text in enumerate(facts.listed("dumpfiles")):
        path = f"dumpfiles[{index}]"
        if isinstance(text, str) and not text:
            yield Diagnostic("DP104", "an item of `dumpfiles` is empty", facts.place(path), "leave it out", path)
        elif isinstance(text, str):
            yield from _placed(facts, text, path, is_log=False)
    text = facts.string("logfile")
    if text is not None:
        yield from _placed(facts, text, "logfile", is_log=True)


def _dump(facts: Facts, text: str) -> Iterator[Diagnostic]:
    extract = facts.text("file_name", text)
    directory, name = split(text)
    if directory is None or names.is_uri(text) or not _DIRECTORY.fullmatch(directory):
        yield from _located(extract, "file_name", _dump_faults(facts, text))
        return
    message = f"a directory in `{facts.name('file_name')}`"
    advice = f"write `datapump_dir: {directory.upper()}`"
    if name:
        advice += f' and the bare file name, or `dumpfiles: ["{plain(directory.upper() + ":" + name)}"]`'
    yield Diagnostic("DP109", message, extract.locate(0, len(directory) + 1), advice, "file_name")
    start = len(directory) + 1
    yield from _located(extract.part(start, len(text)), "file_name", _dump_faults(facts, name))


def _dump_faults(facts: Facts, text: str) -> Iterator[Fault]:
    server = facts.options.limits
    if names.is_uri(text):
        return names.check_uri(text, facts.options.object_store_hosts, server)
    return names.check_file_name(text, server)


def _placed(facts: Facts, text: str, path: str, *, is_log: bool) -> Iterator[Diagnostic]:
    """Check ``[DIRECTORY:]name``, or a URI."""
    extract = facts.text(path, text)
    if names.is_uri(text) and not is_log:
        yield from _located(extract, path, _dump_faults(facts, text))
        return
    if names.is_uri(text):
        advice = "it is written to a directory object; give its name"
        yield Diagnostic("DP109", "a URI as the name of a log file", extract.locate(0, len(text)), advice, path)
        return
    directory, name = split(text)
    start = len(text) - len(name)
    if directory == "":
        yield Diagnostic("DP109", "no directory before `:`", extract.locate(0, 1), "leave the colon out", path)
    elif directory is not None:
        yield from _located(extract, path, names.check_identifier(directory, facts.options.limits.name_bytes))
    if not name:
        message, advice = "a directory without a file name", "write it as in `DIRECTORY:NAME.DMP`"
        yield Diagnostic("DP109", message, extract.locate(0, len(text)), advice, path)
        return
    yield from _located(extract.part(start, len(text)), path, _dump_faults(facts, name))
    if is_log and "%" in name:
        at = start + name.index("%")
        message = "a substitution variable in the name of a log file"
        advice = "there is one log file, and whether its name may have one is not documented; write a plain name"
        yield Diagnostic("DP109", message, extract.locate(at, at + 2 if at + 2 <= len(text) else at + 1), advice, path)


def split(text: str) -> tuple[str | None, str]:
    """Split ``[DIRECTORY:]name`` into the directory, or None, and the name."""
    directory, colon, name = text.partition(":")
    # A drive such as C:\\ is no directory object; it is reported as a path.
    if not colon or (len(directory) == 1 and name[:1] in ("\\", "/")):
        return None, text
    return directory, name


def _located(text: Extract, path: str, faults: Iterator[Fault]) -> Iterator[Diagnostic]:
    return (fault.of(text, path) for fault in faults)


def _dumps(facts: Facts) -> list[tuple[str, str]]:
    """Give the dump files that are named: path and name."""
    if (text := facts.string("file_name")) is not None:
        return [("file_name", text)]
    listed = facts.listed("dumpfiles") if "dumpfiles" not in facts.unread else ()
    return [(f"dumpfiles[{at}]", text) for at, text in enumerate(listed) if isinstance(text, str) and text]


def _credential(facts: Facts) -> Iterator[Diagnostic]:
    """Check that a credential goes with URIs, and URIs with a credential."""
    if not facts.only("file_name", "dumpfiles", "credential_name"):
        return
    if "" in (facts.spec.file_name, facts.spec.credential_name):
        return  # an empty value is reported, and what was meant is not known
    if facts.spec.estimate_only:
        return  # it writes no dump, which is reported
    credential, dumps = facts.string("credential_name"), _dumps(facts)
    where = facts.name(dumps[0][0].partition("[")[0]) if dumps else "file_name"
    uris = [path for path, text in dumps if names.is_uri(text)]
    if uris and credential is None:
        advice = "saves ORA-39001: `credential_name` names a credential of the database user for the object store"
        message = f"`{where}` is a URI, and there is no credential"
        yield Diagnostic("DP111", message, facts.place(uris[0]), advice, uris[0])
    if credential is not None and not uris:
        advice = f"give the `https://` URI of the dump in `{where}`, or leave the credential out"
        message = f"`{facts.name('credential_name')}` without a URI in `{where}`"
        yield Diagnostic("DP111", message, facts.place("credential_name"), advice, "credential_name")
    if uris and len(uris) < len(dumps):
        other = next(path for path, text in dumps if not names.is_uri(text))
        message = "dump files in a directory beside URIs of an object store"
        yield Diagnostic("DP111", message, facts.place(other), "a job writes to one of them", other)


def _template(facts: Facts) -> Iterator[Diagnostic]:
    """Check that there is a file for each worker (DBMS_DATAPUMP: degree n wants n files or a template)."""
    threads = facts.value("threads")
    if not isinstance(threads, int) or not facts.only("file_name", "dumpfiles", "estimate_only"):
        return
    if facts.spec.estimate_only or threads > MAX_THREADS:
        return  # there is no dump, or it is reported
    dumps = _dumps(facts)
    called = "threads" if facts.name("threads") == "threads" else "workers"
    key = dumps[0][0].partition("[")[0] if dumps else "file_name"
    place = facts.place("threads")
    unlimited = any(re.search("%[Ll]", text) for _, text in dumps)
    templates = [text for _, text in dumps if names.is_template(text)]
    most = MOST_FILES * max(len(templates), 1) + len(dumps) - len(templates)
    if threads > most and not unlimited and (templates or not dumps):
        advice = f"saves ORA-39095: put `%L` into `{facts.name(key)}`"
        message = f"`%U` makes {MOST_FILES} files, too few for {number(threads)} {called}"
        if len(dumps) > 1:
            message = f"these names make {most} files, too few for {number(threads)} {called}"
        yield Diagnostic("DP112", message, place, advice, "threads")
    if threads > max(len(dumps), 1) and dumps and not templates:
        advice = f"saves ORA-39095: put `%U` or `%L` into `{facts.name(key)}`, or leave it out"
        files = "one dump file" if len(dumps) == 1 else f"{len(dumps)} dump files"
        message = f"{number(threads)} {called} cannot write {files}"
        shown = "this is one file" if len(dumps) == 1 else f"these are {len(dumps)} files"
        labels = (Label(first, shown),) if (first := facts.spec.where.values.get(key)) else ()
        yield Diagnostic("DP112", message, place, advice, "threads", labels)


def _same(facts: Facts) -> Iterator[Diagnostic]:
    """Check that no two files of a job are the same (ORA-39402 for the log)."""
    default = facts.string("datapump_dir") or ""
    seen: dict[tuple[str, str], str] = {}
    log = facts.string("logfile")
    for path, text in [*_dumps(facts), *([("logfile", log)] if log else [])]:
        directory, name = (None, text) if names.is_uri(text) else split(text)
        file = (directory or default, name.upper())
        if file in seen:
            labels = (Label(place, "here too"),) if (place := facts.place(seen[file])) else ()
            advice = "saves ORA-39402" if path == "logfile" else "saves ORA-27038: each dump file has a name of its own"
            yield Diagnostic("DP138", "one file is given twice", facts.place(path), advice, path, labels)
        seen.setdefault(file, path)


RULES: Final = (_names, _credential, _template, _same)
