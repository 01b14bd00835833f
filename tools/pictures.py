"""Make the pictures of the documents: deployments as SVG, and a review as a comment and as a page.

`python -m tools.pictures`, wherever `chromium` is on the PATH, which photographs the review. Those pictures are looked
at, not compared: another Chromium draws other pixels. Those of deployments are compared by tests/graph.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

from mwaa_tf import build_blueprint, load
from mwaa_tf.graph import draw
from mwaa_tf.review import review_plans
from mwaa_tf.review.formats import Options, write
from mwaa_tf.review.read import read_plans

_REPOSITORY = Path(__file__).parent.parent
_PLANS = _REPOSITORY / "tests/docs/fixtures/plans"
_IMAGES = _REPOSITORY / "docs/images"

_WIDTH = 960

#: About what GitHub does with a comment.
_COMMENT = """<!doctype html><meta charset="utf-8"><style>
body { margin: 24px; font: 14px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1f2328; background: #fff }
article { border: 1px solid #d1d9e0; border-radius: 6px }
header { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e }
header b { color: #1f2328 } section { padding: 4px 16px 8px }
h2 { font-size: 20px; border-bottom: 1px solid #d1d9e0; padding-bottom: 6px; margin: 12px 0 }
code { background: #818b981f; padding: 2px 5px; border-radius: 6px; font: 12px "DejaVu Sans Mono", monospace }
pre { background: #f6f8fa; border-radius: 6px; padding: 12px; overflow: hidden }
pre code { background: none; padding: 0; line-height: 1.45 }
pre span { display: block } .a { background: #dafbe1; color: #116329 } .r { background: #ffebe9; color: #82071e }
.c { color: #953800 } .m { color: #6639ba; font-weight: 600 }
table { border-collapse: collapse; margin: 12px 0 } td, th { border: 1px solid #d1d9e0; padding: 4px 12px }
tr:nth-child(even) { background: #f6f8fa } ul { padding-left: 24px } li { margin: 6px 0 }
details { margin: 6px 0 } details details { margin-left: 16px } sub { color: #59636e }
</style><article><header><b>github-actions</b> bot commented</header><section>"""

_DOTS = {"🔴": "#dd2e44", "🟠": "#f4900c", "🔵": "#55acee"}

_SIGNS = {"+": "a", "-": "r", "!": "c", "@": "m"}


#: Picture -> the configuration that it is of, and whether it is drawn in detail.
DEPLOYMENTS = {
    "analytics.svg": ("mwaa.yaml", False),
    "web-access-detail.svg": ("examples/web-access/mwaa.yaml", True),
}


def deployment_picture(name: str) -> str:
    """The picture of one of :data:`DEPLOYMENTS`."""
    config, detail = DEPLOYMENTS[name]
    return draw([build_blueprint(load(_REPOSITORY / config))], "svg", detail=detail)


def main() -> int:
    """Write all pictures."""
    for name in DEPLOYMENTS:
        (_IMAGES / name).write_text(deployment_picture(name), encoding="utf-8")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("chromium is not on the PATH (Debian: apt-get install chromium)", file=sys.stderr)
        return 2
    reviewed = review_plans(read_plans([str(_PLANS)]))
    (comment,) = write(reviewed, "markdown", Options())
    (page,) = write(reviewed, "html", Options())
    for name, text, height in (("review-comment", _as_comment(comment), 990), ("review-page", page, 1040)):
        _photograph(chromium, text, _IMAGES / f"{name}.png", height)
    return 0


def _as_comment(markdown: str) -> str:
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    # The changes are folded; one workspace and one change are shown as a reader opens them.
    body = re.sub(r"<details>(?=<summary><code>(?:2-environments/data-etl|~ module))", "<details open>", body)
    # A machine without a screen has no font with these signs.
    for sign, colour in _DOTS.items():
        body = body.replace(sign, f'<span style="color: {colour}">●</span>')
    body = re.sub(r'<pre><code class="language-diff">(.*?)</code></pre>', _coloured, body, flags=re.DOTALL)
    return f"{_COMMENT}{body}</section></article>"


def _coloured(found: re.Match[str]) -> str:
    lines = html.unescape(found[1]).rstrip("\n").split("\n")
    spans = (f'<span class="{_SIGNS.get(line[:1], "n")}">{html.escape(line) or " "}</span>' for line in lines)
    return f"<pre><code>{''.join(spans)}</code></pre>"


def _photograph(chromium: str, text: str, picture: Path, height: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(text, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--log-level=3"]
        command += [f"--user-data-dir={folder}/profile", f"--window-size={_WIDTH},{height}", f"--screenshot={picture}"]
        subprocess.run([*command, file.as_uri()], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    sys.exit(main())
