"""The rules of a check, one module a topic; each module has its rules in `RULES`."""
