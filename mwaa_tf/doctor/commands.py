"""Commands in texts for people, as they can be run for the environment that a text is about."""

from __future__ import annotations

import re

from mwaa_tf.doctor.target import Target

#: A step with mwaa_tf, or two of them, and what leads to it.
_APPLY = re.compile(r"(?:: )?`mwaa_tf apply [^`]*`(?: and `mwaa_tf apply [^`]*`)*")

#: A command of the AWS CLI with all its arguments; one without any only names what to use.
_AWS = re.compile(r"`(aws [a-z0-9-]+ [a-z0-9-]+ --[^`]*)`")


def runnable(fix: str, target: Target) -> str:
    """``fix`` with the configuration and the region that its commands need.

    An environment without a configuration has nothing that mwaa_tf applies: the rest of the sentence says what to do.
    """
    if target.settings is None:
        fix = _APPLY.sub("", fix)
    elif target.options:
        fix = fix.replace("`mwaa_tf apply ", f"`mwaa_tf apply {target.options} ")
    return _AWS.sub(lambda match: f"`{_with_region(match[1], target.region)}`", fix)


def _with_region(command: str, region: str) -> str:
    return command if not region or " --region " in command else f"{command} --region {region}"


def command(name: str, target: Target, *options: str) -> str:
    """The command ``name`` about ``target``, to copy: ``mwaa_tf doctor data-etl --only access``."""
    return " ".join(filter(None, ("mwaa_tf", name, target.arguments, *options)))
