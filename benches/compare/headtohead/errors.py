"""The errors that are told to the user in one line."""


class CompareError(Exception):
    """What is wrong, where, and what to do about it."""


class ReadError(CompareError):
    """A tool ended well but its output cannot be read; the message names file and line."""
