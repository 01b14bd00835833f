"""Bars on a terminal, below what has scrolled by: one for each workspace at work, and the failures until now."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mwaa_tf.cli._narrow import shorten
from mwaa_tf.text import in_hours

if TYPE_CHECKING:
    from rich.console import Console, Group
    from rich.progress import Progress, Task, TaskID

#: Failures that stay in sight while others scroll by.
_PINNED = 5

#: Columns of a terminal from which on there is space for a bar and for the address of a resource.
_WIDE = 110

#: Columns of the bar, and of the counts and the time with the space before each: ``1,234/5,678 0:12:34``.
_BAR, _COUNTS = 24, 20

#: Columns that an address gets however long the name of its workspace is, and those that a name needs.
_ADDRESS, _SHORTEST_NAME = 26, 12

#: Columns that the rest of a folded line is indented by.
_HANGING = 4

#: Seconds without news of a workspace from which on to say what it may be waiting for.
_QUIET = 60.0


class LiveProgress:
    """Bars that fit the width of ``console``, and above them the last failures, which never scroll away.

    ``clock`` gives seconds.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        from rich.live import Live

        self.console = console
        self._clock = clock
        self.environments: dict[str, str] = {}
        """What is known of each environment that is followed, by its name: a line."""
        self._failures: list[str] = []
        self._bars = _bars(console)
        self._live = Live(console=console, get_renderable=self.get_renderable, transient=True, refresh_per_second=8)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Show it; again after :meth:`stop`, too."""
        self._live.start(refresh=True)

    def stop(self) -> None:
        """Take it away."""
        self._live.stop()

    @property
    def tasks(self) -> list[Task]:
        """The bars."""
        return self._bars.tasks

    def add_task(self, workspace: str, doing: str, may_wait_for: str = "") -> TaskID:
        """Add a bar for ``workspace``, whose steps are not known yet; ``doing`` is what happens to it.

        ``may_wait_for`` is what to say of it after a minute without news; nothing is said if it is empty.
        """
        return self._bars.add_task(
            f"  {workspace}", total=None, doing=doing, address="", may_wait_for=may_wait_for, heard=self._clock()
        )

    def update(self, task: TaskID, **values: Any) -> None:
        """There is news of the workspace of the bar ``task``: change what it shows."""
        self._bars.update(task, heard=self._clock(), **values)

    def remove_task(self, task: TaskID) -> None:
        """Remove the bar ``task``."""
        self._bars.remove_task(task)

    def write(self, text: str) -> None:
        """Print ``text``, a line, above the bars: folded between words, where the terminal would break one."""
        from rich.text import Text

        indent = len(text) - len(text.lstrip())
        space = max(self.console.width - indent, _SHORTEST_NAME)
        if Text(text).cell_len > self.console.width:
            space = max(space - _HANGING, _SHORTEST_NAME)
        for i, line in enumerate(Text(text.lstrip()).wrap(self.console, space)):
            self.console.print(Text(" " * (indent + _HANGING * (i > 0))) + line, soft_wrap=True)

    def pin(self, failure: str) -> None:
        """Keep ``failure``, a line, in sight."""
        self._failures.append(failure)

    def get_renderable(self) -> Group:
        """The failures, the environments that are followed, and the bars."""
        from rich.console import Group
        from rich.padding import Padding
        from rich.text import Text

        hidden = len(self._failures) - _PINNED
        failures = [f"  {hidden} more failed before"] * (hidden > 0) + self._failures[-_PINNED:]
        return Group(
            *(Text(failure, style="red", no_wrap=True, overflow="ellipsis") for failure in failures),
            # On two lines where one is too narrow: it ends with the time that is left.
            *(Padding(Text(line.strip()), (0, 0, 0, 2)) for line in tuple(self.environments.values())),
            self._bars.get_renderable(),
            *(Padding(Text(line, style="dim"), (0, 0, 0, 2)) for line in self._without_news()),
        )

    def _without_news(self) -> Iterator[str]:
        """A line for each workspace that nothing has been heard of for a minute."""
        now = self._clock()
        for task in self._bars.tasks:
            quiet = now - task.fields["heard"]
            if quiet >= _QUIET and task.fields["may_wait_for"]:
                since = f" since {task.fields['address']} began" if task.fields["address"] else ""
                age = in_hours(timedelta(seconds=quiet))
                yield f"{task.description.strip()}: no news for {age}{since}: {task.fields['may_wait_for']}"


def _bars(console: Console) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TimeElapsedColumn
    from rich.table import Column
    from rich.text import Text

    class Name(ProgressColumn):
        """The workspace and the resource, shortened so that the counts and the time have their space."""

        def render(self, task: Task) -> Text:
            """The two, in what is left of the line."""
            is_wide = console.width >= _WIDE
            space = console.width - _COUNTS - (_BAR + 1 if is_wide else 0)
            workspace, doing = task.description, f": {task.fields['doing']}"
            address = f"  {task.fields['address']}" if is_wide and task.fields["address"] else ""
            if space - len(doing) < _SHORTEST_NAME:
                doing = ""
            text = Text(shorten(workspace, space - len(doing) - min(len(address), _ADDRESS)) + doing)
            if address:
                text.append(shorten(address, space - len(text)), style="dim")
            return text

    columns: list[ProgressColumn] = [
        Name(table_column=Column(no_wrap=True)),
        MofNCompleteColumn(table_column=Column(min_width=7, no_wrap=True, justify="right")),
        TimeElapsedColumn(table_column=Column(min_width=7, no_wrap=True)),
    ]
    if console.width >= _WIDE:
        columns.insert(1, BarColumn(bar_width=_BAR))
    return Progress(*columns, console=console)
