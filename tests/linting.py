"""What the tests of the rules share: lint a text, and apply the fixes of one rule."""

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
