"""Commands by name, with arguments that are checked against the type hints of the function that carries them out.

    COMMANDS = CommandTable()

    class RunGroup:
        @COMMANDS.add
        def seek(self, step: int, phase: int = 0) -> None:
            ...

    COMMANDS["seek"](group, step=30)
"""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

from sims.params import N_, ParameterError

#: How the engine refuses a command.
UNKNOWN = N_("The engine knows no command '{name}'.")
BAD_ARGUMENTS = N_("The command '{name}' cannot be carried out with these arguments: {reason}.")
_NUMBERS = {int: Integral, float: Real}


class CommandTable(dict[str, Callable[..., Any]]):
    """Functions by name; the first argument is what the command changes, the others are keywords.

    Called through the table, a function raises ParameterError for arguments that it does not know or that are not of
    the declared types.
    """

    def add(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A decorator: the function is a command of its own name."""
        @functools.wraps(function)
        def checked(target: Any, /, **arguments: Any) -> Any:
            _check(function, target, arguments)
            return function(target, **arguments)
        self[function.__name__] = checked
        return function

    def call(self, name: str, target: Any, /, **arguments: Any) -> Any:
        """Carry out a command. Raises ParameterError where there is none of that name."""
        if name not in self:
            raise ParameterError(UNKNOWN, name=name)
        return self[name](target, **arguments)


def _check(function: Callable[..., Any], target: Any, arguments: dict[str, Any]) -> None:
    signature, hints = _declared(function)
    try:
        signature.bind(target, **arguments)
    except TypeError as error:
        raise ParameterError(BAD_ARGUMENTS, name=function.__name__, reason=str(error)) from None
    for name, value in arguments.items():
        if not _fits(value, hints[name]):
            raise ParameterError(BAD_ARGUMENTS, name=function.__name__, reason=f"{name}={value!r}")


@functools.cache
def _declared(function: Callable[..., Any]) -> tuple[inspect.Signature, dict[str, Any]]:
    return inspect.signature(function), typing.get_type_hints(function)


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type; of a container only the container itself is looked at."""
    if hint is Any:
        return True
    origin = typing.get_origin(hint) or hint
    if origin in (types.UnionType, typing.Union):
        return any(_fits(value, one) for one in typing.get_args(hint))
    if isinstance(value, bool):
        return origin is bool
    return isinstance(value, _NUMBERS.get(origin, origin))
