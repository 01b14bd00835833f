"""The templates of the engines' files."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from mwaa_tf.compiled_templates import environment_of
from mwaa_tf.hcl import value as hcl_value
from mwaa_tf.hcl.write import escape
from mwaa_tf.text import escape_control_characters

#: A plain scalar of YAML, as far as commands need one: it begins with a word, and has nothing that ends it.
_PLAIN, _NOT_PLAIN = re.compile(r"[A-Za-z]"), re.compile(r": |:$| #|[^ -~]")


def render(template: str, **values: Any) -> bytes:
    """Render ``template``, a file of the folder ``templates`` without its suffix ``.j2``, with ``values``."""
    return _environment().get_template(f"{template}.j2").render(values).encode()


@cache
def _environment() -> jinja2.Environment:
    return environment_of(
        Path(__file__).parent / "templates",
        {"comment": _comment, "escaped": _escaped, "hcl": _hcl, "line": _line, "quoted": _quoted, "script": _script},
        autoescape=False,  # the output is YAML or HCL: every value goes through a filter, or has a pattern
        comment_start_string="{#--",  # `${#array[@]}` of Bash is none
        comment_end_string="--#}",
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _quoted(_: jinja2.runtime.Context, value: Any) -> str:
    """A value as YAML on one line: JSON, which YAML includes."""
    return json.dumps(value, ensure_ascii=False)


def _line(context: jinja2.runtime.Context, command: str) -> str:
    """A command as YAML on one line: as it is where YAML takes it for a text, else quoted."""
    is_plain = _PLAIN.match(command) and not _NOT_PLAIN.search(command)
    return command if is_plain else _quoted(context, command)


def _escaped(_: jinja2.runtime.Context, text: str) -> str:
    """Part of a string of HCL."""
    return escape(text)


def _script(_: jinja2.runtime.Context, text: str) -> str:
    """Part of a script in a workflow, which GitHub does not take for an expression."""
    return text.replace("${{", "${{ '${{' }}")


def _comment(_: jinja2.runtime.Context, text: str) -> str:
    """The name of a file in a comment, on one line."""
    return escape_control_characters(text)


def _hcl(_: jinja2.runtime.Context, data: Any) -> str:
    """A value as HCL."""
    return hcl_value(data)
