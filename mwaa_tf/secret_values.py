"""Values that are a secret whatever they are called."""

from __future__ import annotations

import re

_PATTERNS = {
    "an AWS access key id": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a private key": re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=-----BEGIN )|\Z)", re.DOTALL
    ),
    "a URL with a password": re.compile(r"(?<![a-z0-9+.-])[a-z0-9+.-]++://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE),
    "a token": re.compile(r"\b(?:ghp|gho|ghs|glpat|xox[abprs])[_-][0-9A-Za-z-]{16,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."),
}

#: One of these is in every text with a secret, unless it is a URL. Most texts have none, and to look is fast.
_TRACES = ("AKIA", "ASIA", "PRIVATE KEY", "ghp", "gho", "ghs", "glpat", "xox", "eyJ")


def kind_of_secret(text: str) -> str | None:
    """What kind of secret ``text`` looks like, or has in it; None for anything else."""
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(text)), None)


def redacted(text: str) -> str:
    """``text`` with every secret in it replaced by what kind it was: ``(an AWS access key id)``."""
    if not any(trace in text for trace in _TRACES) and not ("@" in text and "://" in text):
        return text
    for kind, pattern in _PATTERNS.items():
        text = pattern.sub(f"({kind})", text)
    return text
