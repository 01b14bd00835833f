"""The summary of a step of GitHub Actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mwaa_tf.errors import MwaaTfError

#: Bytes that GitHub takes from one step, less a reserve for what the step writes besides.
_LONGEST = 1_000_000

_CUT = "\n\nTruncated: the summary of a step has a limit.\n"


def write_summary(documents: Sequence[str], environ: Mapping[str, str]) -> None:
    """Append ``documents`` to the step's summary; nothing outside GitHub Actions.

    Raises :class:`~mwaa_tf.errors.MwaaTfError` where it cannot be written.
    """
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    budget = _LONGEST
    fitting = []
    for document in documents:
        budget -= len(document.encode())
        if budget < 0:
            fitting.append(_CUT)
            break
        fitting.append(document)
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(fitting) + "\n")
    except OSError as error:
        raise MwaaTfError(f"GITHUB_STEP_SUMMARY: {path}: cannot be written: {error.strerror}") from error
