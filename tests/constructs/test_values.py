"""A string of the configuration reaches Terraform as that very string, through CDKTF too."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from mwaa_tf.constructs.library import App, LocalBackend, TerraformOutput, TerraformStack
from mwaa_tf.constructs.values import ValueConverter
from mwaa_tf.terraform import Terraform
from tests.hcl.test_evaluation import HOSTILE

#: What CDKTF writes for a value that it will know later: text of a user that looks like one must stay text.
_TOKENS = ["${TfToken[TOKEN.0]}", "$${TfToken[TOKEN.0]}", "${TfToken[Token.1]", "#{TfToken[TOKEN.0]}"]


def test_hostile_text_stays_itself_as_a_value_and_as_a_key(tmp_path: Path, terraform: Terraform) -> None:
    # Terraform cannot hold what is not valid in a string of JSON: that is refused by the configuration already.
    texts = [text for text in [*HOSTILE, *_TOKENS] if text.isprintable() or text.isspace()]
    values = ValueConverter(".")
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "strings")
    LocalBackend(stack, path="terraform.tfstate")
    TerraformOutput(stack, "texts", value=values(texts))
    TerraformOutput(stack, "keys", value=values({f"{number} {text}": number for number, text in enumerate(texts)}))
    app.synth()

    folder = tmp_path / "stacks" / "strings"
    for command in (["init", "-input=false"], ["apply", "-auto-approve", "-input=false"]):
        subprocess.run([str(terraform.binary.path), *command], cwd=folder, check=True, capture_output=True, timeout=120)
    shown = subprocess.run(
        [str(terraform.binary.path), "output", "-json"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )

    outputs = json.loads(shown.stdout)
    assert outputs["texts"]["value"] == texts
    assert outputs["keys"]["value"] == {f"{number} {text}": number for number, text in enumerate(texts)}
