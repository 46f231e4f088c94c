"""The rules of the linter: one file each, whose docstring is its page; the registry is this tuple."""

from dpspec.rules import like_without_wildcard, lower_case_name

RULES = (
    lower_case_name.RULE,
    like_without_wildcard.RULE,
)
