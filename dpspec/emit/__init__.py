"""Plan to text: one module a target, pure and independent of each other."""
