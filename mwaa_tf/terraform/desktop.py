"""Programs of the person's desktop and session: the browser, and the plugin of Session Manager.

They are here because this package is the only one that starts processes.
"""

from __future__ import annotations

import shutil
import subprocess
import webbrowser
from contextlib import suppress
from pathlib import Path

#: Browsers with the argument --host-resolver-rules, by the names of their programs.
_CHROMIUM = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "brave-browser")


def open_browser(address: str) -> bool:
    """Open ``address`` in the person's browser, which BROWSER names or the system knows; False where there is none.

    Other users see ``address`` in the list of processes: it must not have a secret in it that lasts.
    """
    with suppress(webbrowser.Error, OSError):
        return webbrowser.open(address)
    return False


def find_chromium() -> str | None:
    """The program of a browser that can resolve a host name to an address that is given to it; None for none."""
    return next((path for name in _CHROMIUM if (path := shutil.which(name))), None)


def mapping_arguments(host: str, port: int, profile: Path) -> list[str]:
    """Arguments of such a browser, which resolve ``host`` to a port of this machine, in a profile of its own."""
    return [f"--user-data-dir={profile}", "--no-first-run", f"--host-resolver-rules=MAP {host} 127.0.0.1:{port}"]


def program_version(program: str) -> str:
    """The first line that ``program --version`` prints; empty where it fails."""
    with suppress(OSError, subprocess.SubprocessError):
        printed = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
        lines = printed.stdout.strip().splitlines()
        return lines[0].strip() if lines else ""
    return ""
