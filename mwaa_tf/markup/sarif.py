"""Parts of SARIF 2.1.0 (OASIS, sarif-v2.1.0-os) that results of all kinds have in common."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any
from urllib.parse import quote

from mwaa_tf.markup.untrusted import clean

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class ResultFingerprints:
    """Fingerprints of the results of a run, which stay the same in the next run, also of several at one place."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, ...]] = Counter()

    def next(self, *place: str) -> str:
        """The fingerprint of the next result at ``place``, in hexadecimal digits."""
        self._seen[place] += 1
        return hashlib.sha256(json.dumps([*place, self._seen[place]]).encode()).hexdigest()


def location(folder: str, resource: str) -> dict[str, Any]:
    """A place that is no file: ``folder``, which code scanning needs, and ``resource`` in it, which may be empty."""
    module = clean(folder)
    logical = {"fullyQualifiedName": module, "kind": "module"}
    if resource:
        name = clean(resource)
        logical = {"name": name, "fullyQualifiedName": f"{module}/{name}", "kind": "resource"}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(module, safe="/") or "."},
            "region": {"startLine": 1},
        },
        "logicalLocations": [logical],
    }
