"""Two densities on one set of quadrature nodes, which every divergence between them is a weighted sum over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sims.distances.densities import Density
from sims.distances.quadrature import gauss_legendre, roots, sign_changes

#: Ends of pieces around a place where p = q, in units of 1 / |t'|, t = ln p - ln q: the length over which the
#: integrands bend there.
_AROUND = np.concatenate([-2.0 ** np.arange(8)[::-1], [0], 2.0 ** np.arange(8)])


@dataclass(frozen=True)
class Pair:
    """Two densities on one set of quadrature nodes: every divergence is then a weighted sum over the nodes.

    Atoms join as nodes of weight 1 whose "density" is their mass: the divergences do not care which measure the
    densities refer to. x, weight, log_p, log_q: (nodes,), sorted by piece, atoms last.
    """

    p: Density
    q: Density

    @cached_property
    def crossings(self) -> np.ndarray:
        """Where p = q on the continuous parts, isolated places only; sorted."""
        if len(self.p.continuous) != len(self.p.components) or len(self.q.continuous) != len(self.q.components):
            return np.zeros(0)
        x = gauss_legendre(np.union1d(self.p.cuts, self.q.cuts))[0].ravel()
        with np.errstate(invalid="ignore"):                         # -inf - -inf where both are 0
            logit = self.p.log_pdf(x) - self.q.log_pdf(x)
            logit = np.where(np.abs(logit) < 1e-12, 0, logit)       # rounding does not cross
        low, high = sign_changes(x, logit)
        return roots(lambda at: self.p.log_pdf(at) - self.q.log_pdf(at), low, high)

    @cached_property
    def breaks(self) -> np.ndarray:
        """The ends of the pieces: the cuts of both densities, the crossings, and steps away from each crossing."""
        plain = np.union1d(self.p.cuts, self.q.cuts)
        at = self.crossings
        if at.size == 0:
            return plain
        slope = np.abs(self.p.score(at) - self.q.score(at))
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            steps = at[:, None] + _AROUND / slope[:, None]
        steps = np.concatenate([steps[np.isfinite(steps)], at])
        steps = steps[(steps > plain[0]) & (steps < plain[-1])]
        return np.union1d(plain, steps)

    @cached_property
    def _nodes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        x, weight = (grid.ravel() for grid in gauss_legendre(self.breaks))
        log_p, log_q = self.p.log_pdf(x), self.q.log_pdf(x)
        places = sorted({*self.p.atoms, *self.q.atoms})
        if places:
            with np.errstate(divide="ignore"):
                masses = [np.log([density.atoms.get(place, 0.0) for place in places]) for density in (self.p, self.q)]
            x, weight = np.append(x, places), np.append(weight, np.ones(len(places)))
            log_p, log_q = np.append(log_p, masses[0]), np.append(log_q, masses[1])
        used = np.maximum(log_p, log_q) > -np.inf
        return x[used], weight[used], log_p[used], log_q[used]

    @property
    def x(self) -> np.ndarray:
        return self._nodes[0]

    @property
    def weight(self) -> np.ndarray:
        return self._nodes[1]

    @property
    def log_p(self) -> np.ndarray:
        return self._nodes[2]

    @property
    def log_q(self) -> np.ndarray:
        return self._nodes[3]

    @cached_property
    def logit(self) -> np.ndarray:
        """t = ln p - ln q: the logit of the optimal discriminator. +-inf where one of the two is 0."""
        return self.log_p - self.log_q

    @cached_property
    def p_mass(self) -> np.ndarray:
        """p times the weight of each node; sums to 1."""
        return self.weight * np.exp(self.log_p)

    @cached_property
    def q_mass(self) -> np.ndarray:
        return self.weight * np.exp(self.log_q)
