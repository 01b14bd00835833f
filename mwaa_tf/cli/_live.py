"""Bars on a terminal, below what has scrolled by: one for each workspace at work, and the failures until now."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

#: Failures that stay in sight while others scroll by.
_PINNED = 5

#: Columns of a terminal from which on there is space for a bar and for the address of a resource.
_WIDE = 110


class LiveProgress(Progress):
    """Bars that fit the width of ``console``, and above them the last failures, which never scroll away."""

    def __init__(self, console: Console) -> None:
        self._failures: list[str] = []
        self.environments: dict[str, str] = {}
        """What is known of each environment that is followed, by its name: a line."""
        what = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
        steps = MofNCompleteColumn(table_column=Column(min_width=7, no_wrap=True))
        elapsed = TimeElapsedColumn(table_column=Column(min_width=7, no_wrap=True))
        columns: list[ProgressColumn] = [what, steps, elapsed]
        if console.width >= _WIDE:
            columns.insert(1, BarColumn(bar_width=24))
            address = Column(no_wrap=True, overflow="ellipsis")
            columns.append(TextColumn("{task.fields[address]}", style="dim", markup=False, table_column=address))
        super().__init__(*columns, console=console, transient=True)

    def pin(self, failure: str) -> None:
        """Keep ``failure``, a line, in sight."""
        self._failures.append(failure)

    def get_renderables(self) -> Iterable[RenderableType]:
        """The failures, the environments that are followed, and the bars."""
        if (hidden := len(self._failures) - _PINNED) > 0:
            yield Text(f"  {hidden} more failed before", style="red")
        for failure in self._failures[-_PINNED:]:
            yield Text(failure, style="red", no_wrap=True, overflow="ellipsis")
        for environment in self.environments.values():
            yield Text(environment, no_wrap=True, overflow="ellipsis")
        yield from super().get_renderables()
