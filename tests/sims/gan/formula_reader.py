"""Reads a formula of the step-by-step view from what is typeset, and computes it from given numbers.

The grammar is that of the losses and penalties: sums of products by juxtaposition or "·", where E takes the mean of
what follows it up to the next plus or minus. It shares nothing with the code that computes the losses.
"""

import re

import numpy as np

from widgets.formulas.mathml import lines, plain

FUNCTIONS = {"ln": np.log, "σ": lambda t: 1 / (1 + np.exp(-t))}
#: D(x₁…ₘ, dev), D_W̄(x), D^K(x), ℓ(x) -> D[x]; the same behind a ∇ and between bars -> its length.
ANSWER = re.compile(r"(?:D(?:W̄)?K?|ℓK?)\((x̃|x̂|x′|x)(?:1…m)?(?:, dev)?\)")
TOKEN = re.compile(r"\s*(‖∇Σ?D\[[^]]+\]‖|D\[[^]]+\]|\d+(?:\.\d+)?|ln|max|R₁|R₂|GP|DG|PD|γ₁|γ₂|λ′|.)")


def plain_text(html):
    """A line of a formula, read back from the elements that are typeset; D's answers are written D[x]."""
    text = re.sub("[_^{}]", "", "".join(plain(row) for row in lines(html)))
    return ANSWER.sub(lambda found: f"D[{found[1]}]", text)


def formula_lines(html):
    """{name: text of the right side} of the lines of a formula: {"LD": "−E ln σ(D[x]) − E ln(1 − σ(D[x̃]))"}."""
    found = {}
    for line in html.split("<br>"):
        *names, text = plain_text(line).split(" = ")
        found |= {name.strip(): text for name in names}
    return found


def value(text, numbers):
    """What a formula gives: numbers holds a number or an array for each symbol, such as "k", "D[x]" and "‖∇D[x]‖"."""
    return float(_Reader(text, numbers).read())


class _Reader:
    def __init__(self, text, numbers):
        self.tokens = [found[1] for found in TOKEN.finditer(text.strip())]
        self.numbers = numbers

    def read(self):
        found = self._sum()
        assert not self.tokens, self.tokens
        return found

    def _next(self):
        return self.tokens[0] if self.tokens else ""

    def _take(self, *wanted):
        assert not wanted or self._next() in wanted, (self.tokens, wanted)
        return self.tokens.pop(0)

    def _sum(self):
        total = 0.0
        sign = -1 if self._next() == "−" and self._take() else 1
        while True:
            total = total + sign * self._product()
            if self._next() not in ("+", "−"):
                return total
            sign = 1 if self._take() == "+" else -1

    def _product(self):
        found = 1.0
        while self._next() not in ("", "+", "−", ")", ","):
            if self._next() == "·":
                self._take()
            elif self._next() == "E":
                self._take()
                return found * np.mean(self._product())
            else:
                found = found * self._factor()
        return found

    def _factor(self):
        token = self._take()
        if token == "(":
            found = self._sum()
            self._take(")")
        elif token == "max":
            self._take("(")
            first = self._sum()
            self._take(",")
            found = np.maximum(first, self._sum())
            self._take(")")
        elif token in FUNCTIONS:
            found = FUNCTIONS[token](self._factor())
        elif token == "½":
            found = 0.5
        elif token[0].isdigit():
            found = float(token)
        else:
            found = self.numbers[token.replace("Σ", "")]
        if self._next() == "²":
            self._take()
            found = found ** 2
        return found
