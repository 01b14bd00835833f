"""Faults in Terraform: found in the text, which is formatted by `terraform fmt` and has one argument per line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.mutation.mutant import Mutant

#: What is for people only, and what another provider would have to notice.
_SKIPPED = re.compile(
    rb"^ *(?:description|error_message) *= *(?:<<-?EOT\n(?s:.*?)^ *EOT$|.*$)|^terraform \{\n(?s:.*?)^\}|#.*$",
    re.MULTILINE,
)

_BLOCK = rb"^( +)(?:lifecycle|validation|precondition|postcondition) \{\n(?:.*\n)*?\1\}\n"
_LIFECYCLE = rb"^ +(?:create_before_destroy|ignore_changes) *= .*\n"

#: Kind of a fault, what it replaces, and with what.
_FAULTS: tuple[tuple[str, re.Pattern[bytes], str], ...] = (
    ("depends_on", re.compile(rb"^ +depends_on *= *\[(?:[^\]]*)\]\n", re.MULTILINE), ""),
    ("block", re.compile(_BLOCK, re.MULTILINE), ""),
    ("lifecycle", re.compile(_LIFECYCLE, re.MULTILINE), ""),
    ("boolean", re.compile(rb"\btrue\b"), "false"),
    ("boolean", re.compile(rb"\bfalse\b"), "true"),
    ("and/or", re.compile(rb"&&"), "||"),
    ("and/or", re.compile(rb"\|\|"), "&&"),
    ("comparison", re.compile(rb"=="), "!="),
    ("comparison", re.compile(rb"!="), "=="),
    ("comparison", re.compile(rb"<="), "<"),
    ("comparison", re.compile(rb">="), ">"),
    ("comparison", re.compile(rb"(?<=\s)<(?=\s)"), "<="),
    ("comparison", re.compile(rb"(?<=\s)>(?=\s)"), ">="),
    ("not", re.compile(rb"!(?=[\w(])"), ""),
    ("string", re.compile(rb'(?<=")(?:Allow|Deny)(?=")'), "Other"),
    ("string", re.compile(rb'(?<=")[a-z0-9-]+:[A-Z*]\w*\*?(?=")'), "none:None"),
    ("string", re.compile(rb'(?<=")(?:aws|kms|s3|ec2|iam|sts|airflow):[A-Za-z]+(?=" *[=:])'), "aws:Other"),
    ("string", re.compile(rb'(?<=")[a-z-]+\.amazonaws\.com(?=")'), "other.amazonaws.com"),
    ("string", re.compile(rb'(?<=")(?:String|Arn|Ip|Bool|Null)\w+(?=" *[=:])'), "StringLikeIfExists"),
    ("argument", re.compile(rb"^  [a-z]\w* += [^\[{<(\n]*[^\[{(\n]\n(?=\n|  \S|\})", re.MULTILINE), ""),
)

_NUMBER = re.compile(rb'(?<![\w."$-])\d+(?![\w."])')
_RESOURCE = re.compile(rb'^(?:resource|data) "\w+" "\w+" \{\n.*?^\}', re.MULTILINE | re.DOTALL)


def hcl_faults(file: str, source: bytes) -> Iterator[Mutant]:
    """Every fault that can be put into the Terraform file ``source``."""
    skipped = [match.span() for match in _SKIPPED.finditer(source)]
    resources = [match.span() for match in _RESOURCE.finditer(source)]

    def mutate(kind: str, start: int, end: int, text: str) -> Iterator[Mutant]:
        if any(begin <= start < finish for begin, finish in skipped):
            return
        # An argument of a resource may be left out; a local or an output may not.
        if kind == "argument" and not any(begin < start < finish for begin, finish in resources):
            return
        yield Mutant(file, kind, start, end, text, source)

    for kind, pattern, text in _FAULTS:
        for match in pattern.finditer(source):
            yield from mutate(kind, *match.span(), text)
    for match in _NUMBER.finditer(source):
        yield from mutate("number", *match.span(), str(int(match[0]) + 1 if int(match[0]) < 20 else 2 * int(match[0])))
