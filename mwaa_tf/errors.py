"""Errors that end a command, with a message for the user and an exit code for programs."""

from __future__ import annotations

from typing import Any, ClassVar


class MwaaTfError(Exception):
    """An error that the user can act on; printed without a traceback. Its cause is shown with ``--debug``."""

    exit_code = 1

    begins_with_file: ClassVar[bool] = False
    """Whether each line of the message begins with a file, as a compiler's do: `mwaa.yaml:3: …`.

    Those lines are printed as they are, so that editors find the place; other messages follow the word `Error`.
    """

    def as_data(self) -> list[dict[str, Any]]:
        """The error for programs: what is wrong, one entry for each problem, as :func:`problem_data`."""
        return [problem_data(text) for text in (str(self).splitlines() if self.begins_with_file else [str(self)])]


class UsageError(MwaaTfError):
    """Invalid usage or configuration, or a file that cannot be read or written."""

    exit_code = 2


def problem_data(
    message: str,
    *,
    file: str | None = None,
    line: int | None = None,
    field: str = "",
    rule: str | None = None,
    severity: str = "error",
) -> dict[str, Any]:
    """A problem for programs, with the same keys whatever is wrong; what is not known is None or empty.

    ``line`` counts from 1; ``field`` is the path of a field of a configuration, ``rule`` the id of what is broken.
    """
    return {"file": file, "line": line, "field": field, "rule": rule, "severity": severity, "message": message}
