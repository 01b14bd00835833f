"""References, and the values that they are the origins of."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Key:
    """An index that is a literal text, such as ``["a"]``; with None, every element that a ``for`` goes through."""

    name: str | None


@dataclass(frozen=True, slots=True)
class Splat:
    """``[*]`` or ``.*``: every element of a list, or anything else as the only element of one."""


#: An attribute, a :class:`Key`, a :class:`Splat`, or None for any other index.
Step = str | Key | Splat | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A chain of names, such as ``module.vpc[0].vpc_id``, with the line that it begins in."""

    line: int
    steps: tuple[Step, ...]

    @property
    def names(self) -> tuple[str | None, ...]:
        """The steps without the difference between ``.name`` and ``["name"]``."""
        return tuple(
            step.name if isinstance(step, Key) else None if isinstance(step, Splat) else step for step in self.steps
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a reference, in ``depth`` collections that the expression itself builds."""

    reference: Reference
    depth: int = 0

    def step(self, step: Step) -> Origin:
        """The attribute or element."""
        if self.depth:
            return replace(self, depth=self.depth - 1)
        return replace(self, reference=replace(self.reference, steps=(*self.reference.steps, step)))

    def elements(self) -> Origin:
        """The collection of the elements."""
        return self if self.depth else replace(self.step(Key(None)), depth=1)
