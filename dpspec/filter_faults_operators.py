"""Mistakes in filter expressions at the operator: none, another language's, two at once, something in front of it."""

from __future__ import annotations

import difflib
import re
from typing import Final

from dpspec import object_paths
from dpspec.diagnostics import show
from dpspec.filter_draft import (
    CASE_COUNTS,
    KEYWORDS,
    OPERATOR_WORDS,
    OPERATORS,
    OPPOSITES,
    Draft,
    Edit,
    Fault,
    Token,
    at,
    parses,
    quote,
    replace,
)
from dpspec.filters import negation

_CLAUSE: Final = re.compile(
    r"\s*(?:(?P<verb>INCLUDE|EXCLUDE)\s*=\s*)?(?P<path>[A-Za-z_/]+(?: [A-Za-z_]+)?)\s*:\s*(?P<quote>\"?)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TYPES: Final = re.compile(r"\s*(?:INCLUDE|EXCLUDE)\s*=\s*(?P<path>[A-Za-z_/]+)\s*(?:,.*)?", re.IGNORECASE | re.DOTALL)
#: Object paths whose names the keys of a spec filter: without these words an expression still means the same.
_OWN_PATHS: Final = frozenset({"TABLE", "SCHEMA", "TABLESPACE"})
#: Left operands that are not the name of an object.
_OTHER_COLUMNS: Final = re.compile(
    r"(?:\w+\.)?(?:OWNER|SCHEMAS?|USER(?:NAME)?|TABLESPACES?|\w+_(?:OWNER|SCHEMA)|\w+SPACE_NAME)"
)
_CONDITIONS: Final = frozenset({"REGEXP_LIKE", "EXISTS", "REGEXP_INSTR", "LIKEC", "LIKE2", "LIKE4"})
_SYNONYMS: Final = {
    **dict.fromkeys(("EQ", "EQUALS", "EQUAL"), "="),
    **dict.fromkeys(("NOTIN", "NOT_IN", "NIN"), "NOT IN"),
    **dict.fromkeys(("NOTLIKE", "NOT_LIKE", "NLIKE", "UNLIKE"), "NOT LIKE"),
    "NE": "!=",
    "NO": "NOT",
}
_REGULAR: Final = "regular expressions work in a subquery alone, with REGEXP_LIKE"
_BEGINNING: Final = "use LIKE, whose `%` stands for any text: `LIKE 'EMP%'`"
_OTHER_LANGUAGES: Final = {
    **dict.fromkeys(("REGEXP", "RLIKE", "SIMILAR", "MATCHES", "MATCH"), _REGULAR),
    **dict.fromkeys(("STARTS", "STARTSWITH", "BEGINS", "ENDS", "ENDSWITH", "CONTAINS", "GLOB"), _BEGINNING),
    "ILIKE": "use LIKE; names are compared as written, and are usually in upper case",
}
_MEANT: Final = {"==": "=", "=!": "!=", "=<": "<=", "=>": ">=", "><": "!=", "~=": "!=", "!==": "!=", "===": "="}
_IN_LITERAL: Final = re.compile(
    r"\s*(?:NOT\s+)?(?:IN\s*\(.*\)|IN\s*'[^']+'|LIKE\s*'.*'|LIKE\s+[\w$#]*%[\w$#%]*|BETWEEN\s.*\sAND\s.*)\s*"
    r"|\s*(?:!=|<>|\^=|<=|>=|=|<|>)\s*(?:'[\w$#%.]+'|\"[\w$#%.]+\")\s*",
    re.IGNORECASE | re.DOTALL,
)
_BEGUN_IN_LITERAL: Final = re.compile(r"\s*(?:NOT\s+)?(?:IN|LIKE)\s*['(]", re.IGNORECASE)
_ONLY_IN_LITERAL: Final = re.compile(r"\s*(?:NOT\s+)?(?:IN|LIKE|BETWEEN|=|!=|<|>)\W*", re.IGNORECASE)
_START: Final = (
    "saves ORA-39071; an expression starts with an operator: `=`, `!=`, `IN`, `NOT IN`, `LIKE`, `NOT LIKE` ..."
)


# --- in front of the operator ---------------------------------------------------------------------------------------


def clause(draft: Draft) -> Fault | None:
    """Find the object path of expdp's INCLUDE and EXCLUDE."""
    if types := _TYPES.fullmatch(draft.text):
        message = f"object path {show(types['path'])} in place of an expression"
        return Fault("DP032", message, *types.span("path"), "object types are listed in `include` or `exclude`")
    match = _CLAUSE.fullmatch(draft.text)
    if match is None or match["path"].upper() in KEYWORDS:
        return None
    path = match["path"]
    message = f"object path {show(path)} in front of an expression"
    start, end = match.span("path")
    if re.search(r"[,;]\s*[A-Za-z_/]+\s*:", draft.masked[end + 1 :]):
        return Fault(
            "DP032",
            message,
            start,
            end,
            "an expression is one clause without its path; make several items of `include` or `exclude`",
        )
    meant = object_paths.check(path.upper(), "", None)
    name = (meant and meant.meant) or path.upper()
    named = f" (and is called `{name}`)" if name != path.upper() else ""
    advice = f"an object path is no part of an expression{named}; the expression alone"
    edits = [Edit(0, match.start("rest"), "")]
    if match["quote"] and (closing := re.search(r'"\s*\Z', draft.text)):
        edits.append(Edit(closing.start(), len(draft.text), ""))
    certain = name in _OWN_PATHS
    if not certain:
        advice = "it would hold for every named object; give the item an `object_path`, or use `include`"
    if (match["verb"] or "").upper() == "EXCLUDE":
        advice = "an expression says what to take; use `exclude`, or its opposite alone"
        inside = draft.repaired(edits).filter
        certain = certain and inside is not None
        edits = [Edit(0, len(draft.text), str(negation(inside)))] if inside is not None else edits
    return Fault("DP032", message, start, end, advice, tuple(edits), certain)


def left_operand(draft: Draft) -> Fault | None:
    """Find what is compared, which Data Pump adds itself."""
    tokens = draft.tokens
    words = tokens[1:] if tokens and tokens[0].word in ("WHERE", "NOT") else tokens
    length = _operand_length(words)
    where = bool(tokens) and tokens[0].word == "WHERE"
    if not length and not (where and words and _begins(words[0])):
        return None
    start, end = (tokens if where else words)[0].start, words[length - 1].end if length else tokens[0].end
    message = f"{show(draft.text[start:end])} stands in front of the operator"
    advice = "Data Pump puts the left operand there itself; start with the operator"
    edits = (Edit(start, words[length].start, ""),)
    if length > 1:
        advice = "Data Pump compares the name itself; a function of it works in a subquery alone"
        return Fault("DP033", message, start, end, advice)
    if length and _OTHER_COLUMNS.fullmatch(words[0].text.strip('"').upper()):
        advice += "; schemas belong into `schema_expressions`, tablespaces into `tablespace_expressions`"
        return Fault("DP033", message, start, end, advice, edits, certain=False)
    word = words[0].text.upper()
    operator_like = difflib.get_close_matches(word[:20], ("LIKE", "IN", "NOT", "BETWEEN"), n=1, cutoff=0.6)
    certain = not operator_like and any(char.isalpha() for char in word)
    return Fault("DP033", message, start, end, advice, edits, certain or not length)


def _operand_length(tokens: tuple[Token, ...]) -> int:
    """Count the tokens of a column, or of a function of one, in front of an operator."""
    if not tokens or tokens[0].kind not in ("name", "identifier") or tokens[0].text[0].isdigit():
        return 0
    if tokens[0].word in KEYWORDS | _CONDITIONS:
        return 0
    length = 1
    if len(tokens) > 1 and tokens[1].kind == "left":
        length = next((place + 1 for place, token in enumerate(tokens) if token.kind == "right"), 0)
    return length if 0 < length < len(tokens) and _begins(tokens[length]) else 0


def _begins(token: Token) -> bool:
    return token.kind == "operator" or token.word in OPERATOR_WORDS


# --- no operator, or one that is none -------------------------------------------------------------------------------


def condition(draft: Draft) -> Fault | None:
    """Find a condition that is no operator, and the operators of other languages."""
    for token in draft.tokens[:2]:
        if token.word in _CONDITIONS:
            advice = "use it in a subquery: `IN (SELECT table_name FROM sys.dba_tables WHERE ...)`"
            return at("DP034", f"{show(token.text)} cannot follow a name as an operator", token, advice)
        if token.word in _OTHER_LANGUAGES and len(draft.tokens) > 1:
            return at("DP034", f"{show(token.text)} is no operator", token, _OTHER_LANGUAGES[token.word])
        if token.word != "NOT":
            return None
    return None


def misspelt(draft: Draft) -> Fault | None:
    """Find an operator with a letter wrong, and those that only look like Oracle's."""
    tokens = draft.tokens
    if [t.word or t.text for t in tokens[:2]] == ["NOT", "-"]:
        return _hyphenated(tokens)
    place = 1 if tokens[0].word == "NOT" and len(tokens) > 1 else 0
    token = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if not token.word or token.word in KEYWORDS or following is None:
        return None
    message = f"{show(token.text)} is no operator"
    to_operator = following.word in ("IN", "LIKE", "BETWEEN")
    if following.kind not in ("literal", "left", "open", "name") and not to_operator:
        return None
    if meant := _SYNONYMS.get(token.word):
        if (meant == "NOT") == to_operator:
            return at("DP034", message, token, f"did you mean `{meant}`", replace(token, meant + " "))
        return None
    candidates = ("NOT",) if to_operator else ("LIKE", "IN", "BETWEEN", "NOT")
    close = difflib.get_close_matches(token.word[:20], candidates, n=1, cutoff=0.6)
    if not close or (following.kind == "name" and not to_operator):
        return None
    edits = replace(token, close[0] + " ")
    # A word like NOTE may be the left operand; to propose the opposite of what is meant would be worse than nothing.
    return Fault("DP034", message, token.start, token.end, f"did you mean `{close[0]}`", edits, not to_operator)


def _hyphenated(tokens: tuple[Token, ...]) -> Fault | None:
    words = tokens[:3]
    if len(words) < 3 or words[2].word not in ("IN", "LIKE", "BETWEEN"):
        return None
    spelling = f"{words[0].text}-{words[2].text}"
    edits = (Edit(words[1].start, words[1].end, " "),)
    return Fault("DP034", f"{show(spelling)} is no operator", words[0].start, words[2].end, None, edits)


def no_operator(draft: Draft) -> Fault | None:
    """Find an operand, or several, and no operator."""
    tokens = draft.tokens
    first = tokens[0]
    if first.word in OPERATOR_WORDS or first.kind not in ("literal", "name", "identifier", "left"):
        return None
    message = f"no operator in front of {show(first.text)}"
    inside = _whole_in_parentheses(draft.text)
    if inside is not None:
        return Fault("DP029", "parentheses round the whole expression", first.start, first.end, None, inside)
    if first.word in ("SELECT", "WITH") or (first.kind == "left" and draft.has_subquery):
        end = len(draft.text)
        edits = (Edit(0, 0, "IN "),) if first.kind == "left" else (Edit(0, 0, "IN ("), Edit(end, end, ")"))
        return at("DP025", message, first, _START, edits)
    names = [t for t in tokens if t.kind in ("literal", "name", "identifier")]
    separators = [t for t in tokens if t.kind not in ("literal", "name", "identifier")]
    values = [t.name.strip('"') for t in names]
    if any(t.kind not in ("comma", "left", "right") for t in separators) or any(t.word in KEYWORDS for t in names):
        return at("DP025", message, first, _START)
    if not all(values) or not values or sum(t.kind == "comma" for t in separators) != len(values) - 1:
        return at("DP025", message, first, _START)
    if len(values) > 1 and any("%" in value for value in values):
        return at("DP025", message, first, f"{_START}; a list holds names, not patterns")
    if len(values) == 1:
        meant = f"{'LIKE ' if '%' in values[0] else '='}{quote(values[0])}"
    else:
        meant = f"IN ({','.join(map(quote, values))})"
    advice = f"{_START}; {CASE_COUNTS}" if any(t.kind == "name" and t.text != t.name for t in names) else _START
    return at("DP025", message, first, advice, (Edit(0, len(draft.text), meant),))


def _whole_in_parentheses(text: str) -> tuple[Edit, ...] | None:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    layers = 0
    while text[start : start + 1] == "(" and text[end - 1 : end] == ")" and layers < 8:
        start, end, layers = start + 1, end - 1, layers + 1
        if parses(text[start:end]):
            return (Edit(0, start, ""), Edit(end, len(text), ""))
    return None


# --- the operator itself --------------------------------------------------------------------------------------------


def operator_inside(draft: Draft) -> Fault | None:
    """Find an expression between quotes, as if it were a name."""
    tokens = draft.tokens
    if not tokens or tokens[0].kind not in ("literal", "operator"):
        return None
    place = 0 if tokens[0].kind == "literal" else 1
    if place >= len(tokens) or tokens[place].kind != "literal" or not _is_inside(tokens, place):
        return None
    token = tokens[place]
    message = "the operator stands inside the literal"
    advice = "saves ORA-39071; only names are quoted, the operator is not"
    if len(tokens) == place + 1 and parses(token.value):
        return at("DP026", message, token, advice, (Edit(0, len(draft.text), token.value),))
    bare = draft.text[token.start + 1 :].rstrip().removesuffix("'")
    edits = (Edit(0, len(draft.text), bare),) if parses(bare) else None
    return at("DP026", message, token, advice, edits)


def _is_inside(tokens: tuple[Token, ...], place: int) -> bool:
    value = tokens[place].value
    if _IN_LITERAL.fullmatch(value) or (place == 0 and _BEGUN_IN_LITERAL.match(value)):
        return True
    # ='in('A','B')' is the literal 'in(' followed by a bare name.
    return len(tokens) > place + 1 and _ONLY_IN_LITERAL.fullmatch(value) is not None


def strange_operator(draft: Draft) -> Fault | None:
    """Find an operator of another language, or one with a blank in it."""
    if draft.has_subquery:
        return None
    for _, token, following in draft.neighbours():
        if token.kind != "operator":
            continue
        split = following is not None and following.kind == "operator"
        spelling = token.text + (following.text if split and following else "")
        end = following.end if split and following else token.end
        if spelling in OPERATORS and not split:
            continue
        meant = _MEANT.get(spelling, spelling if spelling in OPERATORS else None)
        if spelling == "!" and following is not None:
            meant = "NOT " if following.word in ("IN", "LIKE", "BETWEEN") else "!="
        advice = f"did you mean `{meant.rstrip()}`" if meant else "the comparisons are `= != < <= > >=`"
        edits = (Edit(token.start, end, meant),) if meant else None
        return Fault("DP034", f"{show(draft.text[token.start : end])} is no operator", token.start, end, advice, edits)
    return None


def two_operators(draft: Draft) -> Fault | None:
    """Find = LIKE, IS NOT IN and other operators in front of an operator."""
    tokens = draft.tokens
    begun = 0
    while begun < len(tokens) and (tokens[begun].kind == "operator" or tokens[begun].word in OPERATOR_WORDS):
        begun += 1
    words = [t.word or t.text for t in tokens[:begun]]
    plain = [word for word in words if word not in ("IS", "NOT", *OPPOSITES)]
    symbols = [word for word in words if word in OPPOSITES]
    if len(words) - words.count("NOT") < 2 or len(plain) > 1 or all(t.kind == "operator" for t in tokens[:begun]):
        return None
    start, end = tokens[0].start, tokens[begun - 1].end
    message = f"{show(draft.text[start:end])} is no operator"
    if not plain and len(symbols) == 1:
        meant = OPPOSITES[symbols[0]] if "NOT" in words else symbols[0]
    elif plain and plain[0] in ("LIKE", "IN", "BETWEEN"):
        negated = sum(word in ("!=", "<>", "^=", "NOT") for word in words) % 2 == 1
        meant = f"NOT {plain[0]}" if negated else plain[0]
    else:
        return Fault("DP034", message, start, end, "one operator is enough")
    late = bool(plain) and any("!" in word for word in words[words.index(plain[0]) :])
    return Fault("DP034", message, start, end, f"did you mean `{meant}`", (Edit(start, end, meant + " "),), not late)


def negated_comparison(draft: Draft) -> Fault | None:
    """Find a NOT or an IS where none can stand."""
    tokens = draft.tokens
    if len(tokens) < 2:
        return None
    first, second = tokens[0], tokens[1]
    if first.word == "NOT" and second.text in OPPOSITES:
        message = f"`NOT {second.text}` is no operator"
        meant = OPPOSITES[second.text]
        edits = (Edit(first.start, second.end, meant),)
        return Fault("DP034", message, first.start, second.end, f"did you mean `{meant}`", edits)
    if first.word == "NOT" and second.kind == "left" and tokens[-1].kind == "right" and _begins(tokens[2]):
        both = (Edit(second.start, second.end, " "), Edit(tokens[-1].start, tokens[-1].end, ""))
        return at("DP029", "parentheses round the operator", second, None, both)
    operand = second.kind in ("literal", "left", "identifier") or (second.kind == "name" and len(tokens) == 2)
    if first.word == "NOT" and operand and second.word not in KEYWORDS:
        meant = "NOT IN " if sum(t.kind == "literal" for t in tokens) > 1 else "!="
        return at("DP034", "`NOT` alone is no operator", first, None, replace(first, meant))
    return _is_something(draft) if first.word == "IS" else None


def _is_something(draft: Draft) -> Fault | None:
    first, second, *rest = draft.tokens
    negated = second.word == "NOT"
    operand = rest[0] if negated and rest else None if negated else second
    if operand is not None and operand.word == "NULL":
        return None
    end = second.end if negated else first.end
    message = "`IS` compares only with NULL"
    if operand is None or difflib.SequenceMatcher(None, operand.word[:20], "NULL").ratio() > 0.7:
        return Fault("DP034", message, first.start, end, "an object always has a name: leave the item out")
    return Fault("DP034", message, first.start, end, None, (Edit(first.start, end, "!=" if negated else "="),))


def any_all(draft: Draft) -> Fault | None:
    """Find ANY, ALL and SOME."""
    tokens = draft.tokens
    if len(tokens) < 2 or tokens[1].word not in ("ANY", "ALL", "SOME"):
        return None
    if tokens[0].kind != "operator" and tokens[0].word != "LIKE":
        return None
    operator, word = tokens[0].word or tokens[0].text, tokens[1].word
    meanings = {"!=": "NOT IN ", "<>": "NOT IN ", "^=": "NOT IN "} if word == "ALL" else {"=": "IN "}
    meant = meanings.get(operator)
    edits: tuple[Edit, ...] | None = (Edit(tokens[0].start, tokens[1].end, meant),) if meant else None
    message = f"`{operator} {word}` is not documented for Data Pump"
    advice = None if meant else "use a subquery" if operator == "LIKE" else "use a list or a subquery"
    return Fault("DP034", message, tokens[0].start, tokens[1].end, advice, edits)


def escape_without_like(draft: Draft) -> Fault | None:
    """Find ESCAPE after another operator than LIKE."""
    token = next((t for t in draft.tokens if t.word == "ESCAPE"), None)
    if token is None or draft.has_subquery or any(t.word == "LIKE" for t in draft.tokens):
        return None
    return at("DP034", "`ESCAPE` without LIKE", token, "only LIKE knows wildcards that could be escaped; leave it out")


def missing_operand(draft: Draft) -> Fault | None:
    """Find an end where an operand should be."""
    last = draft.tokens[-1]
    if last.kind == "operator" or last.word in KEYWORDS - {"NULL"}:
        examples = {"LIKE": "LIKE 'EMP%'", "IN": "IN ('SCOTT')", "BETWEEN": "BETWEEN 'A' AND 'M'"}
        examples |= {"AND": "BETWEEN 'A' AND 'M'", "ESCAPE": "LIKE 'A!_%' ESCAPE '!'", "IS": "IS NOT NULL"}
        example = examples.get(last.word, "!='EMP'")
        return at("DP040", f"nothing follows {show(last.text)}", last, f"an expression looks like `{example}`")
    return None
