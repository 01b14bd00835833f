"""Test reports of CI systems: JUnit's XML, as Jenkins' junit-10.xsd has it.

The texts are not trusted: each is escaped, and what XML cannot have is replaced. They must be free of secrets and
truncated before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Verdict = Literal["failure", "error", "skipped"]

#: What XML 1.0 has no way to write, not even as a reference (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_VERDICTS: dict[Verdict, str] = {"failure": "failures", "error": "errors", "skipped": "skipped"}


@dataclass(frozen=True, slots=True)
class JunitCase:
    """One test; ``verdict`` is None where it passed, else ``message``, ``kind`` and ``text`` say why it did not."""

    name: str
    verdict: Verdict | None = None
    message: str = ""
    kind: str = ""
    text: str = ""
    seconds: float | None = None
    output: str = ""

    def lines(self, classname: str) -> Iterator[str]:
        """Its XML; ``classname`` is what CI systems group tests by."""
        time = "" if self.seconds is None else f' time="{self.seconds:.3f}"'
        opening = f"    <testcase classname={_attribute(classname)} name={_attribute(self.name)}{time}"
        if self.verdict is None and not self.output:
            yield f"{opening}/>"
            return
        yield f"{opening}>"
        if self.verdict is not None:
            kind = f" type={_attribute(self.kind)}" if self.kind else ""
            text = f">{_text(self.text)}</{self.verdict}>" if self.text else "/>"
            yield f"      <{self.verdict} message={_attribute(self.message)}{kind}{text}"
        if self.output:
            yield f"      <system-out>{_text(self.output)}</system-out>"
        yield "    </testcase>"


@dataclass(frozen=True, slots=True)
class JunitSuite:
    """The tests of one subject; ``properties`` are pairs of name and value, ``timestamp`` is ISO 8601."""

    name: str
    cases: Sequence[JunitCase]
    properties: Sequence[tuple[str, str]] = ()
    output: str = ""
    seconds: float | None = None
    timestamp: str = ""

    def lines(self) -> Iterator[str]:
        """Its XML."""
        time = "" if self.seconds is None else f' time="{self.seconds:.3f}"'
        time += f" timestamp={_attribute(self.timestamp)}" if self.timestamp else ""
        yield f"  <testsuite name={_attribute(self.name)} {_counts(self.cases, _VERDICTS)}{time}>"
        if self.properties:
            yield "    <properties>"
            for name, value in self.properties:
                yield f"      <property name={_attribute(name)} value={_attribute(value)}/>"
            yield "    </properties>"
        for case in self.cases:
            yield from case.lines(self.name)
        if self.output:
            yield f"    <system-out>{_text(self.output)}</system-out>"
        yield "  </testsuite>"


def junit_document(name: str, suites: Sequence[JunitSuite]) -> str:
    """The whole report."""
    # The outermost element has no attribute for skipped tests.
    totals = _counts((case for suite in suites for case in suite.cases), ("failure", "error"))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={_attribute(name)} {totals}>"]
    for suite in suites:
        lines += suite.lines()
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _counts(cases: Iterable[JunitCase], verdicts: Iterable[Verdict]) -> str:
    """The attributes with the number of tests and of each of ``verdicts``."""
    ended = [case.verdict for case in cases]
    return " ".join(
        [f'tests="{len(ended)}"', *(f'{_VERDICTS[verdict]}="{ended.count(verdict)}"' for verdict in verdicts)]
    )


def _attribute(text: str) -> str:
    """``text`` as the value of an attribute, in quotes."""
    return quoteattr(_ILLEGAL.sub("\ufffd", text))


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))
