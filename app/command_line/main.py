"""The command line: `saddle run`, `sweep`, `code`, `link`, `list`, `claims`, `lesson`, `selftest`.

Qt is loaded only to draw a picture. What a person reads is in the language of the system (`language`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from app.command_line import claims, code, lesson, link, listing, run, selftest, sweep
from app.command_line.language import use_language_of_system
from app.command_line.options import Parser
from app.command_line.refusal import say_not_written
from app.version import VERSION
from sims.params import ParameterError
from widgets.language import _, sentence


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line. Returns the exit status: 2 for a request that makes no sense, 130 after Ctrl+C."""
    use_language_of_system()
    try:
        options = _parser().parse_args(arguments)
        return options.do(options)
    except ParameterError as error:
        print(f"saddle: {sentence(error)}", file=sys.stderr)
        return 2
    except BrokenPipeError:                             # `saddle list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except OSError as error:                            # a full disk, when all has been computed
        say_not_written(error)
        if error.filename is None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)        # what is left of the output, which Python writes last
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> Parser:
    parser = Parser(prog="saddle", description=_(
        "A laboratory of adversarial training. Without a command: the window."))
    parser.add_argument("--version", action="version", version=f"Saddle {VERSION}",
                        help=_("show the version and exit"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (run, sweep, code, link, listing, claims, lesson, selftest):    # in the order of `saddle --help`
        module.add_command(commands)
    return parser
