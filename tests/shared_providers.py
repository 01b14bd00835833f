"""Terraform for commands that run as processes, which use a provider that already runs, as a rehearsal's do.

Most of a plan is Terraform starting the provider (:mod:`mwaa_tf.terraform.provider_pool`). `mwaa_tf apply` never shares
one: it is for real accounts. A test whose account is a local AWS gives it this program in place of Terraform instead.
"""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.provider_process import VARIABLE, ProviderProcess, provider_program

#: Of the environment, what the provider reads.
READ = (
    "AWS_ACCESS_KEY_ID",
    "AWS_CA_BUNDLE",
    "AWS_CONFIG_FILE",
    "AWS_ENDPOINT_URL",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_SESSION_TOKEN",
    "HTTPS_PROXY",
    "NO_PROXY",
    "TF_APPEND_USER_AGENT",
    "TF_LOG",
)

#: A lock is held until Terraform ends, however it does: the descriptor is its own. One command at a time configures a
#: provider. Those that only need its schema, or nothing of it but that it is there, wait for no one.
PROGRAM = """\
#!/bin/sh
case $1 in plan | apply | destroy | refresh | output | show | state | validate)
  own=$(readlink -f .terraform/providers/registry.terraform.io/hashicorp/aws/*/*/terraform-provider-aws_v*)
  if [ "$own" = {binary} ] && [ -z "${variable}" ] && [ {read} = {values} ]; then
    case $1 in
    output | show | state | validate)
      {variable}=$(cat {folder}/provider-0)
      export {variable}
      ;;
    *)
      # A provider that runs elsewhere would not find the file of a relative path.
      if ! grep -q 'alias *=\\|source *= "${{path' ./*.tf; then
        for provider in {folder}/provider-*; do
          exec 9<"$provider"
          if flock -n 9; then
            {variable}=$(cat "$provider")
            export {variable}
            break
          fi
          exec 9<&-
        done
      fi
      ;;
    esac
  fi
  ;;
esac
exec {terraform} "$@"
"""

REQUIRED = {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.68, < 7.0"}}}}


@cache
def _binary() -> Path:
    """The provider that each `init` takes for a workspace with the modules' constraint."""
    with TemporaryFolder() as folder, Terraform() as terraform:
        (folder / "main.tf.json").write_text(json.dumps(REQUIRED))
        terraform.init(folder, backend=False)
        binary = provider_program(folder, folder / ".terraform", (Path("/"),))
    assert binary
    return binary


@contextmanager
def terraform_with_providers(environ: Mapping[str, str], count: int = 2) -> Iterator[dict[str, str]]:
    """The variable with a Terraform whose commands with ``environ`` use ``count`` running providers, in turn.

    They have their own if all are busy, if their environment is another, or if `init` chose another provider.
    """
    local = environ["AWS_ENDPOINT_URL"].startswith("http:") and environ["HTTP_PROXY"].startswith("http://127.0.0.1:")
    assert local, "only for a local AWS"
    with TemporaryFolder() as folder, ExitStack() as stack:
        for number in range(count):
            provider = ProviderProcess(_binary(), {**environ, "GOGC": "400"}, folder)
            stack.callback(provider.kill)
            assert provider.has_started()
            (folder / f"provider-{number}").write_text(provider.address)
        program = folder / "terraform"
        terraform = environ.get("MWAA_TF_TERRAFORM") or shutil.which("terraform")
        assert terraform
        write_program(program, _binary(), Path(terraform), environ)
        yield {"MWAA_TF_TERRAFORM": str(program)}


def write_program(program: Path, binary: Path, terraform: Path, environ: Mapping[str, str]) -> None:
    """Write the program that runs ``terraform``, with the addresses in the files ``provider-*`` beside it."""
    text = PROGRAM.format(
        binary=shlex.quote(str(binary)),
        folder=shlex.quote(str(program.parent)),
        read='"' + "|".join(f"${name}" for name in READ) + '"',
        values=shlex.quote("|".join(environ.get(name, "") for name in READ)),
        terraform=shlex.quote(str(terraform)),
        variable=VARIABLE,
    )
    program.write_text(text)
    program.chmod(0o700)
