"""An expdp parameter file, or a command line, to the spec that means the same job, or to what a spec cannot say of it.

What is not said has expdp's own defaults, each of which is told as an assumption (DP055). Source of the parameters:
Data Pump Export in Utilities; what it leaves open is said where it is decided.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define

from dpspec import filter_parser
from dpspec.diagnostics import Diagnostic, Label, Severity, has_errors, in_order, show
from dpspec.plan import PARFILE_DUMP_NAME, PARFILE_OLD_DUMP_NAME
from dpspec.recover import command_line, parameter_values
from dpspec.recover.parameter_values import RefusedError, whole
from dpspec.recover.parameters import KNOWN, Parameter, Value, cut, example, mask, read, values, without
from dpspec.source import Extract, Location, Source
from dpspec.spec import ColumnRemap, ExportSpec, ObjectFilter, PasswordReference, TableQuery, TableSample, Where
from dpspec.vocabulary import KEYS, WITHOUT_KEY, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: The mode that each parameter sets. Source: Utilities, "Data Pump Export Modes"; two of them are UDE-00010.
_MODES: Final = {
    "FULL": "FULL",
    "SCHEMAS": "SCHEMA",
    "TABLES": "TABLE",
    "TABLESPACES": "TABLESPACE",
    "TRANSPORT_TABLESPACES": "TRANSPORTABLE",
}
_NAME_LISTS: Final = {
    "SCHEMAS": "schemas",
    "TABLES": "tables",
    "TABLESPACES": "tablespaces",
    "TRANSPORT_TABLESPACES": "transport_tablespaces",
    "VIEWS_AS_TABLES": "views_as_tables",
}
#: What may be given more than once: documented for INCLUDE, EXCLUDE, QUERY, SAMPLE, REMAP_DATA and DUMPFILE; that
#: lists of names add up is unconfirmed.
_REPEATED: Final = frozenset({"INCLUDE", "EXCLUDE", "QUERY", "SAMPLE", "REMAP_DATA", "DUMPFILE", *_NAME_LISTS})
#: Keys whose value is a name, which expdp reads in upper case unless it stands in double quotes.
_NAMES: Final = frozenset(
    {"datapump_dir", "credential_name", "job_name", "network_link", "source_edition", "version", "service_name"}
)
_KEY_OF: Final = {name: key for key, definition in KEYS.items() for name in definition.expdp if name not in _MODES}

#: Parameters of the original export utility ``exp``; expdp translates most of them in its legacy mode.
_ORIGINAL: Final = {
    "BUFFER": "leave it out: Data Pump has no such buffer",
    "COMPRESS": "leave it out: it is about the size of extents",
    "CONSISTENT": "write `FLASHBACK_TIME=SYSTIMESTAMP` for `CONSISTENT=Y`",
    "CONSTRAINTS": "write `EXCLUDE=CONSTRAINT` for `CONSTRAINTS=N`",
    "DIRECT": "leave it out, or write `ACCESS_METHOD=DIRECT_PATH`",
    "FEEDBACK": "leave it out: Data Pump reports its progress by itself",
    "FILE": "write `DUMPFILE` and `DIRECTORY`",
    "GRANTS": "write `EXCLUDE=GRANT` for `GRANTS=N`",
    "INCTYPE": "leave it out: there are no incremental exports",
    "INDEXES": "write `EXCLUDE=INDEX` for `INDEXES=N`",
    "LOG": "write `LOGFILE`",
    "OBJECT_CONSISTENT": "write `FLASHBACK_TIME=SYSTIMESTAMP`",
    "OWNER": "write `SCHEMAS`",
    "RECORD": "leave it out: there are no incremental exports",
    "RECORDLENGTH": "leave it out: Data Pump chooses it",
    "RESUMABLE": "leave it out: Data Pump jobs are resumable",
    "RESUMABLE_NAME": "leave it out: Data Pump jobs are resumable",
    "RESUMABLE_TIMEOUT": "leave it out: Data Pump jobs are resumable",
    "ROWS": "write `CONTENT=METADATA_ONLY` for `ROWS=N`",
    "STATISTICS": "write `EXCLUDE=STATISTICS` for `STATISTICS=NONE`",
    "TRANSPORT_TABLESPACE": "write `TRANSPORT_TABLESPACES` with the names",
    "TRIGGERS": "write `EXCLUDE=TRIGGER` for `TRIGGERS=N`",
    "TTS_FULL_CHECK": "write `TRANSPORT_FULL_CHECK`",
    "VOLSIZE": "write `FILESIZE`",
}
#: Parameters of ``impdp`` and of the original ``imp``.
_IMPORT: Final = frozenset(
    {
        "COMMIT",
        "DATAFILES",
        "DESTROY",
        "FROMUSER",
        "IGNORE",
        "INDEXFILE",
        "MASTER_ONLY",
        "PARTITION_OPTIONS",
        "REMAP_DATAFILE",
        "REMAP_DIRECTORY",
        "REMAP_SCHEMA",
        "REMAP_TABLE",
        "REMAP_TABLESPACE",
        "REUSE_DATAFILES",
        "SHOW",
        "SKIP_UNUSABLE_INDEXES",
        "SQLFILE",
        "STREAMS_CONFIGURATION",
        "TABLE_EXISTS_ACTION",
        "TARGET_EDITION",
        "TOID_NOVALIDATE",
        "TOUSER",
        "TRANSFORM",
        "TRANSPORT_DATAFILES",
    }
)

_CLAUSE_HELP: Final = "a clause stands in double quotes, and names in it in single ones: "
_SIMPLE_NAME: Final = re.compile(r"[A-Za-z][\w$#]*")
_ALL_ESCAPED: Final = re.compile(r"\\(['\"(),<>!=|])")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_QUERIED: Final = re.compile(r'\s*((?:"[^"]*"|[\w$#]+)(?:\.(?:"[^"]*"|[\w$#]+))?)[ \t]*:(?![:=])\s*', re.DOTALL)


def recover(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a parameter file. Returns the spec with the assumptions made, or None and what is wrong."""
    masked, secrets = mask(source)
    text = Extract(masked.text, masked, range(len(masked.text) + 1))
    parameters, found = read(text)
    return _Recovery([*secrets, *found]).spec(parameters)


def recover_command(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a command line of expdp. Returns the spec with the assumptions made, or None and what is wrong."""
    command, found = command_line.read(source)
    recovery = _Recovery(list(found), user=command.user if command else None, from_shell=True)
    parameters: list[Parameter] = []
    for argument in command.arguments if command else ():
        one, faults = read(argument.text, from_shell=True)
        alone = _Recovery(list(faults), from_shell=True)
        alone.take(one)
        if has_errors(alone.found) and (eaten := _eaten(argument)):
            recovery.found.append(eaten)
            continue
        recovery.found += faults
        # What comes after an unquoted clause in its argument is no parameter.
        parameters += one[:1] if has_errors(alone.found) else one
    return recovery.spec(tuple(parameters))


def _eaten(argument: command_line.Argument) -> Diagnostic | None:
    """Explain an argument that would be right if the shell did not take quotes away from it."""
    if argument.eaten is None:
        return None
    # Quotes doubled for the shell, as SQL does it, are taken away as well.
    raw = next((raw for raw in (argument.raw, argument.raw.replace("''", "'")) if _is_right(raw)), None)
    if raw is None:
        return None
    escaped = command_line.escape(raw)
    message = f"the shell takes this quote away: expdp gets {show(argument.text.text)}"
    advice = f"write `{escaped}`, or put the parameter into a parameter file as it stands"
    if len(escaped) > 200:
        advice = "put a backslash before each quote and parenthesis, or use a parameter file"
    return Diagnostic("DP056", message, argument.eaten, advice)


def _is_right(raw: str) -> bool:
    parameters, found = read(Extract.plain(raw, ""), from_shell=True)
    meant = _Recovery(list(found), from_shell=True)
    meant.take(parameters)
    return bool(parameters) and not has_errors(meant.found)


@define
class _Recovery:
    """What the parameters say so far: values by spec key, and the places of these."""

    found: list[Diagnostic]
    user: Extract | None = None
    from_shell: bool = False
    given: dict[str, Any] = Factory(dict)
    keys: dict[str, Location] = Factory(dict)
    places: dict[str, Location] = Factory(dict)
    first: dict[str, Parameter] = Factory(dict)
    mode: Parameter | None = None

    def spec(self, parameters: tuple[Parameter, ...]) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
        """Make the spec."""
        self.take(parameters)
        if not has_errors(self.found):
            self._defaults()
        if has_errors(self.found):
            return None, in_order(self.found)
        where = Where(keys=self.keys, values=self.places)
        return ExportSpec(**self.given, where=where), in_order(self.found)

    def take(self, parameters: tuple[Parameter, ...]) -> None:
        """Take parameters into the spec, and report what a spec cannot say of them."""
        places = [fault.location for fault in self.found if fault.severity is Severity.ERROR]
        faulty = {place.position.line for place in places if place is not None}
        for parameter in parameters:
            if parameter.name not in KNOWN:
                # What comes after an unquoted clause in its line is no parameter.
                if self.from_shell or parameter.place.position.line not in faulty:
                    self.found.append(_unknown(parameter))
                continue
            if self._twice(parameter) or parameter.broken:
                continue
            try:
                self._parameter(parameter)
            except RefusedError as refused:
                self.found.append(refused.diagnostic)
                if refused.diagnostic.code == "DP053":
                    faulty.add(parameter.place.position.line)

    def _twice(self, parameter: Parameter) -> bool:
        first = self.first.setdefault(parameter.name, parameter)
        if first is parameter or parameter.name in _REPEATED:
            return False
        message = f"{show(parameter.name)} given twice"
        advice = "what expdp makes of that is not documented: leave one of them out"
        label = Label(first.place, "first here")
        self.found.append(Diagnostic("DP054", message, parameter.place, advice, _KEY_OF.get(parameter.name), (label,)))
        return True

    def _parameter(self, parameter: Parameter) -> None:
        name = parameter.name
        if name in WITHOUT_KEY:
            self._without_key(parameter)
        elif name == "FULL":
            if parameter_values.yes_or_no(name, _one(parameter)):
                self._mode(parameter)
        elif name in _NAME_LISTS:
            self._names(parameter)
        elif special := _SPECIAL.get(name):
            special(self, parameter)
        else:
            key = _KEY_OF[name]
            self._give(key, parameter, self._plain(key, parameter))

    def _give(self, key: str, parameter: Parameter, value: Any, places: list[Location] | None = None) -> None:
        """Set a key, or add to a list that is there already."""
        self.keys.setdefault(key, parameter.place)
        if places is None:
            self.given[key] = value
            self.places[key] = parameter.values[0].place
            return
        before = self.given.setdefault(key, [])
        for index, place in enumerate(places, len(before)):
            self.places[f"{key}[{index}]"] = place
        before.extend(value)

    def _assume(self, message: str, key: str | None, place: Location | None = None, advice: str | None = None) -> None:
        self.found.append(Diagnostic("DP055", message, place, advice, key, severity=Severity.WARNING))

    # What to export

    def _mode(self, parameter: Parameter) -> None:
        if self.mode is None:
            self.mode = parameter
            self.given["job_mode"] = _MODES[parameter.name]
            self.keys.setdefault("job_mode", parameter.place)
        elif self.mode.name != parameter.name:
            message = f"both {show(self.mode.name)} and {show(parameter.name)} set the job mode"
            label = Label(self.mode.place, "the first")
            advice = "saves UDE-00010: leave one of them out"
            self.found.append(Diagnostic("DP054", message, parameter.place, advice, "job_mode", (label,)))

    def _names(self, parameter: Parameter) -> None:
        key = _NAME_LISTS[parameter.name]
        if parameter.name in _MODES:
            self._mode(parameter)
        if key in self.given:
            self._assume(f"the names of both {show(parameter.name)} are taken together", key, parameter.place)
        texts = [text for value in parameter.values for text in self._listed(parameter, value)]
        names = [parameter_values.name(text) for text in texts]
        self._give(key, parameter, names, [whole(text) for text in texts])

    def _listed(self, parameter: Parameter, value: Value) -> Iterator[Extract]:
        """Give the names of a value: more than one, if single quotes stand round several."""
        only = value.only
        if only and only.quote == "'":
            for inner in self._inside(value):
                yield inner.text
            return
        if only and only.quote == '"' and (odd := re.search(r"[.,:\s]", only.inside.text)):
            text = only.inside.text
            message = f"{show(odd.group())} within the quotes of a name"
            name = text.upper() if odd.group() in ".:" else ",".join(text.upper().replace(",", " ").split())
            advice = f"write `{parameter.name}={name}`, or `'\"{text}\"'` if it is part of the one name"
            raise RefusedError(only.inside.locate(*odd.span()), message, advice, "DP053")
        yield value.text

    def _inside(self, value: Value) -> tuple[Value, ...]:
        """Read what stands in the quotes round a whole value as values."""
        only = value.only
        if only is None:
            return (value,)
        found, faults = values(only.inside)
        if faults:
            self.found.extend(faults)
            return ()
        if not found:
            raise RefusedError(value.place, "nothing within the quotes", "write a value, or leave it out", "DP053")
        return found

    def _filters(self, parameter: Parameter) -> None:
        key = _KEY_OF[parameter.name]
        items: list[Any] = []
        places: list[Location] = []
        for value in self._clauses(parameter):
            path, clause = self._clause(parameter, value)
            index = len(self.given.get(key, ())) + len(items)
            places.append(value.place)
            if clause is None:
                items.append(path)
                continue
            filter_, faults = filter_parser.parse(clause, f"{key}[{index}]")
            self.found.extend(faults)
            items.append(ObjectFilter(object_path=path, expression=str(filter_)))
        self._give(key, parameter, items, places)

    def _clauses(self, parameter: Parameter) -> list[Value]:
        """Give the values of INCLUDE or EXCLUDE: those within quotes round all of them, and clauses with their path."""
        flat: list[Value] = []
        for value in self._merged(parameter.values):
            quoted = value.only is not None and value.only.quote
            flat.extend(self._inside(value) if quoted else (value,))
        return self._merged(flat)

    def _merged(self, values_: Iterable[Value]) -> list[Value]:
        """Put a clause to its path where there is a blank beside the colon."""
        found: list[Value] = []
        for value in values_:
            # TABLE: "LIKE 'A%'" and TABLE :"LIKE 'A%'": a blank round the colon is taken for nothing, unconfirmed.
            if (
                found
                and not value.listed
                and ((found[-1].bare and found[-1].written.text.endswith(":")) or value.written.text.startswith(":"))
            ):
                before = found.pop()
                message = "the blank beside the colon is taken for nothing"
                self._assume(message, None, value.place, "write the clause right after the colon")
                whole_of = _span(before.written, value.written)
                found.append(Value(whole_of, (*before.pieces, *value.pieces), before.listed))
            else:
                found.append(value)
        return found

    def _clause(self, parameter: Parameter, value: Value) -> tuple[str, Extract | None]:
        """Give the object path of a value in upper case, and its clause if there is one."""
        before = [piece for piece in value.pieces if not piece.quote]
        quoted = [piece for piece in value.pieces if piece.quote]
        text = "".join(piece.inside.text for piece in before)
        path, colon, rest = text.partition(":")
        if quoted and value.pieces[-1] is not quoted[0]:
            place = value.pieces[value.pieces.index(quoted[0]) + 1].inside
            message = f"{show(place.text)} after the clause"
            raise RefusedError(whole(place), message, "put a comma between two values", "DP053")
        if not path or (quoted and not colon):
            message = f"{show(value.written.text)} is no object path"
            advice = f"write the path, a colon and the clause: `{example(parameter.name)}`"
            raise RefusedError(value.place, message, advice, "DP053")
        if rest or (colon and not quoted):
            raise self._unquoted(parameter, value, path, rest)
        if not quoted:
            return parameter_values.upper(path), None
        return parameter_values.upper(path), self._decoded(parameter, quoted[0].quote, quoted[0].inside)

    def _unquoted(self, parameter: Parameter, value: Value, path: str, rest: str) -> RefusedError:
        at = value.written.text.find(":") + 1
        place = value.written.locate(at, max(at, len(value.written.text)))
        advice = _CLAUSE_HELP + f"`{example(parameter.name)}`"
        if _SIMPLE_NAME.fullmatch(rest) and value.bare and rest.upper() not in ("LIKE", "IN", "NOT", "BETWEEN", "IS"):
            advice = f"write `{path}:\"='{rest}'\"`"
        if at == len(value.written.text):
            place, advice = value.place, f"write the clause after the colon: `{example(parameter.name)}`"
        return RefusedError(place, "the clause is not in double quotes", advice, "DP053")

    def _decoded(self, parameter: Parameter, quote: str, clause: Extract) -> Extract:
        """Give a clause as expdp reads it: without the escapes of a shell, and without single quotes round it."""
        if quote == "'":
            inner = clause.text.strip()
            if not (len(inner) > 1 and inner[0] == inner[-1] == '"'):
                place = clause.locate(0, len(clause.text))
                advice = _CLAUSE_HELP + f"`{example(parameter.name)}`"
                raise RefusedError(place, "the clause is not in double quotes", advice, "DP053")
            start = clause.text.index('"')
            clause = cut(clause, start + 1, start + len(inner) - 1)
        return self._unescaped(clause)

    def _unescaped(self, clause: Extract) -> Extract:
        # A backslash before each single quote is the work of somebody who thought of a shell; one that stands before
        # some of them is the escape character of a LIKE.
        if re.search(r"\\'", clause.text) and not re.search(r"(?<!\\)'", clause.text):
            if not self.from_shell:
                at = clause.text.index("\\")
                advice = "a parameter file needs none: write the quotes alone"
                message = "backslashes before quotes are read as escapes of a shell"
                self._assume(message, None, clause.locate(at, at + 2), advice)
            clause = without(clause, _ALL_ESCAPED)
        return clause

    # Which rows

    def _queries(self, parameter: Parameter) -> None:
        found = self._merged(parameter.values)
        items = [self._query(value) for value in found]
        self._give("query", parameter, items, [value.place for value in found])

    def _query(self, value: Value) -> TableQuery:
        only, last = value.only, value.pieces[-1]
        if only and only.quote:
            match = _QUERIED.match(only.inside.text)
            table = parameter_values.name(cut(only.inside, *match.span(1))) if match else None
            clause = cut(only.inside, match.end(), len(only.inside.text)) if match else only.inside
            return TableQuery(table=table, query=parameter_values.query(_stripped(clause)))
        if not last.quote:
            first = value.written.text.find(":") + 1
            place = value.written.locate(first, len(value.written.text)) if first else value.place
            advice = f"a query stands in double quotes: `{example('QUERY')}`"
            raise RefusedError(place, "the query is not in double quotes", advice, "DP053")
        before = Value(value.written, value.pieces[:-1]).text
        if not before.text.endswith(":"):
            message = f"{show(before.text)} before the query is no table"
            raise RefusedError(whole(before), message, f"write `{example('QUERY')}`", "DP053")
        table = parameter_values.name(cut(before, 0, len(before.text) - 1))
        clause = self._unescaped(last.inside) if last.quote == '"' else _stripped(last.inside)
        return TableQuery(table=table, query=parameter_values.query(clause))

    def _sample(self, parameter: Parameter) -> None:
        samples: list[TableSample] = []
        places: list[Location] = []
        for value in parameter.values:
            text = value.text
            at = text.text.rfind(":")
            table = parameter_values.name(cut(text, 0, at)) if at >= 0 else None
            part = parameter_values.percent("SAMPLE", cut(text, at + 1, len(text.text)))
            samples.append(TableSample(percent=part, table=table))
            places.append(value.place)
        before = self.given.get("sample")
        if before is None and len(samples) == 1 and samples[0].table is None:
            self._give("sample", parameter, samples[0].percent)
            return
        if isinstance(before, int | float):
            self.given["sample"] = [TableSample(percent=before)]
            self.places["sample[0]"] = self.places.pop("sample")
        self._give("sample", parameter, samples, places)

    def _remaps(self, parameter: Parameter) -> None:
        items: list[ColumnRemap] = []
        for value in parameter.values:
            parts = parameter_values.names(value.text)
            at = parts.index(":") if parts.count(":") == 1 else 0
            if not at:
                message = f"{show(value.text.text)} is no column with its function"
                raise RefusedError(value.place, message, f"write `{example('REMAP_DATA')}`")
            items.append(ColumnRemap(column="".join(parts[:at]), function="".join(parts[at + 1 :])))
        self._give("remap_data", parameter, items, [value.place for value in parameter.values])

    def _flashback(self, parameter: Parameter) -> None:
        text = _one(parameter)
        moment = parameter_values.moment(text)
        key = "flashback_time" if moment.time else "consistent"
        self._give(key, parameter, moment.time or True)
        if moment.assumed:
            self._assume(moment.assumed, key, parameter.values[0].place)

    # Files

    def _dump_files(self, parameter: Parameter) -> None:
        files = self.given.setdefault("dumpfiles", [])
        for value in parameter.values:
            for inner in self._inside(value) if value.only and value.only.quote == "'" else (value,):
                text = inner.content
                name = _file(text)
                if not _URI.match(name) and "." not in name.rpartition(":")[2]:
                    self._assume(f"expdp adds `.dmp` to {show(name)}", "file_name", inner.place)
                    name += ".dmp"
                files.append((name, inner.place))
        self.keys.setdefault("dumpfiles", parameter.place)

    def _log_file(self, parameter: Parameter) -> None:
        self._give("logfile", parameter, _file(_one(parameter)))

    # The rest

    def _options(self, parameter: Parameter) -> None:
        texts = [text for value in parameter.values for text in self._listed(parameter, value)]
        found = [parameter_values.choice("DATA_OPTIONS", text, KEYS["data_options"].choices) for text in texts]
        self._give("data_options", parameter, found, [whole(text) for text in texts])

    def _keep_master(self, parameter: Parameter) -> None:
        self._give("keep_master", parameter, int(parameter_values.yes_or_no("KEEP_MASTER", _one(parameter))))

    def _password(self, parameter: Parameter) -> None:
        _one(parameter)
        self._ask(parameter)
        self._assume("the password is left out, and asked for", "encryption_password", parameter.place)

    def _prompt(self, parameter: Parameter) -> None:
        if parameter_values.yes_or_no("ENCRYPTION_PWD_PROMPT", _one(parameter)):
            self._ask(parameter)

    def _ask(self, parameter: Parameter) -> None:
        self.given["encryption_password"] = PasswordReference(prompt=True)
        self.keys.setdefault("encryption_password", parameter.place)
        self.places.setdefault("encryption_password", parameter.place)

    def _without_key(self, parameter: Parameter) -> None:
        reason = WITHOUT_KEY[parameter.name]
        if parameter.name not in ("STATUS", "USERID"):
            message = f"{show(parameter.name)} has no counterpart in a spec"
            self.found.append(Diagnostic("DP054", message, parameter.place, f"it {reason}"))
            return
        self._assume(f"{show(parameter.name)} is left out", None, parameter.place, reason)
        if parameter.name == "USERID" and self.user is None:
            self.user = parameter.values[0].content

    def _plain(self, key: str, parameter: Parameter) -> Any:
        """Read the value of a key that takes one."""
        name, definition = parameter.name, KEYS[key]
        text = _one(parameter)
        match definition.shape:
            case Shape.BOOLEAN:
                return parameter_values.yes_or_no(name, text)
            case Shape.INTEGER:
                return parameter_values.integer(name, text)
            case Shape.SIZE:
                return parameter_values.size(name, text)
        if definition.choices:
            return parameter_values.choice(name, text, definition.choices)
        if not text.text.strip() or "\n" in text.text or "\r" in text.text:
            place = parameter.values[0].place
            raise RefusedError(place, f"{show(name)} takes a name", f"write `{example(name)}`", "DP053")
        return self._name(key, parameter, text)

    def _name(self, key: str, parameter: Parameter, text: Extract) -> str:
        """Give a name as expdp reads it. That it makes capitals of what only single quotes enclose is unconfirmed."""
        only = parameter.values[0].only
        found = text.text
        doubled = re.fullmatch(r'"([^"]*)"', found)
        if key not in _NAMES or (only and only.quote == '"') or doubled or key == "service_name":
            return doubled[1] if doubled else found
        capitals = parameter_values.upper(found)
        if only and only.quote == "'" and capitals != found:
            message = f"{show(found)} is read as {show(capitals)}"
            self._assume(message, key, parameter.values[0].place, "only double quotes keep small letters")
        return capitals

    # What is not there

    def _defaults(self) -> None:
        self._job_mode()
        self._files()
        if "keep_master" not in self.given:
            self.given["keep_master"] = 0
            self._assume("no `KEEP_MASTER`: the control table is dropped after success", "keep_master")

    def _job_mode(self) -> None:
        if "job_mode" in self.given:
            return
        if "views_as_tables" in self.given:
            self.given["job_mode"] = "TABLE"
            return
        user = _schema(self.user)
        if user is None:
            message = "nothing says what to export: expdp takes the schema of who connects"
            self.found.append(Diagnostic("DP054", message, help="add `SCHEMAS=NAME`", key="job_mode"))
            return
        self.given |= {"job_mode": "SCHEMA", "schemas": [user]}
        self._assume(f"no job mode: expdp exports the schema of who connects, {show(user)}", "schemas")

    def _files(self) -> None:
        files = self.given.pop("dumpfiles", [])
        estimate = self.given.get("estimate_only") is True
        place = self.keys.pop("dumpfiles", None)
        names = [name for name, _ in files]
        if len(names) == 1 and ":" not in _without_uri(names[0]):
            if names[0] not in (PARFILE_DUMP_NAME, PARFILE_OLD_DUMP_NAME):
                self.given["file_name"] = names[0]
                self.places["file_name"] = files[0][1]
                self.keys["file_name"] = place or files[0][1]
        elif names:
            self.given["dumpfiles"] = list(names)
            self.keys["dumpfiles"] = place or files[0][1]
            self.places |= {f"dumpfiles[{index}]": at for index, (_, at) in enumerate(files)}
        elif not estimate:
            names = ["expdat.dmp"]
            self.given["file_name"] = names[0]
            self._assume("no `DUMPFILE`: expdp writes `expdat.dmp`", "file_name")
        if not self.given.get("nologfile"):
            if "logfile" not in self.given:
                self.given["logfile"] = "export.log"
                self._assume("no `LOGFILE`: expdp writes `export.log`", "logfile")
            names.append(self.given["logfile"])
        if "datapump_dir" not in self.given and not all(":" in name for name in names):
            message = "no `DIRECTORY`: expdp takes DATA_PUMP_DIR, which only privileged users may"
            self._assume(message, "datapump_dir")


_SPECIAL: Final[dict[str, Callable[[_Recovery, Parameter], None]]] = {
    "INCLUDE": _Recovery._filters,
    "EXCLUDE": _Recovery._filters,
    "QUERY": _Recovery._queries,
    "SAMPLE": _Recovery._sample,
    "REMAP_DATA": _Recovery._remaps,
    "FLASHBACK_TIME": _Recovery._flashback,
    "DUMPFILE": _Recovery._dump_files,
    "LOGFILE": _Recovery._log_file,
    "DATA_OPTIONS": _Recovery._options,
    "KEEP_MASTER": _Recovery._keep_master,
    "ENCRYPTION_PASSWORD": _Recovery._password,
    "ENCRYPTION_PWD_PROMPT": _Recovery._prompt,
}


def _one(parameter: Parameter) -> Extract:
    """Give the text of the one value of a parameter, without quotes round it."""
    if len(parameter.values) > 1:
        message = f"{show(parameter.name)} takes one value"
        advice = "put it into quotes if it holds a blank or a comma; one parameter ends where the next `NAME=` begins"
        raise RefusedError(parameter.values[1].place, message, advice, "DP053")
    return parameter.values[0].content


def _unknown(parameter: Parameter) -> Diagnostic:
    name = parameter.name
    if name in _ORIGINAL:
        message = f"{show(name)} is a parameter of the original `exp`"
        return Diagnostic("DP054", message, parameter.place, _ORIGINAL[name])
    if name in _IMPORT:
        advice = "leave it out here, and give it to `impdp`: an export does not know it"
        return Diagnostic("DP054", f"{show(name)} is a parameter of an import", parameter.place, advice)
    close = get_close_matches(name, sorted(KNOWN), 1, 0.7)
    advice = f"did you mean `{close[0]}`?" if close else "look at the parameters with `expdp help=y`"
    return Diagnostic("DP054", f"expdp has no parameter {show(name)}", parameter.place, advice)


def _span(first: Extract, last: Extract) -> Extract:
    """Give all from the beginning of one extract to the end of another of the same source, places included."""
    texts = f"{first.text}{last.text}"
    return Extract(texts, first.source, [*first.offsets[: len(first.text)], *last.offsets])


def _stripped(clause: Extract) -> Extract:
    """Give a clause without double quotes round it."""
    text = clause.text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"' and re.match(r"\w", text[1:].lstrip()) and text.count('"') % 2 == 0:
        start = clause.text.index('"')
        return cut(clause, start + 1, start + len(text) - 1)
    return clause


def _without_uri(name: str) -> str:
    return "" if _URI.match(name) else name


def _file(text: Extract) -> str:
    """Give a file name; of ``directory:name`` the directory in upper case."""
    name = text.text
    if not name.strip() or "\n" in name or "\r" in name:
        raise RefusedError(whole(text), "a file without a name", "write `DIRECTORY:name` or the name alone", "DP053")
    if _URI.match(name):
        return name
    if path := re.search(r"[/\\]|^[A-Za-z]:(?=\\)", name):
        advice = "saves ORA-39088: a directory object says where; write `DIRECTORY:name` or the name alone"
        raise RefusedError(text.locate(*path.span()), "a file name cannot contain a path", advice)
    directory, colon, file = name.partition(":")
    if colon and not (directory and file):
        raise RefusedError(whole(text), f"malformed file name {show(name)}", "write `DIRECTORY:name`", "DP053")
    if '"' in directory:
        directory = parameter_values.name(cut(text, 0, len(directory))).strip('"')
        return f"{directory}:{file}"
    return f"{parameter_values.upper(directory)}:{file}" if colon else name


def _schema(user: Extract | None) -> str | None:
    """Give the schema of ``user``, ``user/password`` or ``proxy[user]/password``, if the text names one."""
    if user is None:
        return None
    text = user.text.strip()
    match = re.match(r'\\?("[^"*/@\s]+")(?=/|@|\Z)', text) or re.match(
        r"['\"\\]*(?:[\w$#]+\[)?([^\W\d][\w$#]*)\]?(?=[/@\s'\"\\]|\Z)", text
    )
    if match is None:
        return None
    return parameter_values.name(Extract.plain(match[1], ""))
