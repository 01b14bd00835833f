"""Heredocs and templates: where they end, and where the code in them is.

The modes of hashicorp/hcl's scanner: code, quoted text and heredoc, each within the others to any depth.
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r"(?:[A-Za-z_]|[^\x00-\x7f])(?:[\w-]|[^\x00-\x7f])*"
_HEREDOC = re.compile(rf"<<-?({_NAME})\r?\n")
#: The rest of a line of a heredoc, or of a quoted text, up to a template.
_LINE = re.compile(r"(?:\$\$\{|%%\{|\$(?!\{)|%(?!\{)|\r(?=\n)|[^$%\r\n])*")
_QUOTED = re.compile(r"(?:\$\$\{|%%\{|\$(?!\{)|%(?!\{)|\\.|[^$%\n\"\\])*")
_LITERAL = re.compile(r"(?:\$\$\{|%%\{|\$(?!\{)|%(?!\{)|[^$%])*")
_COMMENT = re.compile(r"#[^\n]*|//[^\n]*|/\*.*?\*/", re.DOTALL)
#: What may stand around a marker: Unicode's white space (bytes.TrimSpace of Go), without newlines.
_BLANKS = " \t\v\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
#: Anything in code that is neither a bracket, a text, a heredoc nor a comment.
_CODE = re.compile(r"(?:[^{}\"#/<]|/(?![/*])|<(?!<))+")


class TemplateError(ValueError):
    """A template or a heredoc that does not end; ``line`` is the line of its beginning, from 1 on."""

    def __init__(self, source: str, position: int, reason: str) -> None:
        super().__init__(reason)
        self.line = source.count("\n", 0, position) + 1


def heredoc_end(source: str, position: int, opening: str) -> int:
    """The end of the marker that closes a heredoc, whose first line of text begins at ``position``.

    ``opening`` is its opening line. A line that has only the marker closes the heredoc, blanks around it are ignored;
    the marker in a template does not. Raises :class:`TemplateError`.
    """
    start, marker = position, opening.lstrip("<-").rstrip()
    begins_line = True
    while position < len(source):
        end = _end(_LINE, source, position)
        if end == len(source) or source[end] == "\r":  # a carriage return without a newline is not allowed
            break
        if source[end] == "\n":
            if begins_line and source[position:end].strip(_BLANKS) == marker:
                return end - (source[end - 1] == "\r")
            begins_line, position = True, end + 1
        else:
            begins_line, position = False, code_end(source, end + 2) + 1
    raise TemplateError(source, start - len(opening), f"the heredoc {opening.strip()} is not closed")


def code_end(source: str, position: int) -> int:
    """The position of the brace that ends the code of a template, which begins at ``position``.

    Raises :class:`TemplateError`.
    """
    start, depth = position, 0
    while position < len(source):
        position = _end(_CODE, source, position)
        character = source[position : position + 1]
        if character == "}" and not depth:
            return position
        if character == '"':
            position = _text_end(source, position + 1) + 1
        elif heredoc := _HEREDOC.match(source, position):
            position = heredoc_end(source, heredoc.end(), heredoc[0])
        elif comment := _COMMENT.match(source, position):
            position = comment.end()
        else:
            depth += {"{": 1, "}": -1}.get(character, 0)
            position += 1
    raise TemplateError(source, start, "a template is not closed")


def code_in_template(source: str) -> Iterator[tuple[str, int]]:
    """The code in a template, ``${…}`` and ``%{…}`` without the braces, and its position.

    Raises :class:`TemplateError`.
    """
    position = 0
    while (position := _end(_LITERAL, source, position)) < len(source):
        end = code_end(source, position + 2)
        yield source[position + 2 : end], position + 2
        position = end + 1


def heredoc_text(heredoc: str) -> str:
    """The text of ``heredoc``, from its opening line to its marker; templates in it stay as they are.

    With ``<<-``, without the blanks that all lines begin with; lines of blanks do not count, and stay as they are.
    """
    opening, _, rest = heredoc.partition("\n")
    text = rest[: rest.rstrip().rfind("\n") + 1]
    if not opening.startswith("<<-"):
        return text
    lines = text.split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] if line.strip() else line for line in lines)


def _text_end(source: str, position: int) -> int:
    """The position of the quote that closes a text, which begins at ``position``."""
    start = position
    while (position := _end(_QUOTED, source, position)) < len(source) and source[position] != "\n":
        if source[position] == '"':
            return position
        position = code_end(source, position + 2) + 1 if source[position] in "$%" else position + 1
    raise TemplateError(source, start, "a quoted text is not closed")


def _end(pattern: re.Pattern[str], source: str, position: int) -> int:
    match = pattern.match(source, position)
    return match.end() if match else position
