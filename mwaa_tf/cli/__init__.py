"""The command line: one file per command, loaded when it is called."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click

from mwaa_tf import __version__
from mwaa_tf.errors import MwaaTfError


class LazyGroup(click.Group):
    """Finds its commands as files of this package: ``render.py`` holds ``command``, the command `render`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands' names."""
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command ``cmd_name``, or None where there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with the nearest command where there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            raise click.UsageError(error.message + hint, ctx) from None


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 fine, 1 found what it looks for (drift, a failed check), 2 the call or the config is wrong.",
)
@click.version_option(__version__, message="mwaa_tf %(version)s")
def cli() -> None:
    """Terraform for Amazon MWAA in a VPC shared across AWS accounts."""


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; errors go to stderr in words, never as a traceback."""
    # Nothing of ours is a plugin of pydantic, and looking for some reads the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        result = cli.main(arguments, prog_name="mwaa_tf", standalone_mode=False)
        sys.stdout.flush()
    except MwaaTfError as error:
        click.echo(f"Error: {error}" if "\n" not in str(error) else str(error), err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; Python's own flush at exit must not complain a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return result if isinstance(result, int) else 0
