"""Errors that end a command: each has a message for a person and an exit code for a program."""


class MwaaTfError(Exception):
    """Something that the person at the keyboard can act on; printed without a traceback."""

    exit_code = 1


class UsageError(MwaaTfError):
    """The call or the configuration is wrong; nothing was done."""

    exit_code = 2
