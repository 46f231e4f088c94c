"""Object path that is left out and named at once.

An `exclude` without a clause leaves out all objects of a path with what is below it in the tree. Whatever else is said
of them is in vain: another `exclude` of a part of it, a clause on their names, an item of `include` or of
`name_expressions`. Either one line is left over, or the wrong one has the whole path. The same path as a whole in
`include` and in `exclude` is an error (DP138).

## Example

```yaml
schemas: [HR]
exclude: [STATISTICS, INDEX_STATISTICS]
```

```yaml
schemas: [HR]
exclude:
  - TABLE
  - TABLE:"LIKE 'TMP!_%' ESCAPE '!'"
```

```yaml
schemas: [HR]
name_expressions:
  - object_path: VIEW
    expression: LIKE 'EMP%'
exclude: [VIEW]
```

## Instead

```yaml
schemas: [HR]
exclude: [STATISTICS]
```

```yaml
schemas: [HR]
exclude:
  - TABLE:"LIKE 'TMP!_%' ESCAPE '!'"
```

```yaml
schemas: [HR]
name_expressions:
  - object_path: VIEW
    expression: LIKE 'EMP%'
```

## Fix

Unsafe: what is without effect is removed. Perhaps the `exclude` of the whole path is what should go.

## Source

Oracle Database Utilities, EXCLUDE: dependent objects are left out with what they depend on. That a short path such as
STATISTICS stands for all below it is unconfirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Label, show
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

#: What a word of a path stands below in the tree, as logs show it.
_ABOVE: Final[dict[str, tuple[str, ...]]] = {
    "TABLE_STATISTICS": ("STATISTICS",),
    "INDEX_STATISTICS": ("STATISTICS",),
    "OBJECT_GRANT": ("GRANT",),
    "PACKAGE_SPEC": ("PACKAGE",),
    "PACKAGE_BODY": ("PACKAGE",),
    "TYPE_SPEC": ("TYPE",),
    "TYPE_BODY": ("TYPE",),
    "TABLE_DATA": ("TABLE",),
}


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    whole: dict[str, str] = {}
    for path, clause in facts.items["exclude"]:
        if clause.filter is None:
            whole.setdefault(clause.object_path, path)
    if not whole:
        return
    for key in ("include", "name_expressions", "exclude"):
        for path, item in facts.items[key]:
            is_whole = item.filter is None
            if key == "include" and item.object_path in whole:
                continue  # an error
            above = _above(item.object_path, whole, itself=not (key == "exclude" and is_whole))
            if above is None:
                continue
            place = facts.place(whole[above])
            labels = (Label(place, "the whole of it is left out here"),) if place is not None else ()
            fix = None
            if key != "include":  # without the last one, the job would have objects of every kind
                last = len(facts.listed(key)) == 1
                fix = subject.fix("remove it", subject.removed(key if last else path))
            what = show(item.object_path) if is_whole else f"a filter on {show(item.object_path)}"
            message = f"{what} is without effect: {show(above)} is left out"
            if key == "exclude":
                advice = "leave it out, or the whole path in" if not is_whole else "leave it out"
            else:
                advice = f"keep one of them: nothing of {show(item.object_path)} is exported"
            yield subject.finding("DP234", message, path, advice, labels=labels, fix=fix)


def _above(object_path: str, whole: Mapping[str, str], *, itself: bool) -> str | None:
    """Give the path that is left out as a whole and has this one in it; `itself` if it may be the same."""
    if itself and object_path in whole:
        return object_path
    words = object_path.split("/")
    for count in range(len(words) - 1, 0, -1):
        above = "/".join(words[:count])
        if above in whole:
            return above
    return next((above for above in _ABOVE.get(words[-1], ()) if above in whole), None)


RULE = Rule("DP234", "named-and-excluded", __doc__, _check)
