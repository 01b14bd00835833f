"""Errors that end a command, with a message for the user and an exit code for programs."""


class MwaaTfError(Exception):
    """An error that the user can act on; printed without a traceback. Its cause is shown with ``--debug``."""

    exit_code = 1


class UsageError(MwaaTfError):
    """Invalid usage or configuration, or a file that cannot be read or written."""

    exit_code = 2
