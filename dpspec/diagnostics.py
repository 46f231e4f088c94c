"""What is wrong, as data: diagnostics, and the catalogue of every code dpspec can report.

The first digit of a code tells its phase:

* DP0 the text does not parse
* DP1 the spec is wrong (cannot be ignored)
* DP2 the spec is legal and probably not what was meant (lint: can be ignored)
* DP3 the chosen target cannot say that
* DP4 a job could not be submitted, followed or fetched, or did not succeed
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.source import Extract, Location, Span


class Severity(enum.Enum):
    """How bad it is. Errors stop a compilation, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


CODES: dict[str, str] = {
    # The document
    "DP001": "file cannot be decoded",
    "DP002": "control character",
    "DP003": "JSON syntax",
    "DP004": "YAML syntax",
    "DP005": "YAML feature that a spec does not use",
    "DP006": "document too large or nested too deeply",
    "DP007": "key given twice",
    "DP008": "not exactly one document",
    # The filter language
    "DP020": "empty expression",
    "DP021": "typographic quote",
    "DP022": "double quotes round a name",
    "DP023": "name without quotes",
    "DP024": "literal not closed",
    "DP025": "no operator",
    "DP026": "operator inside the literal",
    "DP027": "AND or OR between comparisons",
    "DP028": "comma missing or misplaced",
    "DP029": "parentheses",
    "DP030": "comment in an expression",
    "DP031": "semicolon in an expression",
    "DP032": "object path in an expression",
    "DP033": "left operand in an expression",
    "DP034": "operator that cannot stand here",
    "DP035": "several patterns for one LIKE",
    "DP036": "NULL as a name",
    "DP037": "operand is not a plain literal",
    "DP038": "placeholder left in an expression",
    "DP039": "expression too long or nested too deeply",
    "DP040": "expression does not parse",
    "DP041": "text that a subquery must not contain",
    "DP042": "backslash before a quote",
    "DP043": "quotes doubled, as inside a PL/SQL literal",
    # The spec
    "DP101": "spec is not an object",
    "DP102": "unknown key",
    "DP103": "wrong type",
    "DP104": "empty value",
    "DP105": "unknown job mode",
    "DP106": "threads out of range",
    "DP107": "keep_master out of range",
    "DP108": "malformed directory or credential name",
    "DP109": "malformed file name",
    "DP110": "malformed object-store URI",
    "DP111": "credential_name and file_name do not agree",
    "DP112": "threads without a file name template",
    "DP113": "malformed filter list",
    "DP114": "filter together with expressions",
    "DP115": "filter in FULL mode",
    "DP116": "nothing says what to export",
    "DP117": "TABLE mode and more than one schema",
    "DP118": "SYS in SCHEMA mode",
    "DP119": "expressions that do not apply to the mode",
    "DP120": "name too long",
    "DP121": "list too long",
    "DP122": "empty string is NULL",
    "DP123": "escape character not a single character",
    "DP124": "escape character misplaced in a pattern",
    "DP125": "nothing can match",
    "DP126": "too new for the server version",
    "DP127": "key given under two names",
    "DP128": "malformed name",
    "DP129": "object path that is not known",
    "DP130": "object path misspelt",
    "DP131": "object path that the job mode does not have",
    "DP132": "name clause on objects without names",
    "DP133": "include together with exclude",
    "DP134": "value that is none of the choices",
    "DP135": "malformed size",
    "DP136": "percentage out of range",
    "DP137": "malformed point in time",
    "DP138": "keys that contradict each other",
    "DP139": "key that does not apply to the job mode",
    "DP140": "password in a spec",
    "DP141": "malformed query",
    "DP142": "malformed item",
    "DP143": "number out of range",
    # Lint: each has a page, the docstring of its rule in `rules`
    "DP201": "name in lower case in a literal",
    "DP202": "underscore that is a wildcard",
    "DP203": "LIKE without a wildcard",
    "DP204": "filter that keeps everything",
    "DP205": "name that no object has",
    "DP206": "owner and name in one literal",
    "DP207": "several names in one literal",
    "DP208": "filter given twice",
    "DP209": "name given twice",
    "DP210": "filter without effect",
    "DP211": "names of every object type",
    "DP212": "schema of Oracle",
    "DP213": "NOT IN beside IN",
    "DP214": "double negation",
    "DP215": "blank at the end of a literal",
    "DP216": "subquery on views of the current user",
    "DP217": "subquery through ORDS",
    "DP218": "size limit on files without a number",
    "DP219": "dump file that exists at the second run",
    "DP220": "tables at different points in time",
    "DP221": "constraints left out, foreign keys kept",
    "DP222": "control table left behind",
    "DP223": "job name that exists at the second run",
    "DP224": "deprecated key or value",
    "DP225": "keys of ORDS and of expdp mixed",
    "DP226": "names in `filter`",
    "DP227": "ORDS before 26.2",
    "DP228": "version too low for another key",
    "DP229": "secret in a spec",
    "DP230": "wildcard that is none",
    "DP231": "ESCAPE without effect",
    "DP232": "job without a log",
    "DP233": "point in time without a zone",
    "DP234": "object path left out and named at once",
    "DP235": "option that needs a licence",
    "DP236": "tables of whoever submits",
    "DP237": "statistics without rows",
    "DP238": "sample with foreign keys",
    "DP239": "key that is for tests",
    "DP240": "table where a schema is meant",
    # The targets
    "DP301": "key that the target has no word for",
    "DP302": "filter that the target cannot express",
    "DP303": "text that the target cannot carry",
    # Submitting, following and fetching
    "DP401": "server not reached",
    "DP402": "not authenticated or not authorised",
    "DP403": "nothing there",
    "DP404": "server refused the request",
    "DP405": "server not available",
    "DP406": "reply that cannot be understood",
    "DP407": "outcome unknown",
    "DP408": "job did not succeed",
    "DP409": "time is up",
    "DP410": "certificate or address not trusted",
    "DP411": "no such connection, or a malformed one",
    "DP412": "secret missing or unreadable",
    "DP413": "extra not installed",
    "DP414": "file not fetched",
    "DP415": "this way cannot do that",
    # Recovering a job from a script or parameter file
    "DP050": "PL/SQL does not parse",
    "DP051": "PL/SQL value not known before the block runs",
    "DP052": "DBMS_DATAPUMP call without a counterpart in a spec",
    "DP053": "parameter file does not parse",
    "DP054": "parameter without a counterpart in a spec",
    "DP055": "assumption made while recovering",
    "DP056": "command line does not parse",
}


@frozen
class Label:
    """A second place that explains a diagnostic, such as the first of two equal keys."""

    location: Location
    text: str


@frozen
class Edit:
    """A stretch of a source, and what is to stand in its place."""

    span: Span
    text: str


@frozen
class Fix:
    """Edits of one source that mend a fault, and what they do, in the imperative.

    A `safe` one leaves the job as it is; any other makes another job, perhaps the one that was meant.
    """

    message: str
    edits: tuple[Edit, ...]
    is_safe: bool = False


@frozen
class Diagnostic:
    """One fault.

    `message` is one lower-case line that stands alone; advice is in `help`. `key` is the path
    of the spec value concerned, for example ``name_expressions[1]``; `location` is None where
    the spec was built in Python and the value has no text to point into. A `fix` edits the source of the location.
    """

    code: str = field()
    message: str
    location: Location | None = None
    help: str | None = None
    key: str | None = None
    labels: tuple[Label, ...] = ()
    severity: Severity = Severity.ERROR
    fix: Fix | None = None

    @code.validator
    def _in_catalogue(self, _attribute: object, value: str) -> None:
        if value not in CODES:
            raise ValueError(f"{value} is not in the catalogue of codes")


@frozen
class Fault:
    """What is wrong with a text and where in it, before it is known which source the text is of.

    `began` is where what it is about began, such as a bracket that something else closes.
    """

    code: str
    message: str
    span: Span
    help: str | None = None
    began: Span | None = None

    def of(self, text: Extract, key: str | None = None) -> Diagnostic:
        """Make a diagnostic of it, now that the place of each character is known."""
        labels = () if self.began is None else (Label(text.locate(self.began.start, self.began.end), "begins here"),)
        return Diagnostic(self.code, self.message, text.locate(self.span.start, self.span.end), self.help, key, labels)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of `diagnostics` is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by place, those without one first, each only once."""

    def place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
        location = diagnostic.location
        if location is None:
            return ("", -1, -1, diagnostic.code)
        return (location.source.name, location.span.start, location.span.end, diagnostic.code)

    return tuple(sorted(dict.fromkeys(diagnostics), key=place))


#: A value behind a word for password, and what stands between a user and an address.
_PASSWORD: Final = re.compile(
    r"""(?P<before>(?:passw|pwd)[\w$#-]{0,40}["']?(?:\s*(?:=>|:=|[:=,])\s*|\s+)|\bidentified\s+by\s+)[^\s`][^`\n]*"""
    r"""|(?P<user>(?<![\w$#/.:-])[\w$#]+/)[^\s/@"']+(?=@)""",
    re.IGNORECASE,
)


def hide(text: str) -> str:
    """Put asterisks for what could be a password."""
    return _PASSWORD.sub(lambda match: (match["before"] or match["user"]) + "***", text)


def plain(text: str, limit: int = 60) -> str:
    """Give `text` fit to stand in a message, between quotation marks of the message's own.

    What could steer a terminal, hide, or end the quotation is escaped, what could be a password is hidden; what is long
    is cut with an ellipsis.
    """
    text = hide(text)
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in cut).replace("`", r"\x60")


def show(text: str, limit: int = 60) -> str:
    """Quote `text` for a message, between backticks, as `plain` gives it."""
    return f"`{plain(text, limit)}`"
