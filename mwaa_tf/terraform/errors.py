"""Errors of running Terraform."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.text import escape_control_characters, shell_quoted

#: Lines of Terraform's error output in a message: enough for its longest error.
_TAIL = 20

#: Only Terraform's "Error acquiring the state lock" has it.
_LOCK = re.compile(r"Lock Info:\s+ID:\s+(\S+)")

#: Lines below that (Terraform's internal/states/statemgr/locker.go, LockInfo.String).
_LOCK_LINE = re.compile(r"^\s*(Operation|Who|Created):[ \t]*(\S.*?)\s*$", re.MULTILINE)


class TerraformMissing(UsageError):  # noqa: N818
    """No usable Terraform is installed; the message says what to do."""


class TerraformError(MwaaTfError):
    """Terraform ran and failed.

    ``command`` has the arguments without the program, ``returncode`` is negative if a signal ended it, ``output`` has
    the last lines of its error output, ``diagnostics`` its errors as data, if it printed any.
    """

    def __init__(
        self,
        command: Sequence[str],
        workdir: Path,
        returncode: int,
        *,
        output: str = "",
        diagnostics: Sequence[Diagnostic] = (),
        hint: str = "",
    ) -> None:
        self.command = tuple(command)
        self.workdir = workdir
        self.returncode = returncode
        self.output = "\n".join(output.strip().splitlines()[-_TAIL:])
        self.diagnostics = tuple(diagnostics)
        self.hint = hint
        super().__init__(self._message())

    @property
    def lock_id(self) -> str | None:
        """ID of the state lock that another run has, or that a killed run left behind; None for other errors."""
        texts = (self.output, *(diagnostic.detail for diagnostic in self.diagnostics))
        return next((match[1] for text in texts if (match := _LOCK.search(text))), None)

    @property
    def lock_explanation(self) -> str:
        """Who has the state locked and since when, and what to do about it; empty for other errors."""
        if not self.lock_id:
            return ""
        texts = (self.output, *(diagnostic.detail for diagnostic in self.diagnostics))
        info = {match[1]: match[2] for text in texts for match in _LOCK_LINE.finditer(text)}
        operation = info.get("Operation", "").removeprefix("OperationType").lower()
        by = f" by {info['Who']}" if "Who" in info else ""
        since = f" since {info['Created']}" if "Created" in info else ""
        purpose = f" ({operation})" if operation else ""
        command = f"terraform -chdir={shell_quoted(self.workdir)} force-unlock {shell_quoted(self.lock_id)}"
        return escape_control_characters(
            f"the state is locked{by}{since}{purpose}: wait for that run to end; if it was killed, make sure that no "
            f"other run is active, then: {command}"
        )

    def _message(self) -> str:
        ended = f"signal {-self.returncode}" if self.returncode < 0 else f"exit code {self.returncode}"
        lines = [f"terraform {' '.join(self.command)} in {self.workdir}: {ended}"]
        lines += [f"  {diagnostic}" for diagnostic in self.diagnostics] or [
            f"  {line}" for line in self.output.splitlines()
        ]
        if self.hint:
            lines.append(f"  {self.hint}")
        if self.lock_id:
            command = f"terraform -chdir={shell_quoted(self.workdir)} force-unlock {shell_quoted(self.lock_id)}"
            lines.append(f"  (left by a killed run? make sure that no other run is active, then: {command})")
        return "\n".join(escape_control_characters(line) for line in lines)
