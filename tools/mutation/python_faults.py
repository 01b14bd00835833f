"""Faults in Python: found in the syntax tree, written into the text, so that a diff shows only the fault."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from tools.mutation.mutant import Mutant

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}

#: Code that no test can or need notice: what is only for people who read a log, and for type checkers.
_SKIPPED_NAMES = frozenset({"_log", "TYPE_CHECKING", "__all__", "__slots__", "cast", "overload", "assert_never"})


def python_faults(file: str, source: bytes) -> Iterator[Mutant]:
    """Every fault that can be put into the Python file ``source``; few of them are not :func:`valid`."""
    finder = _Finder(file, source)
    finder.visit(ast.parse(source))
    yield from finder.mutants


def valid(mutant: Mutant) -> bool:
    """Whether the file can be parsed with the fault, unlike where a bracket ends beyond an operand that is dropped."""
    if mutant.language == "python":
        try:
            ast.parse(mutant.mutated)
        except SyntaxError:
            return False
    return True


class _Finder(ast.NodeVisitor):
    def __init__(self, file: str, source: bytes) -> None:
        self.mutants: list[Mutant] = []
        self._file, self._source = file, source
        self._lines = [0, *(match.end() for match in re.finditer(b"\n", source))]

    def visit(self, node: ast.AST) -> None:
        names = (name for name in (getattr(node, "test", node), getattr(node, "value", None)) if name is not None)
        if isinstance(node, ast.If | ast.Expr) and any(_names(name) & _SKIPPED_NAMES for name in names):
            return
        super().visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for (left, right), operator in zip(pairwise([node.left, *node.comparators]), node.ops, strict=True):
            before, after = _COMPARISONS[type(operator)]
            self._between("comparison", left, right, before, after)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        left, right = node.values[:2]
        if len(node.values) == 2:
            self._between("and/or", left, right, *words)
        else:
            self._replace("operand", self._end(left), self._end(right), "")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._replace("not", self._start(node), self._start(node.operand), "")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._whole("constant", node, str(not node.value))
        elif isinstance(node.value, int):
            # One more than a large number is often as good: a timeout, a budget.
            self._whole("constant", node, str(node.value + 1 if node.value < 20 else 2 * node.value))

    def visit_If(self, node: ast.If) -> None:
        self._whole("branch never", node.test, "False")
        self._whole("branch always", node.test, "True")
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._whole("branch never", node.test, "False")
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for condition in node.ifs:
            self._whole("filter", condition, "True")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self._whole("return", node.value, "None")
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._whole("statement", node, "pass")  # the message of an error is for people

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom):
            self._whole("statement", node, "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._whole("statement", node, "pass")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._whole("statement", node, "pass")

    def visit_Break(self, node: ast.Break) -> None:
        self._whole("statement", node, "pass")

    def visit_Set(self, node: ast.Set) -> None:
        self._element(node.elts)
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        if all(isinstance(element, ast.Constant) for element in node.elts):
            self._element(node.elts)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(default)
        for statement in node.body:
            self.visit(statement)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        for statement in node.body:
            self.visit(statement)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            self.visit(statement)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.value, ast.Name) or not node.value.id[:1].isupper():  # otherwise a type
            self.generic_visit(node)

    def _element(self, elements: list[ast.expr]) -> None:
        """Drop the last of several elements, with the comma before it."""
        if len(elements) > 1:
            self._replace("element", self._end(elements[-2]), self._end(elements[-1]), "")

    def _between(self, kind: str, left: ast.expr, right: ast.expr, before: str, after: str) -> None:
        start, end = self._end(left), self._start(right)
        # Between operands are only the operator, brackets and white space; a comment could hold anything.
        pattern = rb"(?<!\w)" + re.escape(before.encode()).replace(rb"\ ", rb"\s+") + rb"(?!\w)"
        matches = list(re.finditer(pattern, self._source[start:end]))
        if len(matches) == 1:
            self._replace(kind, start + matches[0].start(), start + matches[0].end(), after)

    def _whole(self, kind: str, node: ast.expr | ast.stmt, text: str) -> None:
        self._replace(kind, self._start(node), self._end(node), text)

    def _replace(self, kind: str, start: int, end: int, text: str) -> None:
        self.mutants.append(Mutant(self._file, kind, start, end, text, self._source))

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._lines[node.end_lineno - 1] + node.end_col_offset


def _names(node: ast.AST) -> set[str]:
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
