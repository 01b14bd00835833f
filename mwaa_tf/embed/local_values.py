"""What the local values of a module come from, so that ``local.network.vpc_id`` is a read of ``module.network``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mwaa_tf.embed.repository import Repository
from mwaa_tf.hcl.syntax import Origin, Reference


@dataclass(frozen=True, slots=True)
class LocalValues:
    """The locals of one module, by name."""

    values: Mapping[str, tuple[Origin, ...]]
    has_modules: bool
    """Whether any local may come from a module."""

    @classmethod
    def of(cls, repository: Repository, folder: str) -> LocalValues:
        """The locals of the module in ``folder``; those of an override file replace the ones of the same name."""
        files = sorted(repository.modules.get(folder, ()), key=lambda file: file.is_override)
        values: dict[str, tuple[Origin, ...]] = {}
        for file in files:
            if "locals" in file.text:
                values |= file.contents.locals
        names = (origin.reference.names[0] for origins in values.values() for origin in origins)
        return cls(values, "module" in names)

    def origins(self, reference: Reference) -> Iterator[Reference]:
        """``reference``, and where the local that it reads comes from, in the place of that local.

        A local that is an output already is read where it is defined, so that what is read of it is no other output.
        """
        yield reference
        pending = [(reference, frozenset[str]())]
        while pending:
            read, seen = pending.pop()
            match read.names:
                case ("local", str(name), *_) if name not in seen:
                    for origin in self.values.get(name, ()):
                        source = origin
                        for step in read.steps[2:]:
                            source = source.step(step)
                        is_output = any(isinstance(step, str) for step in origin.reference.steps[2:])
                        if source.depth == 0 and not is_output:
                            yield source.reference
                        pending.append((source.reference, seen | {name}))
