"""Write the page of parameters from the tables in dpspec, or tell that it is not up to date.

`make docs` writes it, as does ``python -m docs.generate``; with ``--check`` it writes nothing and exits with 1 if
something would change.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dpspec.capability import SINCE, TARGETS
from dpspec.vocabulary import KEYS, SYNONYMS, WITHOUT_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE: Final = Path(__file__).resolve().parent / "parameters.md"

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


def main(arguments: list[str], path: Path = PAGE) -> int:
    """Write the page, or with ``--check`` only compare it."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    if path.exists() and path.read_text("utf-8") == page():
        return 0
    print(path.name)
    if arguments:
        return 1
    path.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
