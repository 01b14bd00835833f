"""``json_load.py FILE``: the least that Python can do with a plan: the standard library makes objects of all of it."""

from __future__ import annotations

import json
import sys

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as stream:  # noqa: PTH123 - nothing is imported that need not be
        json.load(stream)
