"""``pack.py FOLDER FILE``: the paths and contents of all files in FOLDER, pickled into FILE for ``plain_loop.py``.

A process of its own, so that the contents do not swell the one that measures.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path


def main(folder: Path, packed: Path) -> None:
    """Paths are relative to ``folder``, with slashes, in alphabetical order."""
    files = [
        (path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()
    ]
    packed.write_bytes(pickle.dumps(files))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
