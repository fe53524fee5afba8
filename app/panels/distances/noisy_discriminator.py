"""The gradient of −ln D under a noisy D: a histogram on logarithmic axes with the Cauchy law, and a running mean."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances.simulations.noisy_discriminator import MOST
from sims.params import N_
from widgets.language import _, ngettext
from widgets.numbers import number, whole
from widgets.plots.function_plot import FunctionPlot


class NoisyDiscriminatorScene(Scene):
    """A step draws the noise once more. A new seed draws other noise."""

    simulation = "noisy_discriminator"
    title = N_("Noisy D")
    about = N_("The gradient of −ln D under a noisy D")
    random = True
    default_speed = "step_500"
    notes = (
        N_("Arjovsky and Bottou (2017), theorem 2.6: where the perfect D is 0 and flat, noise on D makes the gradient "
           "of −ln D a ratio of two centred normal numbers. It is Cauchy: it has no mean and no variance."),
        N_("The theorem takes the noise as normal and independent at every point, so that D may be below 0, which no "
           "probability is. The errors of a trained D are not independent: in the lab (“Freeze G, train D afresh”) "
           "the gradient of −ln D grows and scatters, but it has a mean."),
        N_("Hui’s article says the gradient of −log D has a large variance; the right statement is that in this "
           "set-up it has none, nor a mean: whatever one measures depends on the largest number so far."),
    )

    def build(self, picture: QWidget) -> None:
        self.histogram = FunctionPlot(_("Density of the size of the gradient"), _("|gradient of −ln D|"), log_x=True,
                                      log_y=True)
        self.histogram.add("density", _("drawn"), "generated")
        self.histogram.add("law", _("Cauchy law"), "ink", "dash")
        self.running = FunctionPlot(_("Running mean"), _("draws"), _("mean"), log_x=True)
        self.running.add("mean", _("−ln D"), "generated")
        self.running.add("median", _("its median"), "muted", "dot")
        self.running.add("critic_mean", _("−D, under the same noise"), "critic", "dash")
        self.tally = QLabel()
        self.tally.setWordWrap(True)
        foot = QHBoxLayout()
        for text, count in ((_("Draw"), 1), (_("Draw 10,000 times"), 10_000)):
            button = QPushButton(text)
            button.clicked.connect(lambda checked=False, count=count: self.draw_noise(count))
            foot.addWidget(button)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        for plot in (self.histogram, self.running):
            column.addWidget(plot, 1)
        foot.addWidget(self.tally, 1)
        column.addLayout(foot)

    def draw_noise(self, count: int) -> None:
        self.seek_asked.emit(min(self.frame.step + count, MOST))

    def text(self) -> str:
        count = min(self.frame.step, MOST)
        return ngettext("{count} draw", "{count} draws", count).format(count=whole(count))

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        arrays, numbers = self.frame.arrays, self.frame.numbers
        scale, count = numbers["scale"], max(int(numbers["draws"]), 1)
        self.histogram.show_function("density", arrays["sizes"], arrays["density"])
        self.histogram.show_function("law", arrays["sizes"], arrays["law"])
        # Down to a tenth of what one draw makes in the widest bin that is likely to have one.
        self.histogram.set_view((1e-2 * scale, 1e5 * scale), (1e-10 / scale, 3 / scale))
        self.histogram.set_readout(labels((
            _("distance to the law {gap}").format(gap=number(numbers["gap"], 3)),
            _("limit {limit} (1 %)").format(limit=number(numbers["gap_limit"], 3)))))
        for name in ("mean", "critic_mean"):
            self.running.show_function(name, arrays["count"], arrays[name])
        self.running.show_function("median", arrays["median_count"], arrays["median"])
        settled = arrays["mean"][arrays["count"] >= min(10, count)]
        reach = max(3 * scale, 1.15 * float(np.max(np.abs(settled), initial=0.0)))
        self.running.set_view((1.0, float(max(count, 100))), (-reach, reach))
        self.running.set_readout(labels((_("−ln D {mean}").format(mean=number(numbers["mean"], 4)),
                                         _("−D {mean}").format(mean=number(numbers["critic_mean"], 3)))))
        self.tally.setText(ngettext(
            "{count} draw. The largest gradient so far is {largest}: {share:.0%} of all of them together.",
            "{count} draws. The largest gradient so far is {largest}: {share:.0%} of all of them together.",
            int(numbers["draws"])).format(count=whole(int(numbers["draws"])), largest=number(numbers["largest"], 4),
                                          share=numbers["largest_share"])
            if numbers["draws"] else _("Nothing is drawn yet: play, or press a button."))
