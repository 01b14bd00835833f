"""Workspaces as entries of matrices: each entry has one identity, and no matrix more entries than an engine takes."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from mwaa_tf.blueprint import Workspace

T = TypeVar("T")


def batches(groups: Iterable[Sequence[T]], most: int) -> list[list[T]]:
    """Split each of ``groups`` into batches of equal size, the smallest with which there are at most ``most`` batches.

    No batch has elements of two groups. More groups than ``most`` are as many batches.
    """
    lists = [list(group) for group in groups]
    longest = max(map(len, lists), default=1)
    size = max(1, math.ceil(sum(map(len, lists)) / most))
    while size < longest and sum(math.ceil(len(group) / size) for group in lists) > most:
        size += 1
    return [batch for group in lists for batch in split(group, size)]


def split(elements: Sequence[T], size: int) -> Iterator[list[T]]:
    """Consecutive parts of ``elements`` with at most ``size`` of them each, as equal as possible."""
    parts = math.ceil(len(elements) / size)
    remaining = iter(elements)
    for part in range(parts):
        yield list(islice(remaining, (len(elements) + parts - part - 1) // parts))


def grouped(workspaces: Iterable[Workspace], *keys: Iterable[Hashable]) -> list[list[Workspace]]:
    """``workspaces`` by account and by ``keys``, one per workspace, in the order in which each group first occurs."""
    groups: dict[Hashable, list[Workspace]] = {}
    for workspace, *further in zip(workspaces, *keys, strict=True):
        groups.setdefault((workspace.account.account_id, *further), []).append(workspace)
    return list(groups.values())
