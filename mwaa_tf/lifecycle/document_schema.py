"""The JSON Schemas of what commands print for programs."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import msgspec


def document_schema(document: type[msgspec.Struct], title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``document``; of the names of its types, the ending `Document` is left out."""
    described = json.dumps(msgspec.json.schema(document))
    renamed = re.sub(r'"((?:#/\$defs/)?[A-Z]\w*)Document"', r'"\1"', described)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **cast("dict[str, Any]", json.loads(renamed)),
    }
