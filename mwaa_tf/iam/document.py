"""A policy document as data (IAM user guide, pages reference_policies_grammar and reference_policies_elements).

A document that AWS would reject is parsed as far as possible: everything that does not follow the grammar becomes a
problem of its statement, or of the document, so that nothing is skipped without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

DEFAULT_VERSION = "2008-10-17"
"""The version of a document that names none (page reference_policies_elements_version)."""

VERSIONS = (DEFAULT_VERSION, "2012-10-17")

PRINCIPAL_TYPES = ("AWS", "CanonicalUser", "Federated", "Service")

_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")


@dataclass(frozen=True, slots=True)
class Element:
    """Actions or resources of a statement: what a pattern matches or, where ``negated``, what no pattern matches."""

    patterns: tuple[str, ...]
    negated: bool = False


EVERYTHING = Element(("*",))


@dataclass(frozen=True, slots=True)
class Principal:
    """A principal that a policy names (page reference_policies_elements_principal).

    ``type`` is a key of the `Principal` element: `AWS`, `Service`, `Federated` or `CanonicalUser`. The ARN of an
    account's root and the account's id mean the same and are both the id here.
    """

    type: str
    value: str

    @classmethod
    def parse(cls, principal_type: str, value: str) -> Principal:
        """The principal that stands as ``value`` under ``principal_type``."""
        root = _ROOT.fullmatch(value) if principal_type == "AWS" else None
        return cls(principal_type, root[1] if root else value)

    @property
    def is_everyone(self) -> bool:
        """Whether it is ``*``; ``"*"`` and ``{"AWS": "*"}`` are equivalent."""
        return self.value == "*" and self.type == "AWS"


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """The principals of a statement or, where ``negated`` (`NotPrincipal`), everyone else."""

    principals: tuple[Principal, ...]
    negated: bool = False


EVERYONE = PrincipalElement((Principal("AWS", "*"),))


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of one operator, with the values that it is compared with."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyStatement:
    """One statement of a policy.

    An element that the statement does not have is ``None``; a trust policy has no resources, for example.
    """

    effect: str
    """`Allow` or `Deny`; whatever else the document says is one of the ``problems``."""
    actions: Element | None = None
    resources: Element | None = None
    principals: PrincipalElement | None = None
    conditions: tuple[Condition, ...] = ()
    sid: str = ""
    problems: tuple[str, ...] = ()
    """Why the statement cannot be judged; none for a statement that follows the grammar."""
    index: int = field(default=0, compare=False)
    """Position in the document, from 0."""

    @property
    def allows(self) -> bool:
        """Whether the effect is `Allow`."""
        return self.effect == "Allow"

    @property
    def denies(self) -> bool:
        """Whether the effect is `Deny`."""
        return self.effect == "Deny"

    @property
    def name(self) -> str:
        """What messages call the statement: its Sid, or its position."""
        return f"statement {self.sid!r}" if self.sid else f"statement {self.index + 1}"


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy document."""

    statements: tuple[PolicyStatement, ...] = ()
    version: str = DEFAULT_VERSION
    id: str = ""
    problems: tuple[str, ...] = ()
    """What is wrong with the document outside of its statements."""
    unreadable: bool = False
    """Whether the text is no JSON object with statements, so that nothing is known of what it allows or denies."""

    @property
    def has_variables(self) -> bool:
        """Whether ``${aws:username}`` is a variable and not plain text (page reference_policies_variables)."""
        return self.version == VERSIONS[-1]

    @property
    def all_problems(self) -> tuple[str, ...]:
        """The problems of the document and of its statements, as sentences."""
        return (*self.problems, *(f"{item.name}: {text}" for item in self.statements for text in item.problems))

    def with_effect(self, effect: Literal["Allow", "Deny"]) -> tuple[PolicyStatement, ...]:
        """The statements with ``effect``."""
        return tuple(statement for statement in self.statements if statement.effect == effect)


#: A policy that allows everything to everyone: what an endpoint without a policy has (page vpc-endpoints-access of the
#: AWS PrivateLink guide), or AWS's `FullAWSAccess`.
FULL_ACCESS = PolicyDocument((PolicyStatement("Allow", EVERYTHING, EVERYTHING, EVERYONE),), version=VERSIONS[-1])

#: The same for a principal: a policy of a principal names none.
FULL_IDENTITY_ACCESS = PolicyDocument((PolicyStatement("Allow", EVERYTHING, EVERYTHING),), version=VERSIONS[-1])
