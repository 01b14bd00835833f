"""Pages of HTML that load nothing else: their policy, and sentences in them."""

from __future__ import annotations

import base64
import hashlib

from markupsafe import Markup

from mwaa_tf.markup.untrusted import prose


def sentence_markup(text: str) -> Markup:
    """A sentence, with what stands between backticks as code."""
    parts = prose(text).split("`")
    if len(parts) % 2 == 0:
        return Markup.escape("`".join(parts))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else Markup.escape(part) for index, part in enumerate(parts)
    )


def content_policy(style: str, script: str = "") -> str:
    """What a page may do: run its own ``script``, use its own ``style``, and nothing else."""
    scripts = (f"script-src '{_digest(script)}'",) if script else ()
    return "; ".join(
        (
            "default-src 'none'",
            *scripts,
            f"style-src '{_digest(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
