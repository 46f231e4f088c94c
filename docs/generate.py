"""Write what is made of dpspec itself: the page of parameters, those of the rules, the schema; or tell what is stale.

`make docs` writes them, as does ``python -m docs.generate``; with ``--check`` it writes nothing and exits with 1 if
something would change.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dpspec import explain, schema
from dpspec.capability import SINCE, TARGETS
from dpspec.rules import RULES
from dpspec.vocabulary import KEYS, SYNONYMS, WITHOUT_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.lint import Rule

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "parameters.md"
#: Pages of rules; one whose rule is gone is removed.
RULE_PAGES: Final = "docs/rules/DP*.md"

_HEAD: Final = """\
# Parameters

<!-- Written by docs/generate.py from dpspec/vocabulary.py and dpspec/capability.py: change those and run make docs. -->

What a spec can say, and who can say it: for each key the targets that have a word for it, with the first release of the
database that takes it. Most of the releases are from general knowledge, and none was tried: they are unconfirmed. With
`--server-version`, a key that is too new is DP126. A key that a target has no word for is DP301. Some keys are refused
for some values or job modes only (DP302, DP303): [targets](targets.md) tells which. [The keys](spec.md) are described
one by one.

## Keys

"any" means every release that dpspec knows, which is 10.1 and later.

"""

_PARAMETERS: Final = """\

## Parameters of expdp

Every parameter of Data Pump Export: the key that stands for it, or why there is none. `dpspec recover` takes all of
them and tells of those without a key.

| parameter | key | or why not |
|---|---|---|
"""


def page() -> str:
    """Give the text of the page."""
    return _HEAD + "".join(_keys()) + _PARAMETERS + "".join(_parameters())


def _keys() -> Iterator[str]:
    yield f"| key | what it says | {' | '.join(TARGETS)} |\n"
    yield f"|---|---|{'---|' * len(TARGETS)}\n"
    second = {key: synonym for synonym, key in SYNONYMS.items()}
    for key, definition in KEYS.items():
        also = f", also `{second[key]}`" if key in second else ""
        cells = " | ".join(_since(key, target) for target in TARGETS)
        yield f"| [`{key}`](spec.md#{key}){also} | {definition.summary} | {cells} |\n"


def _since(key: str, target: str) -> str:
    release = SINCE[key].get(target)
    if release is None:
        return "no"
    return "any" if str(release) == "10.1" else str(release)


def _parameters() -> Iterator[str]:
    keys: dict[str, list[str]] = {}
    for key, definition in KEYS.items():
        for parameter in definition.expdp:
            keys.setdefault(parameter, []).append(f"`{key}`")
    for parameter in sorted({*keys, *WITHOUT_KEY}):
        said = ", ".join(keys.get(parameter, []))
        yield f"| `{parameter}` | {said} | {WITHOUT_KEY.get(parameter, '')} |\n"


_RULES_HEAD: Final = """\
# Rules

<!-- Written by docs/generate.py from the docstrings in dpspec/rules: change those and run make docs. -->

What the linter finds in a spec: it is legal, and probably not what was meant. `dpspec explain CODE` prints a page, too.
A safe fix leaves the job as it is, and `dpspec check --fix` applies it; an unsafe one makes another job, perhaps the
one that was meant, and needs `--unsafe-fixes`. Of several words the first is the usual case.

| code | name | what it finds | on by default | fix |
|---|---|---|---|---|
"""


def rule_index() -> str:
    """Give the text of the page that lists the rules."""
    return _RULES_HEAD + "".join(
        f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.summary} "
        f"| {'yes' if rule.on else 'no'} | {', '.join(fix_words(rule))} |\n"
        for rule in RULES
    )


def fix_words(rule: Rule) -> tuple[str, ...]:
    """Give the words with which a page says what fixes there are, the usual one first: safe, unsafe, none."""
    section = rule.page.partition("## Fix\n")[2].partition("\n## ")[0]
    return tuple(
        dict.fromkeys(word.lower() for word in re.findall(r"\b(?:safe|unsafe|none)\b", section, re.IGNORECASE))
    )


def rule_page(rule: Rule) -> str:
    """Give the text of the page of a rule."""
    heading, _, rest = explain.rule_page(rule).partition("\n")
    module = rule.check.__module__.replace(".", "/")
    note = f"<!-- Written by docs/generate.py from {module}.py: change that and run make docs. -->"
    return f"{heading}\n\n{note}\n{rest}"


def outputs(root: Path = ROOT) -> dict[Path, str]:
    """Give every file that is written here, with its text."""
    rules = root / "docs" / "rules"
    return {
        root / "docs" / "parameters.md": page(),
        rules / "README.md": rule_index(),
        **{rules / f"{rule.code}.md": rule_page(rule) for rule in RULES},
        root / "schema" / "dpspec.schema.json": schema.text(),
    }


def main(arguments: list[str], path: Path | None = None, root: Path = ROOT) -> int:
    """Write everything below `root`, or to `path` the page of parameters alone; with ``--check`` only compare."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    wanted = outputs(root) if path is None else {path: page()}
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text("utf-8") != text]
    gone = sorted(set(root.glob(RULE_PAGES)) - set(wanted)) if path is None else []
    for file in [*stale, *gone]:
        print(file.name)
    if arguments:
        return 1 if stale or gone else 0
    for file in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(wanted[file], "utf-8", newline="\n")
    for file in gone:
        file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
