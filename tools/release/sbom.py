"""``python -m tools.release.sbom DRAFT WHEEL CONSTRAINTS OUTPUT``: complete the SBOM that cyclonedx-py writes.

cyclonedx-py reads the environment into which the wheel and its locked dependencies were installed, and pyproject.toml,
which has no version. This adds what only the wheel tells: version, package URL and digest. It exits with 1 if the
components are not exactly the packages of the lock that this platform installs.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename


class SbomError(ValueError):
    """An SBOM that does not say what is installed with the wheel."""


def locked(constraints: str) -> dict[str, str]:
    """Name -> version of the pins in ``constraints`` that apply to this platform."""
    lines = [line.removesuffix("\\").strip() for line in constraints.splitlines() if "==" in line]
    pins = [Requirement(line) for line in lines if not line.startswith(("#", "--"))]
    return {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }


def complete(draft: dict[str, Any], wheel: Path, pins: dict[str, str]) -> dict[str, Any]:
    """``draft`` with what the wheel tells of itself. Raises :class:`SbomError` where it differs from ``pins``."""
    name, version, _, _ = parse_wheel_filename(wheel.name)
    components: dict[str, str] = {canonicalize_name(part["name"]): part["version"] for part in draft["components"]}
    if components != pins:
        different = sorted(key for key in {*components, *pins} if components.get(key) != pins.get(key))
        raise SbomError(f"the SBOM differs from the lock in: {', '.join(different)}")
    subject = {
        **draft["metadata"]["component"],
        "version": str(version),
        "purl": f"pkg:pypi/{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}],
    }
    return {**draft, "metadata": {**draft["metadata"], "component": subject}}


def main(arguments: list[str]) -> int:
    """Write the completed SBOM; return the exit code."""
    draft, wheel, constraints, output = map(Path, arguments)
    try:
        sbom = complete(json.loads(draft.read_text("utf-8")), wheel, locked(constraints.read_text("utf-8")))
    except SbomError as error:
        print(error, file=sys.stderr)
        return 1
    output.write_text(json.dumps(sbom, indent=2, sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
