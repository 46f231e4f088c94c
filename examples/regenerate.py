"""Compile every example to the files beside it, or tell which of them are not up to date.

`make examples` writes the outputs, as does ``python -m examples.regenerate``; with ``--check`` it writes nothing and
exits with 1 if something would change.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import dpspec
from dpspec.api import TARGETS, Target

HERE: Final = Path(__file__).resolve().parent
#: What the name of an output ends with.
SUFFIXES: Final[dict[Target, str]] = {"ords": ".ords.json", "plsql": ".sql", "parfile": ".par"}


def specs(folder: Path = HERE) -> list[Path]:
    """Give the specs in `folder` by name."""
    return sorted([*folder.glob("*.dp.json"), *folder.glob("*.dp.yaml")])


def name_of(spec: Path) -> str:
    """Give the name of an example: that of its spec without `.dp.json` or `.dp.yaml`."""
    return spec.name.partition(".dp.")[0]


def outputs(spec: Path) -> tuple[dict[Target, str], dict[Target, tuple[str, ...]]]:
    """Compile a spec: the text for each target that can say it, and the codes of those that cannot."""
    texts: dict[Target, str] = {}
    refused: dict[Target, tuple[str, ...]] = {}
    loaded = dpspec.load(spec)
    for target in TARGETS:
        try:
            texts[target] = dpspec.compile(loaded, target).text
        except dpspec.SpecError as error:
            refused[target] = tuple(sorted({diagnostic.code for diagnostic in error.diagnostics}))
    return texts, refused


def wanted(folder: Path = HERE) -> dict[Path, bytes]:
    """Give every output file that belongs in `folder`, with its bytes."""
    files: dict[Path, bytes] = {}
    for spec in specs(folder):
        for target, text in outputs(spec)[0].items():
            files[folder / (name_of(spec) + SUFFIXES[target])] = text.encode("ascii")
    return files


def present(folder: Path = HERE) -> dict[Path, bytes]:
    """Give every output file that is in `folder`, with its bytes."""
    found = [path for suffix in SUFFIXES.values() for path in folder.glob(f"*{suffix}")]
    return {path: path.read_bytes() for path in sorted(found)}


def main(arguments: list[str], folder: Path = HERE) -> int:
    """Write the outputs and name those that changed, or with `--check` only name them."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    files, old = wanted(folder), present(folder)
    stale = [path for path in old if path not in files]
    changed = [path for path, data in files.items() if old.get(path) != data]
    for path in sorted([*changed, *stale]):
        print(path.name)
    if arguments:
        return 1 if changed or stale else 0
    for path in changed:
        path.write_bytes(files[path])
    for path in stale:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
