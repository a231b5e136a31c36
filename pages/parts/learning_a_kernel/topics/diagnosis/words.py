"""What is said of each cause."""

from __future__ import annotations

from core.learning import Cause
from core.words import N_
from pages.shared.page import Page

TITLES = {
    "right": N_("No mistake: these are the losses of this image at this rate."),
    "rate": N_("The learning rate is too high for this image."),
    "slow": N_("No mistake: only the slow direction is left."),
    "mean": N_("The loss is a mean over the outputs, not a sum."),
    "sum": N_("The loss is a sum over the outputs, not a mean."),
    "half": N_("The loss is half the squared error."),
    "ones": N_("The image is all ones: the black band is missing."),
    "sign": N_("The update has the wrong sign."),
    "bias": N_("The layer learns a bias too."),
    "momentum": N_("The optimizer has momentum 0.9."),
    "nesterov": N_("The optimizer has Nesterov momentum 0.9."),
}
ADVICE = {
    "right": N_("Each direction shrinks as its curvature predicts."),
    "rate": N_("Its largest curvature allows rates up to {limit:.4g}. Use one below it."),
    "slow": N_(
        "The steep directions have converged; the loss now falls by the same factor each time. It takes more updates, or momentum."
    ),
    "mean": N_(
        "All curvatures are smaller by the number of outputs: sum the squared errors, or raise the rate as much."
    ),
    "sum": N_("All curvatures are larger by the number of outputs: take the mean, or lower the rate as much."),
    "half": N_("All curvatures are half as large, so the rate may be twice as high."),
    "ones": N_(
        "On an image of ones every kernel whose entries add up to 0 is perfect, and the only curvature is {largest:.4g}, which allows rates up to {limit:.4g}. Set the band to 0."
    ),
    "sign": N_("The loss grows along every direction at any rate: subtract the gradient, do not add it."),
    "bias": N_("A bias adds a curvature of its own: switch it off to get the run of the book."),
    "momentum": N_(
        "The loss swings on its way down; the largest stable rate is higher than that of plain gradient descent."
    ),
    "nesterov": N_("The loss swings less than with plain momentum."),
}


def title(page: Page, cause: Cause) -> str:
    return page.translate(TITLES[cause.name])


def advice(page: Page, cause: Cause) -> str:
    largest = float(cause.curvatures[-1])
    return page.translate(ADVICE[cause.name]).format(largest=largest, limit=2.0 / largest)
