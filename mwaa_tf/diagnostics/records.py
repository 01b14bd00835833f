"""Log records of a command: the last ones are kept, and with ``--debug`` all are shown."""

from __future__ import annotations

import logging
import platform
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import TextIO

from mwaa_tf import __version__
from mwaa_tf.text import escape_control_characters

#: How many records a crash report has.
KEPT = 200

_FORMAT = "%(asctime)s.%(msecs)03d %(levelname)-7s %(name)s: %(message)s"

_logger = logging.getLogger("mwaa_tf")


class MaskingFormatter(logging.Formatter):
    """One record as text for a person: secrets masked, control characters escaped, an exception with its causes."""

    def __init__(self) -> None:
        super().__init__(_FORMAT, "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The record, and below it the traceback that it carries."""
        return safe(super().format(record))


class Recorder(logging.Handler):
    """Keeps the last records for a crash report, and passes on the errors that end a thread, which end no command."""

    def __init__(self, on_thread_error: Callable[[BaseException], None] | None = None) -> None:
        super().__init__(logging.DEBUG)
        self._kept: deque[logging.LogRecord] = deque(maxlen=KEPT)
        self._shown: logging.Handler | None = None
        self._level = _logger.level
        self._excepthook = threading.excepthook
        if on_thread_error:
            threading.excepthook = lambda thread: on_thread_error(thread.exc_value or thread.exc_type())
        self.setFormatter(MaskingFormatter())
        _logger.addHandler(self)
        _logger.setLevel(logging.DEBUG)

    @property
    def is_shown(self) -> bool:
        """Whether records are shown as they come."""
        return self._shown is not None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep ``record``."""
        self._kept.append(record)

    def show(self, stream: TextIO) -> None:
        """Write all further records to ``stream`` too, after one with versions and arguments."""
        if self._shown is None:
            self._shown = logging.StreamHandler(stream)
            self._shown.setFormatter(self.formatter)
            _logger.addHandler(self._shown)
            # Imported here, as below: hardly any command shows its records.
            from mwaa_tf.diagnostics.masking import masked_command

            python, system = platform.python_version(), platform.platform()
            _logger.debug("mwaa_tf %s, Python %s, %s: %s", __version__, python, system, masked_command(sys.argv[1:]))

    def lines(self) -> list[str]:
        """The kept records, the oldest first."""
        return [self.format(record) for record in list(self._kept)]

    def stop(self) -> None:
        """Restore logging and threads to what they were before."""
        for handler in (self, self._shown):
            if handler:
                _logger.removeHandler(handler)
        _logger.setLevel(self._level)
        threading.excepthook = self._excepthook


def safe(text: str) -> str:
    """``text``, of any number of lines, fit for a terminal and a log: no secrets, no control characters."""
    from mwaa_tf.diagnostics.masking import masked

    return "\n".join(escape_control_characters(line) for line in masked(text).split("\n"))
