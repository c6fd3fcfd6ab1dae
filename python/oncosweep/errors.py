"""What a call can raise. Every message names the file, the place in it, what is wrong, and what to do."""


class OncosweepError(Exception):
    """Base of all errors of this package."""


class InputError(OncosweepError, OSError):
    """A file is missing, unreadable, unwritable or cut, or an index is needed and missing."""


class FormatError(OncosweepError, ValueError):
    """A file's content cannot be used: a bad line, wrong order, or a genome that does not fit the other inputs."""


class ConfigError(OncosweepError, ValueError):
    """A setting is unknown or out of its range, or two exclude each other."""


class CancelledError(OncosweepError):
    """The sweep was asked to stop."""
