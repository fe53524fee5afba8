"""What a lesson says of numbers: `abs(value + 1.386294) < 1e-6 and modes >= 7`, `at(w1, 100) > 2 * w1`.

Arithmetic, comparisons, and, or, not are spelled as in Python; nothing else can be written, so nothing else can run.
A name is a metric at the last step; `run.name` is that of one of several runs. `at(metric, step)` is what it was at
another step; over the steps where it was looked at there are `largest`, `smallest` and `mean(metric, from, to)`.
"""

from __future__ import annotations

import ast
import math
import operator
import warnings
from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from sims.params import N_, ParameterError, nearest

LONGEST = 500                           # letters
_ARITHMETIC: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: math.pow}
_COMPARISONS: Mapping[type, Callable[[float, float], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne}
_OF_NUMBERS: Mapping[str, Callable[..., float]] = {
    "abs": abs, "sqrt": math.sqrt, "ln": math.log, "exp": math.exp, "min": min, "max": max}
_OF_STEPS = {"largest": 0, "smallest": 0, "mean": 2, "at": 1}                  # and how many steps each is told

NO_CONDITION = N_("“{text}” is no condition on numbers; write one like “modes >= 7 and w1 < 0.3”")
NO_FUNCTION = N_("there is no function “{name}”{hint}")
TOO_LONG = N_("A condition has at most {limit} letters.")


class Undefined(ArithmeticError):
    """A number that an expression asks for is not defined, which proves nothing."""


class Numbers(Protocol):
    """The numbers that an expression is about. Both raise ParameterError for a name that there is not."""

    def at(self, run: str, metric: str, step: int | None) -> float:
        """A metric at one of the `steps_asked` of the expression, None: at the last. run: "" where there is one."""

    def steps(self, run: str, metric: str) -> tuple[np.ndarray, np.ndarray]:
        """(steps done, numbers) of a metric wherever it is known, in the order of the steps."""


class Expression:
    """A text, read. Raises ParameterError where it is none."""

    def __init__(self, text: str):
        if len(text) > LONGEST:
            raise ParameterError(TOO_LONG, limit=LONGEST)
        self.text = text
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")         # Python's own opinion of what is about to be refused
                self._tree = ast.parse(text.strip(), mode="eval").body
            self._check(self._tree)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            if isinstance(error, ParameterError):
                raise
            raise ParameterError(NO_CONDITION, text=text) from None

    def value(self, numbers: Numbers, seen: dict[str, float] | None = None) -> float | bool:
        """What it comes to. seen: takes in each metric as it is spelled, with its number.

        Raises Undefined where a number is not defined, ParameterError where there is no metric of that name.
        """
        try:
            return self._value(self._tree, numbers, {} if seen is None else seen)
        except (ValueError, OverflowError, ZeroDivisionError) as error:
            if isinstance(error, ParameterError):
                raise
            raise Undefined from None

    def holds(self, numbers: Numbers, seen: dict[str, float] | None = None) -> bool:
        """Whether it is true; what is not defined is not."""
        try:
            return bool(self.value(numbers, seen))
        except Undefined:
            return False

    def metrics(self) -> tuple[tuple[str, str], ...]:
        """(run, metric) of all that it names."""
        return tuple(dict.fromkeys(_reference(node) for node in _references(self._tree)))

    def steps_asked(self) -> frozenset[int]:
        """The steps at which it wants to know a metric, beside the last."""
        return frozenset(int(node.args[1].value) for node in self._calls() if node.func.id == "at")

    def over_steps(self) -> bool:
        """Whether it asks for the numbers of many steps."""
        return any(node.func.id in _OF_STEPS and node.func.id != "at" for node in self._calls())

    def _calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self._tree) if isinstance(node, ast.Call)]

    # Reading ---------------------------------------------------------------------------------------------------------

    def _check(self, node: ast.AST) -> None:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return
            case ast.Name() | ast.Attribute(value=ast.Name()):
                return
            case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=one):
                parts = [one]
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                parts = [left, right]
            case ast.BoolOp(values=values):
                parts = values
            case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in _COMPARISONS for op in ops):
                parts = [left, *others]
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                parts = self._arguments(name, arguments)
            case _:
                raise ParameterError(NO_CONDITION, text=self.text)
        for part in parts:
            self._check(part)

    def _arguments(self, name: str, arguments: list[ast.expr]) -> list[ast.expr]:
        if name in _OF_STEPS:
            metric, *steps = arguments or [None]
            if len(steps) != _OF_STEPS[name] or not isinstance(metric, ast.Name | ast.Attribute) \
                    or not all(isinstance(step, ast.Constant) and isinstance(step.value, int) for step in steps):
                raise ParameterError(NO_CONDITION, text=self.text)
        elif name not in _OF_NUMBERS:
            raise ParameterError(NO_FUNCTION, name=name, hint=nearest(name, (*_OF_NUMBERS, *_OF_STEPS)))
        elif len(arguments) != (2 if name in ("min", "max") else 1):
            raise ParameterError(NO_CONDITION, text=self.text)
        return arguments

    # Working out -----------------------------------------------------------------------------------------------------

    def _value(self, node: ast.AST, numbers: Numbers, seen: dict[str, float]) -> float | bool:
        def of(part: ast.AST) -> float | bool:
            return self._value(part, numbers, seen)
        match node:
            case ast.Constant(value=value):
                return float(value)
            case ast.Name() | ast.Attribute():
                return _known(seen, node, numbers.at(*_reference(node), None))
            case ast.UnaryOp(op=ast.Not()):
                return not of(node.operand)
            case ast.UnaryOp():
                return -of(node.operand)
            case ast.BinOp():
                return _ARITHMETIC[type(node.op)](of(node.left), of(node.right))
            case ast.BoolOp(op=ast.And()):
                return all(map(of, node.values))
            case ast.BoolOp():
                return any(map(of, node.values))
            case ast.Compare():
                sides = [of(node.left), *map(of, node.comparators)]
                return all(_COMPARISONS[type(op)](*pair) for op, pair in zip(node.ops, zip(sides, sides[1:])))
        if node.func.id in _OF_NUMBERS:
            return _OF_NUMBERS[node.func.id](*map(of, node.args))
        place, steps = _reference(node.args[0]), [int(step.value) for step in node.args[1:]]
        return _known(seen, node, numbers.at(*place, *steps) if node.func.id == "at"
                      else _over_steps(node.func.id, *numbers.steps(*place), *steps))


def _over_steps(name: str, steps: np.ndarray, values: np.ndarray, start: float = 0, end: float = math.inf) -> float:
    values = values[(steps >= start) & (steps <= end)]
    if not len(values):
        return math.nan
    return float(values.mean() if name == "mean" else values.max() if name == "largest" else values.min())


def _known(seen: dict[str, float], node: ast.AST, number: float) -> float:
    seen[ast.unparse(node)] = number
    if math.isnan(number):
        raise Undefined
    return number


def _reference(node: ast.AST) -> tuple[str, str]:
    return ("", node.id) if isinstance(node, ast.Name) else (node.value.id, node.attr)


def _references(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Name | ast.Attribute):
        return [node]
    inner = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    return [found for part in inner for found in _references(part)]
