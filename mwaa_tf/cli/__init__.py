"""The command line: one file per command, loaded when it is called."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from mwaa_tf import __version__
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.plugins import load_plugin, plugin_names

if TYPE_CHECKING:
    from mwaa_tf.diagnostics.records import Recorder

#: Exit code of a bug in mwaa_tf (EX_SOFTWARE of BSD's sysexits.h).
UNEXPECTED_ERROR = 70

#: Exit code of a command that was told to end, by whatever signal: that of shells for Ctrl-C.
INTERRUPTED = 130

_DEBUG_VARIABLE = "MWAA_TF_DEBUG"
_OFF = ("", "0", "false", "no", "off")

#: Records what the command does; set while one runs.
_recorder: Recorder | None = None


class LazyGroup(click.Group):
    """Finds its commands as files of this package: ``render.py`` has ``command``, the command `render`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands' names."""
        return list(plugin_names(__name__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command ``cmd_name``, or None where there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = load_plugin(__name__, cmd_name).command
        _accept_debug(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their whole first sentence, which click would cut at the end of the line."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(200)) for name, command in commands if command])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with the nearest command where there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from mwaa_tf.text import nearest

            close = nearest(args[0], self.list_commands(ctx))
            hint = f" Did you mean '{close}'?" if close else ""
            raise click.UsageError(error.message + hint, ctx) from error


def _accept_debug(command: click.Command) -> None:
    """Give ``command`` the option --debug, and those of a group too."""
    if not any(parameter.name == "debug" for parameter in command.params):
        command.params.append(_debug_option(hidden=True))
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            _accept_debug(subcommand)


def _debug_option(*, hidden: bool = False) -> click.Option:
    def show(_: click.Context, __: click.Parameter, value: bool) -> None:
        if value:
            _record().show(sys.stderr)

    return click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        callback=show,
        hidden=hidden,
        help=f"Log to stderr, and show the causes of an error. Also {_DEBUG_VARIABLE}=1.",
    )


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    """Print the version, with ``-v`` those of what it runs with too, and exit."""
    if not value or ctx.resilient_parsing:
        return
    if ctx.params.get("verbose"):  # eager: parsed before this, wherever it stands
        from mwaa_tf.cli._versions import version_lines

        click.echo("\n".join(version_lines()))
    else:
        click.echo(f"mwaa_tf {__version__}")
    ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 success, 1 drift, or a failed check, plan, apply or destroy, 2 invalid usage or "
    "configuration, or a file or standard output that cannot be read or written, 70 a bug in mwaa_tf, 130 interrupted.",
)
@click.option("--version", is_flag=True, expose_value=False, callback=_show_version, help="Show the version and exit.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    is_eager=True,
    help="With --version: also Python, Terraform or OpenTofu, AWS provider, modules.",
)
@click.pass_context
def cli(ctx: click.Context, verbose: bool) -> None:
    """Terraform for Amazon MWAA in a VPC shared across AWS accounts."""
    if verbose:
        raise click.UsageError("-v only applies to --version; to log what a command does, use --debug", ctx)
    from mwaa_tf.cli._streams import show_until_output

    # First: what a command imports, and Terraform, may take seconds.
    show_until_output(f"mwaa_tf {ctx.invoked_subcommand} is running ...")
    # Not before here: `--version` and `--help` do without it.
    recorder = _record()
    if os.environ.get(_DEBUG_VARIABLE, "").lower() not in _OFF:
        recorder.show(sys.stderr)


cli.params.append(_debug_option())


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; errors go to stderr in words, never as a traceback."""
    from mwaa_tf.signals import handled_by, interrupt

    # Nothing of ours is a plugin of pydantic, and looking for some reads the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        with handled_by(interrupt):
            result = _call(sys.argv[1:] if arguments is None else arguments)
    except Exception as error:  # noqa: BLE001 - what is no error of a user is a bug
        return 1 if _is_completing() else _exit_code(error)
    except KeyboardInterrupt:
        return INTERRUPTED if _is_completing() else _interrupted()
    finally:
        _stop_recording()
    return result if isinstance(result, int) else 0


def _is_completing() -> bool:
    """Whether a shell asks for words: a message would end up in the middle of the line that is typed."""
    return os.environ.get("_MWAA_TF_COMPLETE", "").endswith("_complete")


def _call(arguments: list[str]) -> object:
    """The result of the command. An error is printed as JSON first if that is wanted; what then fails replaces it."""
    try:
        result: object = cli.main(arguments, prog_name="mwaa_tf", standalone_mode=False)
        sys.stdout.flush()
    except Exception as error:
        if "--json" in arguments:
            _print_problems(error)
        raise
    return result


def _print_problems(error: Exception) -> None:
    """Print ``{"problems": [...]}``, also where click refused the options; nothing where ``error`` is a bug."""
    from mwaa_tf.cli._errors import as_data
    from mwaa_tf.cli._output import print_json

    if problems := as_data(error):
        print_json({"problems": problems})


def _exit_code(error: Exception) -> int:
    """Tell the person about ``error``; return the exit code for it."""
    from mwaa_tf.cli._errors import message_of
    from mwaa_tf.cli._streams import UnreadOutputError

    match error:
        case UnreadOutputError():
            return error.exit_code
        case BrokenPipeError():
            # The reader of our output has ended; Python's own flush at exit must not complain a second time.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return UnreadOutputError.exit_code
        case click.Abort():
            if not isinstance(error.__cause__, EOFError | KeyboardInterrupt):  # for these, click has ended the line
                click.echo(err=True)  # at a question, whose line has no end yet
            return _interrupted()
        case click.ClickException():
            click.echo(_printable(_shown_by_click(error)), err=True, nl=False)
            return 2
    if message := message_of(error):
        _show_causes(error)
        begins_with_file = isinstance(error, MwaaTfError) and error.begins_with_file
        click.echo(_printable(message if begins_with_file else f"Error: {message}"), err=True)
        return error.exit_code if isinstance(error, MwaaTfError) else 2
    _report(error)
    return UNEXPECTED_ERROR


def _shown_by_click(error: click.ClickException) -> str:
    """The usage and the message, which repeats arguments as they were given."""
    import io

    text = io.StringIO()
    error.show(text)
    return text.getvalue()


def _interrupted() -> int:
    click.echo("Interrupted.", err=True)
    return INTERRUPTED


def _printable(text: str) -> str:
    from mwaa_tf.text import message_lines

    return message_lines(text)


def _record() -> Recorder:
    global _recorder  # noqa: PLW0603 - one command runs at a time
    from mwaa_tf.diagnostics.records import Recorder

    if _recorder is None:
        _recorder = Recorder(on_thread_error=_report)
    return _recorder


def _stop_recording() -> None:
    global _recorder  # noqa: PLW0603
    if _recorder:
        _recorder.stop()
    _recorder = None


def _show_causes(error: BaseException) -> None:
    if _recorder and _recorder.is_shown:
        from mwaa_tf.diagnostics.crash import formatted

        click.echo(_printable(formatted(error)), err=True)


def _report(error: BaseException) -> None:
    """Write a bug into a log and tell where."""
    from mwaa_tf.diagnostics.crash import report_crash

    _show_causes(error)
    click.echo(report_crash(error, sys.argv[1:], _recorder.lines() if _recorder else ()), err=True)
