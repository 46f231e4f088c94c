"""What a code means: the page of a rule, or what the catalogue says of any other code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import CODES
from dpspec.linter import BY_CODE, rule_of

if TYPE_CHECKING:
    from dpspec.lint import Rule

#: What the first digit of a code says; DP05 is told apart, since it is about another kind of text.
_PHASES: Final = {
    "DP0": "The text cannot be read as a spec: a fault in its JSON or YAML, or in an expression. It cannot be ignored.",
    "DP1": "The spec is wrong: the job would fail, or export something else. It cannot be ignored.",
    "DP2": "The spec is legal and probably not what was meant. It can be ignored, by a setting or a comment.",
    "DP3": "The spec is right, and the chosen target cannot say what it says. Nothing is left out in silence.",
    "DP4": "A job could not be submitted, followed or fetched, or it did not succeed. The spec may be right.",
}
_RECOVERING: Final = (
    "A script, parameter file or command line cannot be made a spec as it is, or something was assumed in doing so."
)
_DETAILS: Final = (
    "The section {code} of `docs/codes.md` in the repository of dpspec has the smallest text that shows it,\n"
    "and what to write instead."
)


def page(word: str) -> str | None:
    """Give the page of a code, or of a rule by its name, in Markdown; None for a word that is neither."""
    word = word.strip()
    rule = rule_of(word)
    if rule is not None:
        return rule_page(rule)
    code = word.upper()
    return _code_page(code) if code in CODES else None


def rule_page(rule: Rule) -> str:
    """Give the page of a rule: its heading, whether it runs by itself, and the docstring of its module."""
    use = "On by default." if rule.on else f"Off by default: select it, as `--select {rule.code}` does."
    return f"# {rule.code} {rule.name}\n\n{rule.page.strip()}\n\n## Use\n\n{use}\n{_ignoring(rule)}\n"


def _ignoring(rule: Rule) -> str:
    return (
        f"To ignore it: `# dpspec: ignore[{rule.code}]` at the end of a line of YAML, or `per-file-ignores` in the "
        "settings."
    )


def _code_page(code: str) -> str:
    phase = _RECOVERING if code.startswith("DP05") else _PHASES[code[:3]]
    return f"# {code} {CODES[code]}\n\n{phase}\n\n{_DETAILS.format(code=code)}\n"


def listing() -> str:
    """Give all codes, one line each: the code, what it says, and of a rule its name and whether it is off."""
    lines = []
    for code in sorted(CODES):
        rule = BY_CODE.get(code)
        more = "" if rule is None else f" ({rule.name}{'' if rule.on else ', off by default'})"
        lines.append(f"{code}  {CODES[code] if rule is None else rule.summary}{more}\n")
    return "".join(lines)
