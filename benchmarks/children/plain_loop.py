"""``plain_loop.py FILE FOLDER``: writes the files of ``pack.py`` below FOLDER, and prints the seconds the loop took.

The least that Python can do for files in folders: each folder is made once, each file is opened, written and closed.
"""

from __future__ import annotations

import os
import pickle
import sys
import time


def write(files: list[tuple[str, bytes]], root: str) -> float:
    """Write ``files`` below ``root`` and return the seconds from the first folder to the last file."""
    start = time.perf_counter()
    made = set()
    for path, contents in files:
        folder = f"{root}/{path}".rpartition("/")[0]
        if folder not in made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - pathlib would make this loop slower than it must be
            made.add(folder)
        with open(f"{root}/{path}", "wb") as file:  # noqa: PTH123
            file.write(contents)
    return time.perf_counter() - start


def main() -> None:
    """What the module's docstring says."""
    with open(sys.argv[1], "rb") as packed:  # noqa: PTH123
        files = pickle.load(packed)  # noqa: S301 - pack.py wrote it a moment ago
    print(write(files, sys.argv[2]))


if __name__ == "__main__":
    main()
