"""Documents without a line that a pipeline's runner takes for a command, should one be printed in its log.

A runner reads standard output whatever its format (see :func:`mwaa_tf.text.escape_workflow_commands`). Each format has
a way to write the same character otherwise, so that the document means what it did.
"""

from __future__ import annotations

from mwaa_tf.text import escape_workflow_commands

#: Format -> how it writes a colon and a number sign. Markdown, which has limits of length, and text do it themselves.
_SPELLINGS = {
    "html": ("&#58;", "&#35;"),
    "junit": ("&#58;", "&#35;"),
    "json": ("\\u003a", "\\u0023"),
    "sarif": ("\\u003a", "\\u0023"),
}


def without_commands(document: str, form: str) -> str:
    """``document`` in the format ``form``, in which nothing is a command; one of another format as it is."""
    if form not in _SPELLINGS:
        return document
    colon, sharp = _SPELLINGS[form]
    return escape_workflow_commands(document, colon=colon, sharp=sharp)
