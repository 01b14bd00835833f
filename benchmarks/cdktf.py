"""What the benchmarks of CDKTF share: it runs on Node.js."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.measure import PYTHON, BrokenRunError, NotMeasured, Sample, run

_CHILDREN = Path(__file__).parent / "children"

#: jsii warns of each release of Node.js that its authors do not test or no longer support; each takes a list of them.
_QUIET = dict.fromkeys(
    (
        "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION",
    ),
    ",".join(map(str, range(18, 40))),
)


def needs_node() -> None:
    """Raise :class:`NotMeasured` where there is no Node.js."""
    if shutil.which("node") is None:
        raise NotMeasured("cdktf needs Node.js, and there is no node on PATH")


def synthesize(app: str, source: Path, folder: Path, stacks: int) -> Sample:
    """Run and time the app ``children/<app>``, which synthesizes ``source`` into ``stacks`` stacks below ``folder``."""
    output = folder / f"{app}.out"
    output.mkdir()
    sample = run([PYTHON, _CHILDREN / app, source, output], environment=_QUIET)
    if (made := len(list(output.glob("stacks/*/cdk.tf.json")))) != stacks:
        raise BrokenRunError(f"{output}: {made} stacks were synthesized instead of {stacks}")
    return sample
