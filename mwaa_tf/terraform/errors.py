"""What can go wrong with Terraform itself, as messages for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.text import escape_control_characters

#: Lines of Terraform's error output that a message shows: enough for its longest error, too few to bury it.
_TAIL = 20

#: In Terraform's "Error acquiring the state lock", and nowhere else.
_LOCK = re.compile(r"Lock Info:\s+ID:\s+(\S+)")


class TerraformMissing(UsageError):  # noqa: N818
    """There is no Terraform that can be used; the message says what to do."""


class TerraformError(MwaaTfError):
    """Terraform ran and failed.

    ``command`` has the arguments after the program's name, ``returncode`` is negative where a signal ended it,
    ``output`` is the last lines of its error output, ``diagnostics`` are its errors where it gave them as data.
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
        """The lock on the state that somebody else holds, or that a run left which was killed."""
        texts = (self.output, *(diagnostic.detail for diagnostic in self.diagnostics))
        return next((match[1] for text in texts if (match := _LOCK.search(text))), None)

    def _message(self) -> str:
        ended = f"signal {-self.returncode}" if self.returncode < 0 else f"exit code {self.returncode}"
        lines = [f"terraform {' '.join(self.command)} in {self.workdir}: {ended}"]
        lines += [f"  {diagnostic}" for diagnostic in self.diagnostics] or [
            f"  {line}" for line in self.output.splitlines()
        ]
        if self.hint:
            lines.append(f"  {self.hint}")
        if self.lock_id:
            command = f"terraform -chdir={self.workdir} force-unlock {self.lock_id}"
            lines.append(f"  (left by a run that was killed? once you are sure that none runs: {command})")
        return "\n".join(escape_control_characters(line) for line in lines)
