"""ExportSpec to Plan, or to everything that is wrong with it.

The rules are in ``checks``; what one expression may say is in ``filter_checks``. Where no source is sure, the stricter
reading is taken: it may refuse a job that a server would run, never run one that exports something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dpspec import items, names, quantities
from dpspec.checks import conflicts, expressions, files, modes, objects, releases, rows, values
from dpspec.diagnostics import Diagnostic, has_errors, in_order
from dpspec.facts import Facts, Options
from dpspec.plan import File, JobMode, Plan, RowFilter, Rows
from dpspec.qualified_names import QualifiedName
from dpspec.vocabulary import EXPRESSION_KEYS, KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dpspec.plan import Setting
    from dpspec.spec import ExportSpec

__all__ = ["Options", "check"]

_RULES: Final[tuple[Callable[[Facts], Iterator[Diagnostic]], ...]] = (
    *values.RULES,
    *files.RULES,
    *modes.RULES,
    *expressions.RULES,
    *objects.RULES,
    *rows.RULES,
    *conflicts.RULES,
    *releases.RULES,
)
#: The keys that the plan has in another form; every other one is a setting, so that none can be forgotten.
_NO_SETTINGS: Final = frozenset(
    [
        *("job_mode", "job_name", "datapump_dir", "file_name", "dumpfiles", "filesize", "reuse_dumpfiles"),
        *("credential_name", "logfile", "nologfile", "filter", *EXPRESSION_KEYS, *items.KEYS, "threads", "keep_master"),
    ]
)


def check(spec: ExportSpec, options: Options | None = None) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """Check a spec. Returns the plan, or None and at least one error; all faults are found in one run."""
    facts = Facts(spec, options or Options())
    found = in_order([*facts.type_faults, *facts.parse_faults, *(d for rule in _RULES for d in rule(facts))])
    if has_errors(found) or spec.where.unread:
        return None, found
    return _plan(facts), found


def _plan(facts: Facts) -> Plan:
    """Make the plan, every default explicit; only for a spec without an error."""
    spec = facts.spec
    filters = {key: tuple(filter_ for _, filter_ in facts.filters[key]) for key in EXPRESSION_KEYS}
    tables = [name for _, name in facts.items["tables"]]
    return Plan(
        job_mode=JobMode(facts.mode),
        directory=spec.datapump_dir,
        dump_files=_dump_files(spec),
        log_file=_log_file(spec),
        threads=spec.threads or 1,
        keep_master=spec.keep_master != 0,
        job_name=spec.job_name or "",
        filesize=_bytes(spec.filesize),
        reuse_dumpfiles=bool(spec.reuse_dumpfiles),
        object_names=tuple(facts.parsed("name_expressions")),
        listed=tuple(name.strip() for name in spec.filter.split(",")) if spec.filter else (),
        schemas=tuple(name.name for name in facts.parsed("schemas")),
        tables=tuple(dict.fromkeys(QualifiedName(name.names) for name in tables)),
        tablespaces=tuple(n.name for key in ("tablespaces", "transport_tablespaces") for n in facts.parsed(key)),
        views=tuple(facts.parsed("views_as_tables")),
        include=tuple(facts.parsed("include")),
        exclude=tuple(facts.parsed("exclude")),
        rows=(*_partitions(tables), *(row for key in ("partitions", "query", "sample") for row in facts.parsed(key))),
        remaps=tuple(facts.parsed("remap_data")),
        settings=tuple(_settings(spec)),
        server=facts.options.limits,
        features=facts.options.features,
        written=spec.written,
        where=spec.where,
        **filters,
    )


def _bytes(size: str | int | None) -> int:
    return (quantities.parse_size(size) or 0) if isinstance(size, str) else size or 0


def _dump_files(spec: ExportSpec) -> tuple[File, ...]:
    if spec.estimate_only:
        return ()
    found = []
    for name in spec.dumpfiles or (spec.file_name or "",):
        if names.is_uri(name):
            found.append(File(name, spec.credential_name or "", is_uri=True))
        else:
            found.append(_file(spec, name))
    return tuple(found)


def _file(spec: ExportSpec, name: str) -> File:
    directory, bare = files.split(name)
    return File(bare, directory or spec.datapump_dir)


def _log_file(spec: ExportSpec) -> tuple[File, ...]:
    return () if spec.nologfile else (_file(spec, spec.logfile or ""),)


def _partitions(tables: list[QualifiedName]) -> Iterator[Rows]:
    """Give the partitions that stand behind tables, those of one table together."""
    lists: dict[QualifiedName, list[str]] = {}
    for name in tables:
        if name.suffix:
            rows_ = items.partition(name)
            if rows_.kind is RowFilter.PARTITION_EXPR:
                yield rows_
            else:
                lists.setdefault(QualifiedName(name.names), []).append(name.suffix)
    for table, parts in lists.items():
        yield Rows(RowFilter.PARTITION_LIST, tuple(dict.fromkeys(parts)), table)


def _settings(spec: ExportSpec) -> Iterator[tuple[str, Setting]]:
    for key in KEYS:
        value: Any = getattr(spec, key)
        if key in _NO_SETTINGS or value in (None, ()) or (key == "consistent" and value is False):
            continue
        if key == "flashback_time":
            value = quantities.parse_time(value)
        elif key == "parallel_threshold":
            value = _bytes(value)
        yield key, value
