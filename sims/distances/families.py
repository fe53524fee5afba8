"""Distributions on a line that are symmetric about 0: Gaussian, Laplace, uniform, a point, and each with noise.

Noise is an independent random number added to every sample, so its density is convolved with the shape: variances
add, and every blurred shape below is the exact convolution in closed form. Everything takes and gives arrays of any
shape, and tails are kept in logarithms: log_pdf is right where pdf has long underflowed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import erfc, erfcx, log_ndtr, ndtr, ndtri

GAUSSIAN, LAPLACE, UNIFORM = FAMILIES = ("gaussian", "laplace", "uniform")
NOISE_SHAPES = (GAUSSIAN, UNIFORM)
LOG_2 = math.log(2.0)
_LOG_ROOT_TAU = 0.5 * math.log(2 * math.pi)

# Where the pieces of a quadrature end, in units of the scale: dense in the bulk, out to where exp underflows.
_GAUSSIAN_CUTS = np.array([0, 1, 2, 3, 4, 5.5, 7, 9, 12, 16, 21, 28, 38.6])
_LAPLACE_CUTS = np.array([0, 1, 3, 6, 10, 16, 25, 40, 70, 120, 210, 390, 745])
_GRADED = 4.0 ** -np.arange(1, 13)          # towards an edge at which the density falls to 0


@dataclass(frozen=True)
class Shape:
    """A distribution symmetric about 0, with support [-half_width, half_width]; edge: its density just inside."""

    half_width = math.inf
    edge = 0.0
    variance = 0.0

    def log_pdf(self, x: np.ndarray) -> np.ndarray:
        """ln of the density; -inf outside the support."""
        raise NotImplementedError

    def cdf(self, x: np.ndarray) -> np.ndarray:
        """P(X <= x). The survival function is cdf(-x), by symmetry, with the same relative precision."""
        raise NotImplementedError

    def score(self, x: np.ndarray) -> np.ndarray:
        """d ln pdf / dx inside the support, 0 outside."""
        raise NotImplementedError

    def lower_quantile(self, u: np.ndarray) -> np.ndarray | None:
        """x with cdf(x) = u for 0 < u <= 1/2, or None where there is no closed form."""
        return None

    @property
    def cuts(self) -> np.ndarray:
        """Distances >= 0 from the centre at which a quadrature should begin a new piece."""
        raise NotImplementedError


@dataclass(frozen=True)
class Point(Shape):
    """All mass at 0: no density."""

    half_width = 0.0

    def log_pdf(self, x):
        return np.full(np.shape(x), -np.inf)

    def cdf(self, x):
        return (np.asarray(x) >= 0).astype(float)

    def score(self, x):
        return np.zeros(np.shape(x))

    def lower_quantile(self, u):
        return np.zeros(np.shape(u))

    @property
    def cuts(self):
        return np.zeros(1)


@dataclass(frozen=True)
class Gaussian(Shape):
    std: float

    @property
    def variance(self):
        return self.std**2

    def log_pdf(self, x):
        return -0.5 * (np.asarray(x) / self.std) ** 2 - math.log(self.std) - _LOG_ROOT_TAU

    def cdf(self, x):
        return ndtr(np.asarray(x) / self.std)

    def score(self, x):
        return -np.asarray(x) / self.std**2

    def lower_quantile(self, u):
        return self.std * ndtri(u)

    @property
    def cuts(self):
        return self.std * _GAUSSIAN_CUTS


@dataclass(frozen=True)
class Laplace(Shape):
    """exp(-|x|/b) / 2b; std = b sqrt 2."""

    b: float

    @property
    def variance(self):
        return 2 * self.b**2

    def log_pdf(self, x):
        return -np.abs(x) / self.b - math.log(2 * self.b)

    def cdf(self, x):
        tail = 0.5 * np.exp(-np.abs(x) / self.b)
        return np.where(np.asarray(x) < 0, tail, 1 - tail)

    def score(self, x):
        return -np.sign(x) / self.b

    def lower_quantile(self, u):
        return self.b * np.log(2 * np.asarray(u))

    @property
    def cuts(self):
        return self.b * _LAPLACE_CUTS


@dataclass(frozen=True)
class Uniform(Shape):
    """1 / 2h on [-h, h]; std = h / sqrt 3."""

    h: float

    @property
    def variance(self):
        return self.h**2 / 3

    @property
    def half_width(self):
        return self.h

    @property
    def edge(self):
        return 0.5 / self.h

    def log_pdf(self, x):
        return np.where(np.abs(x) <= self.h, -math.log(2 * self.h), -np.inf)

    def cdf(self, x):
        return np.clip(0.5 + np.asarray(x) / (2 * self.h), 0, 1)

    def score(self, x):
        return np.zeros(np.shape(x))

    def lower_quantile(self, u):
        return self.h * (2 * np.asarray(u) - 1)

    @property
    def cuts(self):
        return np.array([0, self.h])


@dataclass(frozen=True)
class TruncatedGaussian(Shape):
    """exp(-x^2 / 2 s^2) on [-c, c], divided by what is left of its mass: noise that Theorem 3.3 can use."""

    s: float
    c: float

    @property
    def _mass(self):
        return 1 - 2 * float(ndtr(-self.c / self.s))

    @property
    def variance(self):
        k = self.c / self.s
        return self.s**2 * (1 - 2 * k * math.exp(-k * k / 2 - _LOG_ROOT_TAU) / self._mass)

    @property
    def half_width(self):
        return self.c

    @property
    def edge(self):
        return float(np.exp(self.log_pdf(self.c)))

    def log_pdf(self, x):
        inside = Gaussian(self.s).log_pdf(x) - math.log(self._mass)
        return np.where(np.abs(x) <= self.c, inside, -np.inf)

    def cdf(self, x):
        x = np.clip(x, -self.c, self.c)
        return (ndtr(x / self.s) - ndtr(-self.c / self.s)) / self._mass

    def score(self, x):
        return np.where(np.abs(x) <= self.c, -np.asarray(x) / self.s**2, 0)

    @property
    def cuts(self):
        cuts = self.s * _GAUSSIAN_CUTS
        return np.append(cuts[cuts < self.c], self.c)


@dataclass(frozen=True)
class UniformGaussian(Shape):
    """U[-h, h] + N(0, s^2): the density is [Phi((x+h)/s) - Phi((x-h)/s)] / 2h."""

    h: float
    s: float

    @property
    def variance(self):
        return self.h**2 / 3 + self.s**2

    def _log_mass(self, a):
        """ln[Phi((a+h)/s) - Phi((a-h)/s)] for a >= 0, from whichever side does not cancel."""
        near, far = (self.h - a) / self.s, (-self.h - a) / self.s
        upper = log_ndtr(near)
        with np.errstate(divide="ignore"):
            outside = upper + np.log(-np.expm1(log_ndtr(far) - upper))
            inside = np.log1p(-np.minimum(ndtr(-np.maximum(near, 0)) + ndtr(far), 1))
        return np.where(near > 0, inside, outside)

    def log_pdf(self, x):
        return self._log_mass(np.abs(x)) - math.log(2 * self.h)

    def _primitive(self, u):
        """The integral of Phi(u/s)."""
        z = u / self.s
        return u * ndtr(z) + self.s * np.exp(-0.5 * z * z - _LOG_ROOT_TAU)

    def cdf(self, x):
        x = np.asarray(x, dtype=float)
        a = -np.abs(x)                      # the primitive cancels least on the left
        lower = np.clip((self._primitive(a + self.h) - self._primitive(a - self.h)) / (2 * self.h), 0, 0.5)
        return np.where(x < 0, lower, 1 - lower)

    def score(self, x):
        a = np.abs(x)
        log_mass = self._log_mass(a)
        bumps = [-0.5 * ((a + side * self.h) / self.s) ** 2 - _LOG_ROOT_TAU - log_mass for side in (-1, 1)]
        ahead, behind = (np.exp(np.minimum(bump, 100)) for bump in bumps)
        return -np.sign(x) * (ahead - behind) / self.s

    @property
    def cuts(self):
        around = np.concatenate([self.h + self.s * _GAUSSIAN_CUTS, self.h - self.s * _GAUSSIAN_CUTS, [0]])
        return around[around >= 0]


@dataclass(frozen=True)
class LaplaceGaussian(Shape):
    """Laplace(b) + N(0, s^2). With T(x) = exp(s^2/2b^2 - x/b) Phi(x/s - s/b): pdf = (T(x) + T(-x)) / 2b."""

    b: float
    s: float

    @property
    def variance(self):
        return 2 * self.b**2 + self.s**2

    def _log_half(self, x):
        """ln T(x)."""
        ratio = self.s / self.b
        if ratio < 4:
            return ratio * (0.5 * ratio - x / self.s) + log_ndtr(x / self.s - ratio)
        # Much noise: ratio^2 and the tail of Phi cancel, so they are taken together
        z = (ratio - x / self.s) / math.sqrt(2)
        with np.errstate(divide="ignore", over="ignore"):
            near = -0.5 * (x / self.s) ** 2 + np.log(erfcx(np.maximum(z, 0)))
            far = 0.5 * ratio**2 - x / self.b + np.log(erfc(np.minimum(z, 0)))
        return np.where(z > 0, near, far) - LOG_2

    def log_pdf(self, x):
        x = np.asarray(x, dtype=float)
        return np.logaddexp(self._log_half(x), self._log_half(-x)) - math.log(2 * self.b)

    def cdf(self, x):
        a = -np.abs(np.asarray(x, dtype=float))
        lower = ndtr(a / self.s) - 0.5 * (np.exp(self._log_half(a)) - np.exp(self._log_half(-a)))
        lower = np.clip(lower, 0, 0.5)
        return np.where(np.asarray(x) < 0, lower, 1 - lower)

    def score(self, x):
        x = np.asarray(x, dtype=float)
        return -np.tanh(0.5 * (self._log_half(x) - self._log_half(-x))) / self.b

    @property
    def cuts(self):
        return np.concatenate([self.s * _GAUSSIAN_CUTS, self.b * _LAPLACE_CUTS])


@dataclass(frozen=True)
class LaplaceUniform(Shape):
    """Laplace(b) + U[-h, h]: with a = |x|, exp(-a/b) sinh(h/b) / 2h outside, (1 - exp(-h/b) cosh(a/b)) / 2h inside."""

    b: float
    h: float

    @property
    def variance(self):
        return 2 * self.b**2 + self.h**2 / 3

    def _inside(self, a):
        """1 - exp(-h/b) cosh(a/b), without the cancellation."""
        return -math.expm1(-self.h / self.b) - 0.5 * np.exp((a - self.h) / self.b) * np.expm1(-a / self.b) ** 2

    def log_pdf(self, x):
        a = np.abs(x)
        outside = (self.h - a) / self.b + math.log(-math.expm1(-2 * self.h / self.b)) - LOG_2
        return np.where(a > self.h, outside, np.log(self._inside(np.minimum(a, self.h)))) - math.log(2 * self.h)

    def cdf(self, x):
        a = np.abs(x)
        share = self.b / (2 * self.h)
        outside = -0.5 * share * np.exp((self.h - np.maximum(a, self.h)) / self.b) * math.expm1(-2 * self.h / self.b)
        a = np.minimum(a, self.h)
        sinh = -0.5 * np.exp((a - self.h) / self.b) * np.expm1(-2 * a / self.b)
        inside = 0.5 - (a / (2 * self.h) - share * sinh)
        lower = np.where(np.abs(x) > self.h, outside, inside)
        return np.where(np.asarray(x) < 0, lower, 1 - lower)

    def score(self, x):
        a = np.minimum(np.abs(x), self.h)
        sinh = -0.5 * np.exp((a - self.h) / self.b) * np.expm1(-2 * a / self.b)
        return -np.sign(x) * np.where(np.abs(x) > self.h, 1, sinh / self._inside(a)) / self.b

    @property
    def cuts(self):
        steps = self.b * _LAPLACE_CUTS
        around = np.concatenate([self.h + steps, self.h - steps, [0]])
        return around[around >= 0]


@dataclass(frozen=True)
class Trapezoid(Shape):
    """U[-wide, wide] + U[-narrow, narrow], narrow <= wide."""

    wide: float
    narrow: float

    @property
    def variance(self):
        return (self.wide**2 + self.narrow**2) / 3

    @property
    def half_width(self):
        return self.wide + self.narrow

    def log_pdf(self, x):
        left = np.clip(self.half_width - np.abs(x), 0, 2 * self.narrow)
        with np.errstate(divide="ignore"):
            return np.log(left) - math.log(4 * self.wide * self.narrow)

    def cdf(self, x):
        left = np.clip(self.half_width - np.abs(x), 0, None)
        ramp = np.minimum(left, 2 * self.narrow)
        lower = ramp**2 / (8 * self.wide * self.narrow) + (left - ramp) / (2 * self.wide)
        return np.where(np.asarray(x) < 0, lower, 1 - lower)

    def score(self, x):
        left = self.half_width - np.abs(x)
        ramp = (left > 0) & (left < 2 * self.narrow)
        return np.where(ramp, -np.sign(x) / np.where(ramp, left, 1), 0)

    @property
    def cuts(self):
        return np.concatenate([[0, self.wide - self.narrow, self.half_width],
                               self.half_width - 2 * self.narrow * _GRADED])


def shape(family: str, std: float, noise: float = 0.0, noise_shape: str = GAUSSIAN) -> Shape:
    """The family of mean 0 and standard deviation std, plus independent noise of standard deviation `noise`.

    std is the standard deviation in every family: a Laplace has b = std / sqrt 2, a uniform has half width
    std sqrt 3. Either may be 0: a point, or no noise.
    """
    if family not in FAMILIES or noise_shape not in NOISE_SHAPES:
        raise ValueError(f"no such law: {family}, {noise_shape}")
    std, noise = float(std), float(noise)
    if std == 0 and noise == 0:
        return Point()
    if std == 0:
        return shape(noise_shape, noise)
    plain = (Gaussian(std) if family == GAUSSIAN else Laplace(std / math.sqrt(2)) if family == LAPLACE else
             Uniform(std * math.sqrt(3)))
    if noise == 0:
        return plain
    if noise_shape == GAUSSIAN:
        return (Gaussian(math.hypot(std, noise)) if family == GAUSSIAN else
                LaplaceGaussian(plain.b, noise) if family == LAPLACE else UniformGaussian(plain.h, noise))
    h = noise * math.sqrt(3)
    return (UniformGaussian(h, std) if family == GAUSSIAN else LaplaceUniform(plain.b, h) if family == LAPLACE else
            Trapezoid(max(plain.h, h), min(plain.h, h)))
