"""What the tests of the rules share: lint a text, and apply the fixes of one rule."""

import json

from dpspec import api, linter
from dpspec.document import parse
from dpspec.linter import Selection
from dpspec.reader import read
from dpspec.source import Source
from dpspec.versions import OrdsVersion


def findings(text, syntax="yaml", code=None, **options):
    """Lint a text; with `code` only by that rule, be it on by itself or not.

    Options: `server_version`, `ords_version` and `targets` as the command line takes them.
    """
    found, _ = linted(text, syntax, code, **options)
    return found


def linted(text, syntax="yaml", code=None, *, server_version=None, ords_version=None, targets=()):
    """Give the findings in a text and its plan, which is None for a spec with errors."""
    root, _ = parse(Source(f"spec.{syntax}", text), syntax)
    spec, _ = read(root)
    checked = api.check(spec, server_version=server_version)
    found = linter.lint(
        spec,
        api.options(server_version),
        plan=checked.plan,
        errors=checked.diagnostics,
        root=root,
        targets=tuple(targets),
        ords=OrdsVersion.parse(ords_version) if ords_version else None,
        selection=Selection((code,)) if code else None,
    )
    return found, checked.plan


def applied(text, found, *, unsafe=False):
    """Apply the fixes of findings, the last one first; of two that overlap, the later one in the text."""
    edits = {edit for each in found if each.fix is not None and (unsafe or each.fix.is_safe) for edit in each.fix.edits}
    end = len(text) + 1
    for edit in sorted(edits, key=lambda one: (one.span.start, one.span.end), reverse=True):
        if edit.span.end <= end:
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
            end = edit.span.start
    return text


def fixed(text, code, *, unsafe=False, syntax="yaml", **options):
    """Apply the fixes of one rule's findings once: the safe ones, or all."""
    return applied(text, findings(text, syntax, code, **options), unsafe=unsafe)


def told(text, syntax="yaml", code=None, **options):
    """Give of each finding its code, the text at its place, its message and its help."""
    return [
        (each.code, each.location and text[each.location.span.start : each.location.span.end], each.message, each.help)
        for each in findings(text, syntax, code, **options)
    ]


# --- one expression, written in every way ---------------------------------------------------------------------------


def _double(text):
    return json.dumps(text, ensure_ascii=False)


def _single(text):
    return "'" + text.replace("'", "''") + "'"


def _clause(text):
    return f'TABLE:"{text}"'


_JSON = '{{"job_mode": "TABLE",\n  "schema_expressions": ["=\'SCOTT\'"],\n  {}\n}}\n'
_YAML = "# tables\njob_mode: TABLE\nschema_expressions: [\"='SCOTT'\"] # one\n{}\n"
#: Syntax, a spec with a hole, how an expression is written into it, and how one that a fix has written.
WAYS = {
    "json": ("json", _JSON.format('"name_expressions": [@]'), _double, _double),
    "json, object": ("json", _JSON.format('"name_expressions": [{{"expression": @}}]'), _double, _double),
    "json, clause": ("json", _JSON.format('"include": ["VIEW", @]'), lambda t: _double(_clause(t)), None),
    "yaml, flow, double": ("yaml", _YAML.format("name_expressions: [@] # here"), _double, _double),
    "yaml, flow, single": ("yaml", _YAML.format("name_expressions: [ @ ]"), _single, _single),
    "yaml, block, double": ("yaml", _YAML.format("name_expressions:\n  - @ # here"), _double, _double),
    "yaml, block, single": ("yaml", _YAML.format("name_expressions:\n- @"), _single, _single),
    "yaml, block, plain": ("yaml", _YAML.format("name_expressions:\n  - @ # here"), str, _double),
    "yaml, block, folded": ("yaml", _YAML.format("name_expressions:\n  - >-\n    @"), str, None),
    "yaml, object": (
        "yaml",
        _YAML.format("name_expressions:\n  - object_path: TABLE # these\n    expression: @ # here"),
        _single,
        _single,
    ),
    "yaml, clause": (
        "yaml",
        _YAML.format("include:\n  - @ # here"),
        _clause,
        lambda t: _double(_clause(t)),
    ),
    "yaml, clause, single": ("yaml", _YAML.format("include:\n  - @ # here"), lambda t: _single(_clause(t)), None),
}


def spec_with(way, expression, *, fixed_=False):
    """Give the syntax and the text of a spec with an expression, as an author writes it or as a fix has left it."""
    syntax, text, write, written = WAYS[way]
    text = text.replace("{{", "{").replace("}}", "}")
    if fixed_ and way.endswith("folded"):
        return syntax, text.replace(">-\n    @", _double(expression))
    return syntax, text.replace("@", (written if fixed_ and written else write)(expression))


def assert_fixed(code, way, before, after):
    """Check that the fix of a rule writes one expression for another, and leaves the rest of the text alone."""
    if way.endswith("plain") and not before[0].isalpha():
        way = "yaml, block, double"
    syntax, text = spec_with(way, before)
    assert fixed(text, code, unsafe=True, syntax=syntax) == spec_with(way, after, fixed_=True)[1]
    assert findings(spec_with(way, after, fixed_=True)[1], syntax, code) == ()


def of(*expressions, key="name_expressions", **more):
    """Make a table spec in JSON with some expressions."""
    spec = {"job_mode": "TABLE", "schema_expressions": ["='SCOTT'"], **more}
    return json.dumps({**spec, key: list(expressions)}, ensure_ascii=False)


def codes(text, syntax="json", code=None, **options):
    """Give the codes of the findings in a text."""
    return [each.code for each in findings(text, syntax, code, **options)]
