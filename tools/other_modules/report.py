"""The results as rows of a Markdown table, and the reason of each failure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mwaa_tf.text import message_lines, one_line
from tools.other_modules.checkout import UNKNOWN
from tools.other_modules.trial import STEPS, Outcome

_LINES = 12
"""Lines of a reason that are printed."""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(one_line(cell).replace('|', '&#124;') for cell in cells)} |"


HEADER = (_line(["module", "commit", *STEPS]), _line(["---"] * (2 + len(STEPS))))
"""The first lines of the table."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a module; ``missing`` says why it could not be tried."""

    name: str
    commit: str = ""
    outcomes: tuple[Outcome, ...] = ()
    missing: str = ""

    @property
    def exit_code(self) -> int:
        """2 if it was not tried, 1 if a step failed."""
        return 2 if self.missing else int(any(outcome.failure for outcome in self.outcomes))

    def as_markdown(self) -> str:
        """The row of the table."""
        words = {outcome.step: outcome.words for outcome in self.outcomes}
        return _line([self.name, self.commit or "missing", *(words.get(step, "not tried") for step in STEPS)])


def failures(rows: Sequence[Row]) -> Iterator[str]:
    """The first lines of the reason of each failure, and of what is not known."""
    for row in rows:
        reasons = [("not tried", row.missing)] if row.missing else []
        reasons += [("commit", "unknown: the folder is no git clone of its own")] if row.commit == UNKNOWN else []
        reasons += [(outcome.step, outcome.failure) for outcome in row.outcomes if outcome.failure]
        for step, reason in reasons:
            yield f"\n{row.name}, {step}:"
            lines = message_lines(reason).splitlines()
            yield from (f"  {line}" for line in lines[:_LINES])
            if len(lines) > _LINES:
                yield f"  … and {len(lines) - _LINES} more lines"
