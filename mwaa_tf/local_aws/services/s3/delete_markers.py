"""The marker of a deleted object can be thrown away like an object.

When moto drops versions of an object, it closes the file behind each, and takes a delete marker for one that has a
file. Whatever was locked in S3 has left such markers.
"""

from __future__ import annotations


def install() -> None:
    """Give moto's markers what it calls. A second call changes nothing."""
    from moto.s3.models import FakeDeleteMarker

    if not hasattr(FakeDeleteMarker, "dispose"):
        FakeDeleteMarker.dispose = _nothing  # type: ignore[attr-defined]


def _nothing(_: object, garbage: bool = False) -> None:
    """A marker has no file."""
