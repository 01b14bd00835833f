"""The configuration of Sphinx; ``python -m tools.site`` writes what it reads."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

sys.path.insert(0, str(Path(__file__).parents[2]))

from mwaa_tf import __version__
from tools.site.api import show_plain_types
from tools.site.transforms import AddressLikeGitHub, AnchorFields, MarkInputs

project = "mwaa_tf"
author = "the authors of mwaa_tf"
project_copyright = "the authors of mwaa_tf, Apache-2.0"
version = release = __version__
language = "en"
smartquotes = False  # two hyphens of an option are no dash

extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_extra_path = ["../../build/site-work/extra"]
exclude_patterns = ["images"]
nitpicky = False  # annotations name classes of other projects, whose documentation needs a network

myst_heading_anchors = 6
myst_url_schemes = {
    "http": None,
    "https": None,
    "mailto": None,
    "published": {"url": "{{path}}"},  # a file that the site has and Sphinx does not know
}

autodoc_default_options = {"members": True, "exclude-members": "model_config, renamed_keys", "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = "mwaa_tf"
html_static_path = ["static"]
html_favicon = "static/favicon.svg"
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_context = {"default_mode": "auto"}  # dark where the reader's system is
html_copy_source = False
html_show_sphinx = False
html_sidebars: dict[str, list[str]] = {"index": [], "search": []}
html_theme_options: dict[str, Any] = {
    "logo": {"text": "mwaa_tf", "alt_text": "mwaa_tf, first page"},
    "navbar_align": "left",
    "navbar_end": ["version-switcher", "theme-switcher"],
    "header_links_before_dropdown": 6,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "switcher": {"json_url": "../versions.json", "version_match": os.environ.get("SITE_VERSION", "main")},
    "check_switcher": False,  # the list is written when all versions are there
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_center": [],
    "footer_end": ["site-version"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
templates_path = ["templates"]


def without_fields(*event: Any) -> tuple[str, str] | None:
    """No signature for a model: its fields follow it, each with its type and meaning."""
    _, _, _, value, *_ = event  # app, what, name, object, options, signature, returns
    return ("", "") if isinstance(value, type) and issubclass(value, BaseModel) else None


def setup(app: Any) -> dict[str, bool]:
    """Extend Sphinx."""
    show_plain_types()
    app.add_transform(AddressLikeGitHub)
    app.add_transform(AnchorFields)
    app.add_transform(MarkInputs)
    app.connect("autodoc-process-signature", without_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
