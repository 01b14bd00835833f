"""Parse HCL as Terraform does: python-hcl2's grammar, with what it lacks.

Three parts, each in a form that python-hcl2 could take over: the rules in ``terraform.lark``; a lexer that finds the
end of a heredoc by its marker; a postlexer that drops newlines where they mean nothing. Slow to import, so import
:func:`mwaa_tf.hcl.tree.parse_tree` instead.

Source: https://github.com/hashicorp/hcl/tree/main/hclsyntax (scan_tokens.rl, peeker.go, parser.go)
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hcl2
from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters
from lark.lexer import ContextualLexer, LexerState

from mwaa_tf.hcl.templates import heredoc_end
from mwaa_tf.user_cache import user_cache

if TYPE_CHECKING:
    from lark.parsers.lalr_parser_state import ParserState

_HEREDOCS = ("HEREDOC_TEMPLATE", "HEREDOC_TEMPLATE_TRIM")

#: Where newlines end something: in a body, in an object, and in a quoted text, which must not have any.
_BODY, _OBJECT, _TEXT = "body", "object", "text"
#: After ``{`` of an object, until it is clear whether a ``for`` follows; and where newlines mean nothing.
_OPENED, _IGNORED = "opened", "ignored"


@lru_cache(1)
def parser() -> Lark:
    """The parser. To build it takes seconds, so it is kept in the user's cache."""
    grammar = "\n".join(
        [
            (Path(hcl2.__file__).parent / "hcl2.lark").read_text("utf-8"),
            Path(__file__).with_name("terraform.lark").read_text("utf-8"),
        ]
    )
    return Lark(
        grammar,
        parser="lalr",
        propagate_positions=True,
        postlex=NewlinePostLexer(),
        cache=_cache(hashlib.sha256(grammar.encode()).hexdigest()),
        _plugins={"ContextualLexer": HeredocLexer},
    )


def _cache(key: str) -> str | bool:
    """The file that the parser is kept in; False if there can be none. Lark checks that its contents are right."""
    with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: the user has no home
        folder = user_cache() / "grammars"
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder / f"{key[:16]}.lark")
    return False


#: A carriage return that belongs to no line end: to HCL's scanner, an invalid character (scan_tokens.rl, Newline).
_LONE_RETURN = re.compile(r"\r(?!\n)")

#: What goes on with ``.*``, in which there is no other one (parser.go, "Nested splat expression not allowed").
_SPLAT_GOES_ON = ("DOT", "NAME", "INT_LITERAL", "NL_OR_COMMENT")


class HeredocLexer(ContextualLexer):
    """Finds the ends of heredocs, and refuses what HCL's scanner and parser refuse before any rule of a grammar."""

    def lex(self, lexer_state: LexerState, parser_state: ParserState[Any]) -> Iterator[Token]:
        """Yield the tokens, a heredoc as a single one without the newline after its marker."""
        counter = lexer_state.line_ctr
        source: Any = lexer_state.text
        text: str = getattr(source, "text", source)  # a TextSlice since Lark 1.3
        returns = [match.start() for match in _LONE_RETURN.finditer(text)]
        end, in_splat = 0, False
        for token in super().lex(lexer_state, parser_state):
            if returns:
                _refuse_within(text, returns, end, token.start_pos or 0)
            if in_splat and token.type == "ATTR_SPLAT":
                raise UnexpectedCharacters(str(token), 0, token.line, token.column)  # type: ignore[no-untyped-call]
            in_splat = token.type == "ATTR_SPLAT" or (in_splat and token.type in _SPLAT_GOES_ON)
            if token.type in _HEREDOCS:
                rest = text[counter.char_pos : heredoc_end(text, counter.char_pos, token)]
                counter.feed(rest, test_newline=True)
                yield Token(
                    token.type,
                    token + rest,
                    token.start_pos,
                    token.line,
                    token.column,
                    counter.line,
                    counter.column,
                    counter.char_pos,
                )
            elif token.type == "NAME" and not token.isascii() and not token.replace("-", "_").isidentifier():
                raise UnexpectedCharacters(str(token), 0, token.line, token.column)  # type: ignore[no-untyped-call]
            else:
                yield token
            end = counter.char_pos
        _refuse_within(text, returns, end, len(text))


def _refuse_within(text: str, returns: list[int], begin: int, end: int) -> None:
    """Refuse a lone carriage return between two tokens; within a comment it is allowed."""
    place = next((place for place in returns if begin <= place < end), None)
    if place is not None:
        line = text.count("\n", 0, place) + 1
        raise UnexpectedCharacters("\r", 0, line, 1)  # type: ignore[no-untyped-call]


class NewlinePostLexer:
    """Drops comments, and newlines where HCL ignores them: in parentheses, brackets, templates and ``for``."""

    always_accept = ("NL_OR_COMMENT",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Yield the tokens of ``stream`` that have a meaning."""
        contexts, in_argument = [_BODY], False
        for token in stream:
            context = contexts[-1]
            if token.type == "NL_OR_COMMENT":
                if not token.startswith("/*") and context in (_BODY, _OBJECT, _TEXT):
                    in_argument = in_argument and context != _BODY
                    yield token
                continue
            if context == _OPENED:
                contexts[-1] = _IGNORED if token.type == "FOR" else _OBJECT
            match token.type:
                case "EQ":
                    in_argument = True
                case "LBRACE":
                    contexts.append(_BODY if contexts[-1] == _BODY and not in_argument else _OPENED)
                case "LPAR" | "LSQB" | "INTERP_START" | "DIRECTIVE_START":
                    contexts.append(_IGNORED)
                case "DBLQUOTE" if contexts[-1] != _TEXT:
                    contexts.append(_TEXT)
                case "RBRACE" | "RPAR" | "RSQB" | "DBLQUOTE" if len(contexts) > 1:
                    contexts.pop()
            yield token
