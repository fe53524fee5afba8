"""Every formula that the program shows: of every objective with every cure, of every optimizer, and of other panels."""

from functools import cache

from sims import registry
from sims.distances.derivations_text import DERIVATIONS
from sims.gan.chain_rule_text import lines as chain_rule
from sims.gan.choices import OPTIMIZERS
from sims.gan.formulas import formula_of
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.simulation import Formula
from tests.sims.gan.test_formulas import CURES, LABELS


@cache
def every_formula() -> tuple[Formula, ...]:
    chosen = [{"objective": objective, **cure} for objective in OBJECTIVES for cure in CURES]
    chosen += [*LABELS, *({"optimizer": rule} for rule in OPTIMIZERS)]
    found = {}
    for values in chosen:
        params = change(GanParams(), **values)
        found |= dict.fromkeys(formula_of(phase, params) for phase in GanSimulation().phases(params))
    for name in registry.names():
        found |= dict.fromkeys(registry.get(name).formulas.values())
    for lines in (*DERIVATIONS.values(), *(chain_rule(GanParams(objective=name)) for name in
                                           ("saturating", "nonsaturating"))):
        found |= dict.fromkeys(lines)
    return tuple(found)
