"""The answers to what planners ask, printed and drawn: a module a question."""
