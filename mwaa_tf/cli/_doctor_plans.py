"""The plans that `doctor --plan` looks at."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_tf.cli._options import DEFAULT_CONFIG, load_jobs
from mwaa_tf.errors import UsageError
from mwaa_tf.text import did_you_mean, join_words

if TYPE_CHECKING:
    from mwaa_tf.config import Deployment
    from mwaa_tf.doctor import EnvironmentView
    from mwaa_tf.terraform.plan_json import PlanJson

#: The plan that is read from standard input.
_STDIN = "-"


def planned_views(
    arguments: Sequence[str], keys: Sequence[str], sections: Collection[str], configs: Sequence[Path]
) -> tuple[EnvironmentView, ...]:
    """The views of the environments in the plans, or of those that ``keys`` name.

    Raises :class:`UsageError` for what is no plan, and for plans without an environment.
    """
    from mwaa_tf.doctor import collect_plans

    views = collect_plans(_plans(arguments), sections, _deployments(configs))
    known = [view.target.key for view in views]
    if not known:
        raise UsageError("--plan: no plan has an aws_mwaa_environment; name the plan that has it, or the folder of all")
    for key in keys:
        if key not in known:
            raise UsageError(
                f"no plan has the environment {key!r}{did_you_mean(key, known)}; they have {join_words(known)}"
            )
    return tuple(view for view in views if not keys or view.target.key in keys)


def check_plan_usage(others: Mapping[str, object]) -> None:
    """Raise :class:`UsageError` for an option that asks AWS, or that reads a configuration."""
    for option, value in others.items():
        if value:
            raise UsageError(f"--plan and {option} are mutually exclusive: nothing is read from AWS")


def _deployments(configs: Sequence[Path]) -> list[Deployment]:
    """What the configurations say; where none is named, one need not exist: anyone's plans are looked at."""
    if tuple(configs) == (DEFAULT_CONFIG,) and not DEFAULT_CONFIG.exists():
        return []
    return [job.deployment for job in load_jobs(configs, quiet=True)]


def _plans(arguments: Sequence[str]) -> Mapping[str, PlanJson]:
    from mwaa_tf.review.read import read_plans

    files = [argument for argument in arguments if argument != _STDIN]
    plans = dict(read_plans(files)) if files else {}
    if len(files) < len(arguments):
        if "stdin" in plans:
            raise UsageError("--plan: a plan is named stdin; give it another name: NAME=FILE")
        plans["stdin"] = _from_stdin()
    return plans


def _from_stdin() -> PlanJson:
    from mwaa_tf.review.scan import LARGEST_PLAN
    from mwaa_tf.terraform.plan_json import parse_plan

    contents = sys.stdin.buffer.read(LARGEST_PLAN + 1)
    if len(contents) > LARGEST_PLAN:
        raise UsageError(f"standard input is larger than {LARGEST_PLAN / 2**20:g} MiB")
    return parse_plan(contents, "standard input")
