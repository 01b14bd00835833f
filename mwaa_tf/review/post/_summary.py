"""The summary of a step of GitHub Actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mwaa_tf.errors import MwaaTfError

#: Bytes that GitHub takes from one step, with room for what the step writes besides.
_LONGEST = 1_000_000

_CUT = "\n\nThe rest has no room in this summary.\n"


def write_summary(documents: Sequence[str], environ: Mapping[str, str]) -> None:
    """Append ``documents`` to the step's summary; nothing outside GitHub Actions.

    Raises :class:`~mwaa_tf.errors.MwaaTfError` where it cannot be written.
    """
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    room = _LONGEST
    fitting = []
    for document in documents:
        room -= len(document.encode())
        if room < 0:
            fitting.append(_CUT)
            break
        fitting.append(document)
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(fitting) + "\n")
    except OSError as error:
        raise MwaaTfError(f"GITHUB_STEP_SUMMARY: {path}: cannot be written: {error.strerror}") from error
