"""A local AWS: several accounts, shared subnets and Amazon MWAA, in one process on 127.0.0.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mwaa_tf.local_aws.local_aws import LocalAws

__all__ = ["LocalAws"]


def __getattr__(name: str) -> Any:
    # moto takes a second to import, and the clock, say, does not need it.
    if name == "LocalAws":
        from mwaa_tf.local_aws.local_aws import LocalAws

        return LocalAws
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
