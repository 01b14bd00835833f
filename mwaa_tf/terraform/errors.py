"""Errors of running Terraform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.terraform.product import Product, in_use
from mwaa_tf.text import escape_control_characters, one_line, shell_quoted, truncate

#: Lines of Terraform's error output in a message: enough for its longest error.
_TAIL = 20

#: Characters of a line of output in a message.
_LINE = 200

#: Only Terraform's "Error acquiring the state lock" has it.
_LOCK = re.compile(r"Lock Info:\s+ID:\s+(\S+)")

#: Summary of an error of another kind (Terraform's internal/command/clistate/state.go).
_LOCK_KEPT = "Error releasing the state lock"

#: Lines below the id of a lock (Terraform's internal/states/statemgr/locker.go, LockInfo.String).
_LOCK_LINE = re.compile(r"^\s*(Operation|Who|Created):[ \t]*(\S.*?)\s*$", re.MULTILINE)

#: In each error of a folder that is not, or not any more, initialised: modules (``internal/configs/configload``),
#: backend (``internal/command/meta_backend*.go``), providers and lock file (``internal/backend/local``).
_INIT = re.compile(r"\b(?:terraform|tofu) init\b")


@dataclass(frozen=True, slots=True)
class LockInfo:
    """The lock of a state: its id, who has it, since when and for what, as Terraform says; empty where it does not."""

    id: str
    who: str
    created: str
    operation: str

    def __str__(self) -> str:
        by, since = f" by {self.who}" if self.who else "", f" since {self.created}" if self.created else ""
        return f"the state is locked{by}{since}"


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
        product: Product | None = None,
    ) -> None:
        self.product = product or in_use()
        self.command = tuple(command)
        self.workdir = workdir
        self.returncode = returncode
        self.output = "\n".join(output.strip().splitlines()[-_TAIL:])
        self.diagnostics = tuple(diagnostics)
        self.hint = hint
        super().__init__(self._message())

    @property
    def lock(self) -> LockInfo | None:
        """The state lock that another run has, or that a killed run left behind; None for other errors."""
        for text in self._texts():
            if match := _LOCK.search(text):
                info = {line[1]: line[2] for line in _LOCK_LINE.finditer(text)}
                operation = info.get("Operation", "").removeprefix("OperationType").lower()
                return LockInfo(match[1], info.get("Who", ""), info.get("Created", ""), operation)
        return None

    @property
    def is_lock_kept(self) -> bool:
        """Whether Terraform could not release its own lock at the end."""
        return any(_LOCK_KEPT in text for text in self._texts())

    @property
    def lock_id(self) -> str | None:
        """ID of :attr:`lock`; None for other errors."""
        return self.lock.id if self.lock else None

    @property
    def lock_explanation(self) -> str:
        """Who has the state locked and since when, and what to do about it; empty for other errors."""
        if not (lock := self.lock):
            return ""
        purpose = f" ({lock.operation})" if lock.operation else ""
        command = f"{self.product.command} -chdir={shell_quoted(self.workdir)} force-unlock {shell_quoted(lock.id)}"
        return escape_control_characters(
            f"{lock}{purpose}: wait for that run to end; if it was killed, make sure that no "
            f"other run is active, then: {command}"
        )

    @property
    def needs_init(self) -> bool:
        """Whether Terraform asks for `terraform init`, as it does before it begins with anything else."""
        return self.command[:1] != ("init",) and any(_INIT.search(text) for text in self._texts())

    def _texts(self) -> Iterator[str]:
        yield self.output
        for diagnostic in self.diagnostics:
            yield from (diagnostic.summary, diagnostic.detail)

    def _message(self) -> str:
        ended = f"signal {-self.returncode}" if self.returncode < 0 else f"exit code {self.returncode}"
        lines = [f"{self.product.command} {' '.join(self.command)} in {self.workdir}: {ended}"]
        lines += [f"  {diagnostic}" for diagnostic in self.diagnostics] or [
            f"  {line}" for line in self.output.splitlines()
        ]
        if self.hint:
            lines.append(f"  {self.hint}")
        if explanation := self.lock_explanation:
            lines.append(f"  ({explanation})")
        return "\n".join(escape_control_characters(line) for line in lines)


class UnexpectedOutputError(TerraformError):
    """Terraform ended well, and what it printed is not what it documents.

    ``line`` is the line that is not understood, empty where it is not to be shown; ``problem`` says what is wrong.
    """

    def __init__(self, command: Sequence[str], workdir: Path, line: str, problem: str) -> None:
        self.line = truncate(one_line(line), _LINE)
        self.problem = truncate(one_line(problem), _LINE)
        super().__init__(command, workdir, 0)

    def _message(self) -> str:
        what = f"{self.problem}: {self.line}" if self.line else self.problem
        command = escape_control_characters(f"{self.product.command} {' '.join(self.command)} in {self.workdir}")
        return f"{command}: exit code 0, but its output is not understood: {what}"
