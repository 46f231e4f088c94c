"""Finds the grammar files and builds their parsers, each only when first asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lark import Lark


@cache
def grammar_text(name: str) -> str:
    """Give the text of ``grammar/<name>.lark``, from the installed package or the checkout."""
    here = Path(__file__).resolve().parent
    packaged = here / "_grammar" / f"{name}.lark"
    file = packaged if packaged.is_file() else here.parent / "grammar" / f"{name}.lark"
    return file.read_text(encoding="utf-8")


def build(name: str, **options: Any) -> Lark:
    """Build the LALR parser of ``grammar/<name>.lark`` with the basic lexer.

    The basic lexer never turns a misplaced keyword into a name, so an error is reported where
    the mistake is. `options` go to Lark unchanged.
    """
    from lark import Lark

    return Lark(grammar_text(name), parser="lalr", lexer="basic", propagate_positions=True, **options)
