"""Text without secrets of several lines or literals: here-documents, brackets, values on the line after their name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.names import PLACEHOLDER, has_labels, is_harmless_value, is_hidden, is_label, is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN

_HEAD = LazyPattern(
    r"(?<![\w.-])(?P<name>[A-Za-z_][\w.-]{1,400}+)(?P<quote>\\{0,4}[\"']\]?)?"
    r"[ \t]{0,40}(?P<link>=>|:=|=(?![=~>])|:)[ \t]{0,40}(?=[\w\"'`$(\[{<\\\r\n])"
)

#: The beginning of a here-document: by itself, in a command or in a call.
_HEREDOC = LazyPattern(
    r"(?:[\"']?(?:\$\(|`)[^\n;)`]{0,200}?|[A-Za-z_][\w.]{0,60}\([^\n;)]{0,200}?)?"
    r"(?<!<)<<[-~]?(?!<)[ \t]{0,5}\\?(?P<quote>[\"']?)(?P<word>[A-Za-z_]\w{0,60})(?P=quote)[^\n]{0,500}\n"
)

#: Brackets, also of a call, that a value begins with; ``{{`` begins a reference.
_BRACKET = LazyPattern(r"(?:[A-Za-z_][\w.]{0,60})?(?P<bracket>[(\[{])(?![{%])")

#: The end of a line, and the beginning of the next one, of an expression of several lines.
_OPEN_END = LazyPattern(r"(?:[?+~:]|\|\||&&|\bor|\belse)[ \t]{0,40}\\?\r?\Z")
_OPEN_BEGINNING = LazyPattern(r"[ \t]{0,80}(?:[?:](?=[ \t])|\+(?=[ \t]{0,40}[\"'])|\|\||or\b)")

#: What stands in the line after the sign, as a word of its own.
_NEXT_LINE = LazyPattern(
    r"(?:\\[ \t]{0,10})?\r?\n[ \t]{0,80}"
    r"(?P<value>\"[^\"\n]{1,1000}\"|'[^'\n]{1,1000}'|[^\s\"'=:#\[\](){}<>]{1,1000}={0,2})[ \t;,]{0,40}(?=\r?\n|\Z)"
)

#: An expression in the line after the sign, which is no assignment.
_NEXT_EXPRESSION = LazyPattern(r"\\?\r?\n[ \t]{1,80}(?=[^\n=]{0,500}(?:\n|\Z|==))")

#: A word after a backslash belongs to the value, whatever follows it.
_CONTINUED = LazyPattern(r"\\\r?\n[ \t]{0,80}(?P<value>[^\s\"']{1,1000})")

#: Words of shells and ends of here-documents, which are no values.
_WORD_OF_SHELL = LazyPattern(
    r"(?:fi|done|esac|else|then|do|end|exit|return|pass|break|continue|EO[A-Z]{1,4}|EOF\w*|END\w*|[-.+*`]+|\W+)"
)

_LITERAL = r"\"(?:[^\"\n\\]|\\.){0,1000}+\"|'(?:[^'\n\\]|\\.){0,1000}+'|\\{1,4}\"[^\"\n\\]{0,1000}+\\{1,4}\""

#: ``'a' + 'b'``; the dot is that of PHP.
_CHAIN = LazyPattern(
    rf"(?:{_LITERAL})(?:[ \t]{{0,40}}(?:\+|\.\.?|~|&|\|\|)[ \t]{{0,40}}(?:{_LITERAL}|[\w.]{{1,80}})){{1,50}}"
)

_TOKEN = LazyPattern(rf"(?P<literal>{_LITERAL})|[(\[{{]|[)\]}}]")
_KEY = LazyPattern(r"(?P<key>[\w.-]{1,80})\\{0,4}[\"']?[ \t]{0,40}(?:=>|[:=])[ \t]{0,40}\Z")
_SIGN = LazyPattern(r"[ \t]{0,40}(?:=>|=(?!=)|:)")
_COMPARISON = LazyPattern(r"[ \t]{0,40}[=!]=")
_COMPARED = ("==", "!=")

#: Characters of a value in brackets.
_LONGEST = 20_000

#: Characters of a line of an expression.
_LONGEST_LINE = 1_000


def without_later_lines(text: str) -> str:
    """``text`` without values that begin in a line after their name, and all literals of an expression."""
    if "=" not in text and ":" not in text:
        return text
    pieces: list[str] = []
    done = 0
    for match in _HEAD.finditer(text):
        if match.start() < done or not is_secret_name(match["name"]):
            continue
        for begin, end, written in _values(text, match):
            pieces += (text[done:begin], written)
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _values(text: str, match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Where values begin and end, and what is written in the place of each."""
    begin, name = match.end(), match["name"]
    if PLACEHOLDER.match(text, begin):
        return
    if heredoc := _HEREDOC.match(text, begin):
        yield _body(text, heredoc, name)
        return
    if match["link"] != ":" and (value := _CONTINUED.match(text, begin) or _NEXT_LINE.match(text, begin)):
        word = value["value"]
        plain = word.strip("\"'")
        if not is_hidden(value) and not _WORD_OF_SHELL.fullmatch(word) and not is_harmless_value(name, plain):
            quote = word[0] if word[0] in "\"'" else ""
            yield value.start("value"), value.end("value"), f"{quote}{HIDDEN}{quote}"
        return
    if match["link"] != ":" and (line := _NEXT_EXPRESSION.match(text, begin)):
        begin = line.end()
    bracket = _BRACKET.match(text, begin)
    if bracket and (match["link"] != ":" or bracket["bracket"] != "(") and not text.startswith("$", begin):
        end = _closing(text, bracket.start("bracket"))
        yield begin, end, _without_literals(name, text[begin:end])
    elif match["link"] != ":" and (end := _end_of_expression(text, begin)) > begin:
        yield begin, end, _without_literals(name, text[begin:end])


def _body(text: str, heredoc: re.Match[str], name: str) -> tuple[int, int, str]:
    """The lines of a here-document; all that follow where nothing ends it."""
    begin = heredoc.end()
    closing = re.compile(rf"(?m)^[ \t]*{heredoc['word']}\b").search(text, begin)
    end = closing.start() if closing else len(text)
    body = text[begin:end]
    if is_harmless_value(name, body):
        return begin, end, body
    indent = body[: len(body) - len(body.lstrip(" \t"))]
    return begin, end, f"{indent}{HIDDEN}" + ("\n" if closing else "")


def _closing(text: str, begin: int) -> int:
    """Where the bracket at ``begin`` is closed; the last place that is looked at if it never is."""
    depth, last = 0, min(len(text), begin + _LONGEST)
    for token in _TOKEN.finditer(text, begin, last):
        if token["literal"] is None:
            depth += 1 if token[0] in "([{" else -1
            if depth == 0:
                return token.end()
    return last


def _end_of_expression(text: str, begin: int) -> int:
    """The end of an expression of several literals or lines; ``begin`` where it is neither."""
    end = begin
    while end - begin < _LONGEST and (line := text.find("\n", end, end + _LONGEST_LINE)) >= 0:
        if not _goes_on(text, end, line):
            break
        end = line + 1
    if end > begin:
        following = text.find("\n", end, end + _LONGEST)
        return following if following >= 0 else min(len(text), end + _LONGEST)
    chain = _CHAIN.match(text, begin)
    return chain.end() if chain else begin


def _goes_on(text: str, begin: int, end: int) -> bool:
    """Whether the line from ``begin`` to ``end`` is no whole expression; a colon ends one unless it is a choice."""
    if _OPEN_BEGINNING.match(text, end + 1):
        return True
    tail = text[max(begin, end - 50) : end]
    return _OPEN_END.search(tail) is not None and (not tail.rstrip(" \t\r\\").endswith(":") or "?" in text[begin:end])


def _without_literals(name: str, value: str) -> str:
    """An expression without its literals, but for keys, labels and what something is compared with."""
    labels = has_labels(name)

    def clean(token: re.Match[str]) -> str:
        literal = token["literal"]
        if literal is None:
            return token[0]
        before = value[max(0, token.start() - 200) : token.start()]
        key = _KEY.search(before)
        is_named = _is_key(value, token) or before.rstrip().endswith(_COMPARED) or _is_compared(value, token)
        content = literal.strip("\\\"'")
        if is_named or (key and labels and is_label(key["key"])) or is_harmless_value(name, content):
            return literal
        quote = literal[: len(literal) - len(literal.lstrip("\\"))] + literal.lstrip("\\")[0]
        return f"{quote}{HIDDEN}{quote}"

    return _TOKEN.sub(clean, value)


def _is_key(value: str, token: re.Match[str]) -> bool:
    """Whether a literal is the key of a member, and not the first value of a choice: ``? "a" : "b"``."""
    if _SIGN.match(value, token.end()) is None:
        return False
    before = value[max(0, token.start() - 200) : token.start()]
    last = before.rstrip()[-1:]
    return last != "?" and (last in "{,[(" or "\n" in before[len(before.rstrip()) :])


def _is_compared(value: str, token: re.Match[str]) -> bool:
    return _COMPARISON.match(value, token.end()) is not None
