"""Text reaches Terraform as that very text: written here, evaluated there, compared."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mwaa_tf.hcl import attributes
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.results import Formatting

HOSTILE = [
    "",
    " ",
    "plain",
    '"',
    '""',
    "'",
    "\\",
    "\\\\",
    '\\"',
    "\\n is no line end",
    "a\nb\n",
    "\r\n",
    "\t",
    "${",
    "${var.x}",
    "$${",
    "$$${",
    "$$$${x}",
    "$",
    "$$",
    "$ {",
    "{$",
    "%{",
    "%{ if true }x%{ endif }",
    "%%{",
    "%%%{",
    "%",
    "${%{",
    "%{${",
    "%${",
    "$%{",
    "\\${x}",
    "\\$${x}",
    "<<EOT\nx\nEOT",
    "# no comment",
    "// nor this",
    "/* nor that */",
    "}",
    "{ a = 1 }",
    "[1, 2]",
    "null",
    "true",
    "\x00",
    "".join(map(chr, range(32))),
    "\x7f\x80\x85\x9f",
    "\u00a0\u00ad",
    "\u2028\u2029",
    "\ufeff",
    "\ufffe\uffff",
    "\ue000 private",
    "\u200b\u200d\u2060",
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2069",
    "été",
    "q\u0308\u0323" if unicodedata.is_normalized("NFC", "q\u0308\u0323") else "q\u0323\u0308",
    "\u0308 begins with a combining mark",
    "العربية",
    "עברית ${x}",
    "東京",
    "한국어",
    "ไทย",
    "नमस्ते",
    "🚀",
    "👩‍👩‍👧‍👦",
    "🇫🇷🇫",
    "👍🏽",
    "\U0010ffff",
    "\U00010348",
    "$\u200b{",
    "\u202e${",
    "1",
    "012345678901",
    "2.10",
    "a" * 5_000,
]

#: What a bare key of an object could be taken for.
WORDS = [
    "for",
    "in",
    "if",
    "else",
    "null",
    "true",
    "false",
    "each",
    "count",
    "self",
    "path",
    "local",
    "var",
    "a-b",
    "_",
    "-",
]

FRAGMENTS = st.sampled_from([item for item in HOSTILE if len(item) < 100])
TEXT = st.lists(FRAGMENTS | st.text(max_size=8), max_size=6).map(
    lambda parts: unicodedata.normalize("NFC", "".join(parts))
)

A_FEW = settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


def evaluated(terraform: Terraform, folder: Path, values: dict[str, Any]) -> Any:
    """``values`` as Terraform sees them, after `terraform fmt` had nothing to say."""
    file = folder / "main.tf"
    file.write_text(f"locals {{\n{attributes(values, 2)}\n}}\n", encoding="utf-8", newline="")
    assert terraform.fmt_check([folder]) == Formatting()
    return terraform.console(folder, "{" + ", ".join(f"{name} = local.{name}" for name in values) + "}")


def differences(wanted: Any, found: Any) -> list[tuple[Any, Any]]:
    return [(one, other) for one, other in zip(wanted, found, strict=True) if one != other]


def test_hostile_text_is_evaluated_to_itself(terraform: Terraform, tmp_path: Path) -> None:
    found = evaluated(
        terraform,
        tmp_path,
        {
            "texts": HOSTILE,
            "keys": {key: number for number, key in enumerate([*HOSTILE, *WORDS])},
            "nested": [{"tags": {key: key, "x": [key]}} for key in HOSTILE],
            "alone": [{key: key} for key in [*HOSTILE, *WORDS]],
        },
    )

    assert differences(HOSTILE, found["texts"]) == []
    assert found["keys"] == {key: number for number, key in enumerate([*HOSTILE, *WORDS])}
    assert differences([{"tags": {key: key, "x": [key]}} for key in HOSTILE], found["nested"]) == []
    assert differences([{key: key} for key in [*HOSTILE, *WORDS]], found["alone"]) == []


@A_FEW
@given(st.lists(TEXT, min_size=200, max_size=300, unique=True))
def test_any_text_is_evaluated_to_itself(terraform: Terraform, tmp_path: Path, texts: list[str]) -> None:
    keys = {key: str(number) for number, key in enumerate(texts)}

    found = evaluated(terraform, tmp_path, {"texts": texts, "keys": keys, "alone": [{key: key} for key in texts]})

    assert differences(texts, found["texts"]) == []
    assert found["keys"] == keys
    assert differences([{key: key} for key in texts], found["alone"]) == []


VALUE = st.recursive(
    TEXT | st.none() | st.booleans() | st.integers(-(10**15), 10**15),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@A_FEW
@given(st.lists(VALUE, min_size=60, max_size=80))
def test_any_value_is_evaluated_to_itself(terraform: Terraform, tmp_path: Path, values: list[Any]) -> None:
    found = evaluated(terraform, tmp_path, {f"v{number}": value for number, value in enumerate(values)})

    assert differences(values, [found[f"v{number}"] for number in range(len(values))]) == []
