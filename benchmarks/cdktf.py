"""Shared by the benchmarks of CDKTF, which runs on Node.js."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.measure import PYTHON, BrokenRunError, NotMeasured, Sample, run

_CHILDREN = Path(__file__).parent / "children"

#: jsii warns about untested and unsupported releases of Node.js; each variable takes a list of releases to accept.
_QUIET = dict.fromkeys(
    (
        "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION",
    ),
    ",".join(map(str, range(18, 40))),
)


def needs_node() -> None:
    """Raise :class:`NotMeasured` if Node.js is not installed."""
    if shutil.which("node") is None:
        raise NotMeasured("cdktf needs Node.js, and there is no node on PATH")


def synthesize(app: str, source: Path, folder: Path, stacks: int) -> Sample:
    """Run and time the app ``children/<app>``, which synthesizes ``source`` into ``stacks`` stacks below ``folder``."""
    output = folder / f"{app}.out"
    output.mkdir()
    sample = run([PYTHON, _CHILDREN / app, source, output], environment=_QUIET)
    if (synthesized := len(list(output.glob("stacks/*/cdk.tf.json")))) != stacks:
        raise BrokenRunError(f"{output}: {synthesized} stacks were synthesized instead of {stacks}")
    return sample
