"""Questions with yes or no."""

from __future__ import annotations

import click

from mwaa_tf.text import escape_control_characters, truncate

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


def confirm(question: str, *, default: bool = False) -> bool:
    """Whether a person on the terminal says yes to ``question``; asks again until the answer is one of the two.

    Nothing but Enter is ``default``. Raises :class:`click.Abort` for Ctrl-C and end of input.
    """
    hint = "Y/n" if default else "y/N"
    # Not click's own question, which calls a wrong answer "invalid input" and does not say what is allowed.
    agreed: bool = click.prompt(
        question,
        default="y" if default else "n",
        show_default=False,
        prompt_suffix=f" [{hint}]: ",
        value_proc=_answer,
        err=True,
    )
    return agreed


def _answer(text: str) -> bool:
    answer = _ANSWERS.get(text.strip().lower())
    if answer is None:
        typed = escape_control_characters(truncate(text))
        raise click.UsageError(f"'{typed}' is neither yes nor no; allowed are y and n")
    return answer
