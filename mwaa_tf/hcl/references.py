"""The references in an expression: which attributes of what it reads, also through functions and ``for``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mwaa_tf.hcl.origins import Key, Origin, Reference, Splat, Step
from mwaa_tf.hcl.templates import TemplateError, code_in_template
from mwaa_tf.hcl.tree import MalformedError, only, parse_tree, trees, word

if TYPE_CHECKING:
    from mwaa_tf.hcl.tree import Node


_Origins = tuple[Origin, ...]
_Scope = Mapping[str, _Origins]

#: Functions that return their argument, or a collection of its elements.
_SAME = frozenset(
    [
        "compact",
        "distinct",
        "ephemeralasnull",
        "nonsensitive",
        "reverse",
        "sensitive",
        "slice",
        "sort",
        "tolist",
        "tomap",
        "toset",
        "try",
    ]
)
_CHAINS = frozenset({"get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term"})
_HEREDOCS = frozenset({"heredoc_template", "heredoc_template_trim"})


def references(tree: Node) -> tuple[tuple[Reference, ...], Mapping[str, _Origins]]:
    """Every reference in a file, and what its locals come from. Raises :class:`MalformedError` for a bad template."""
    reader = _ReferenceReader()
    for body in trees(tree):
        reader.read_body(body, {})
    return tuple(reader.references), reader.locals


def template_references(source: str, line: int) -> tuple[Reference, ...]:
    """The references in a template without quotes, which begins in ``line``. Raises :class:`MalformedError`."""
    reader = _ReferenceReader()
    reader._use(reader.read_template(source, line, {}))
    return tuple(reader.references)


def template_origins(source: str, line: int) -> _Origins:
    """What the value of a template without quotes comes from, where it is nothing but one expression."""
    return _ReferenceReader().read_template(source, line, {})


@dataclass
class _ReferenceReader:
    """Goes through expressions, and collects the references in them."""

    references: list[Reference] = field(default_factory=list)
    line: int = 1
    """The line in the file of the first line of the tree."""
    locals: dict[str, _Origins] = field(default_factory=dict)
    """Where the values of the file's locals come from."""

    def read_body(self, body: Node, scope: _Scope, iterator: str = "each", block: str = "") -> None:
        """Read the arguments and blocks of ``block``, a top-level one.

        ``iterator`` is the name of what the argument ``for_each`` goes through.
        """
        statements = [statement for statement in trees(body) if statement.data in ("attribute", "block")]
        inner = dict(scope)
        for statement in statements:
            if statement.data == "attribute":
                name, value = word(trees(statement)[0]), trees(statement)[-1]
                origins = self.value(value, inner if name != "for_each" else scope)
                self._use(origins)
                if block == "locals":
                    self.locals[name] = origins
                if name == "for_each":
                    inner[f"{iterator}.value"] = tuple(origin.elements().step(None) for origin in origins)
        for statement in statements:
            if statement.data == "block":
                *labels, content = trees(statement)
                names = [word(label) for label in labels]
                is_dynamic = names[0] == "dynamic"
                self.read_body(content, inner, names[-1] if is_dynamic else "each", block or names[0])

    def read_template(self, source: str, line: int, scope: _Scope) -> _Origins:
        """Read the code in a template; what its value comes from is returned, and not yet among the references."""
        try:
            code = _code_only(source)
        except TemplateError as error:
            raise MalformedError(line + error.line - 1, f"not valid HCL: {error}") from error
        if code == '""':
            return ()
        try:
            tree = parse_tree(f"_ = {code}")
        except MalformedError as error:
            raise MalformedError(line + error.line - 1, str(error)) from error
        reader = _ReferenceReader(self.references, line)
        origins = reader.value(trees(trees(trees(tree)[0])[0])[-1], scope)
        if code == f'"{source}"':
            return origins
        reader._use(origins)
        return ()

    def value(self, node: Node, scope: _Scope) -> _Origins:
        """Read an expression; what its value comes from is returned, and not yet among the references."""
        match node.data:
            case "expr_term" if len(inner := trees(node)) == 1:
                return self._term(inner[0], scope)
            case "conditional":
                condition, *branches = _operands(node)
                self._use(self.value(condition, scope))
                return tuple(origin for branch in branches for origin in self.value(branch, scope))
            case "binary_op":
                self._read_binary(node, scope)
                return ()
            case _:
                return self._term(node, scope)

    def _term(self, node: Node, scope: _Scope) -> _Origins:
        match node.data:
            case "identifier":
                name = word(node)
                return scope[name] if name in scope else (Origin(Reference(self._line(node), (name,))),)
            case kind if kind in _CHAINS:
                return self._chain(node, scope)
            case "function_call":
                return self._call(node, scope)
            case "for_tuple_expr" | "for_object_expr":
                return self._for(node, scope)
            case "tuple":
                return _wrapped(origin for element in _operands(node) for origin in self.value(element, scope))
            case "string":
                if (inner := _only_expression(node)) is not None:
                    return self.value(inner, scope)
                self._read_text(node, scope)
            case kind if kind in _HEREDOCS:
                _, _, text = str(node.children[0]).partition("\n")
                self._use(self.read_template(text, self._line(node) + 1, scope))
            case "expr_term" | "conditional" | "binary_op":
                return self.value(node, scope)
            case "object_elem_key":
                if (inner := _operands(node)[0]).data != "expr_term" or only(inner, "identifier") is None:
                    self._use(self.value(inner, scope))
            case "keyword" | "literal_value" | "int_lit" | "float_lit":
                pass
            case _:
                for child in _operands(node):
                    self._use(self.value(child, scope))
        return ()

    def _chain(self, node: Node, scope: _Scope) -> _Origins:
        left, right = trees(node)
        steps = list(self._steps(right, scope))
        if (name := only(left, "identifier")) and (bound := scope.get(f"{word(name)}.{steps[0]}")) is not None:
            origins, steps = bound, steps[1:]
        else:
            origins = self.value(left, scope)
        if len(_elements(left)) > 1 and right.data.endswith("_index"):
            self._use(origins)  # one of several elements: which one is not known
            return ()
        for step in steps:
            origins = tuple(origin.step(step) for origin in origins)
        return _wrapped(origins) if right.data.endswith("_splat") else origins

    def _steps(self, node: Node, scope: _Scope) -> Iterator[Step]:
        if node.data == "get_attr":
            yield word(node)
        elif node.data == "short_index":
            yield None
        elif node.data == "braces_index":
            (index,) = _operands(node)
            self._use(self.value(index, scope))
            yield _key(index)
        else:
            yield Splat()
            for step in trees(node):
                yield from self._steps(step, scope)

    def _call(self, node: Node, scope: _Scope) -> _Origins:
        arguments = only(node, "arguments")
        if arguments is None:
            return ()
        function, operands = word(trees(node)[-2]), _operands(arguments)
        first = self.value(operands[0], scope)
        for operand in operands[1:]:
            self._use(self.value(operand, scope))
        if function == "lookup" and len(operands) > 1:
            return tuple(origin.step(_key(operands[1])) for origin in first)
        if function == "values":
            return tuple(origin.elements() for origin in first)
        if function in ("element", "one"):
            return tuple(origin.step(None) for origin in first)
        if function in _SAME:
            return first
        self._use(first)
        return ()

    def _for(self, node: Node, scope: _Scope) -> _Origins:
        intro, *rest = _operands(node)
        *names, collection = _operands(intro)
        inner = {**scope, **self._bound(names, collection, scope)}
        condition = [operand for operand in rest if operand.data == "for_cond"]
        *keys, result = [operand for operand in rest if operand.data != "for_cond"]
        for operand in (*keys, *(_operands(condition[0]) if condition else ())):
            self._use(self.value(operand, inner))
        return _wrapped(self.value(result, inner))

    def _bound(self, names: Sequence[Node], collection: Node, scope: _Scope) -> dict[str, _Origins]:
        """The names that a ``for`` sets: of the keys, and of the elements."""
        origins = self.value(collection, scope)
        self._use(origins)
        elements = tuple(origin.elements().step(None) for origin in origins)
        return {**{word(name): () for name in names[:-1]}, word(names[-1]): elements}

    def _read_text(self, node: Node, scope: _Scope) -> None:
        scopes = [scope]
        for part in trees(node):
            for code in trees(part):
                operands = _operands(code)
                if code.data == "template_for_start":
                    *names, collection = operands
                    scopes.append({**scopes[-1], **self._bound(names, collection, scopes[-1])})
                elif code.data == "template_endfor":
                    scopes = scopes[:-1] or [scope]
                else:
                    for operand in operands:
                        self._use(self.value(operand, scopes[-1]))

    def _read_binary(self, node: Node, scope: _Scope) -> None:
        """Read ``a + b + c``, of which there may be too many for a recursion."""
        while node.data == "binary_op":
            node, term = _operands(node)
            self._use(self.value(_operands(term)[-1], scope))
        self._use(self.value(node, scope))

    def _use(self, origins: _Origins) -> None:
        self.references += [origin.reference for origin in origins if len(origin.reference.steps) > 1]

    def _line(self, node: Node) -> int:
        return self.line + node.meta.line - 1


def _operands(node: Node) -> list[Node]:
    return [child for child in trees(node) if child.data not in ("new_line_or_comment", "binary_operator")]


def _only_expression(text: Node) -> Node | None:
    """The expression of ``"${…}"``, whose value the text has; None for any other text."""
    parts = trees(text)
    codes = trees(parts[0]) if len(parts) == 1 else []
    return _operands(codes[0])[0] if len(codes) == 1 and codes[0].data == "interpolation" else None


def _elements(node: Node) -> list[Node]:
    """The elements of a list that is written out."""
    return _operands(inner) if (inner := only(node, "tuple")) else []


def _wrapped(origins: Iterable[Origin]) -> _Origins:
    return tuple(replace(origin, depth=origin.depth + 1) for origin in origins)


def _key(index: Node) -> Step:
    text = only(index, "string")
    if text is None or any(trees(part) for part in trees(text)):
        return None
    return Key(word(text))


def _code_only(source: str) -> str:
    """The code in ``source`` as a quoted template, in the same lines; the text around it is left out."""
    parts: list[str] = []
    end = 0
    for code, position in code_in_template(source):
        lines = "\n" * source.count("\n", end, position)
        trim = "~" if code.startswith("~") else ""
        parts += [source[position - 2 : position], trim, lines, code.removeprefix(trim), "}"]
        end = position + len(code)
    return f'"{"".join(parts)}"'
