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
    "still": N_("Nothing is learned: no update reaches the kernel."),
    "accumulated": N_("The gradients add up: they are never set to zero."),
    "told": N_("The run used a different learning rate."),
    "momentum": N_("The optimizer has momentum 0.9."),
    "nesterov": N_("The optimizer has Nesterov momentum 0.9."),
}
ADVICE = {
    "right": N_("The error along each direction shrinks as its curvature predicts."),
    "rate": N_("Its largest curvature allows rates up to {limit:.4g}. Use one below it."),
    "slow": N_(
        "The steep directions have converged; the loss now falls by the same factor each time. Make more updates, or use momentum."
    ),
    "mean": N_(
        "All curvatures are too small by a factor equal to the number of outputs: sum the squared errors, or multiply the rate by it."
    ),
    "sum": N_(
        "All curvatures are too large by a factor equal to the number of outputs: take the mean, or divide the rate by it."
    ),
    "half": N_("All curvatures are half as large, so the rate may be twice as high."),
    "ones": N_(
        "On an image of ones every kernel whose entries sum to 0 is perfect, and the only curvature is {largest:.4g}, which allows rates up to {limit:.4g}. Set the band to 0."
    ),
    "sign": N_("The loss grows along every direction at any rate: subtract the gradient, do not add it."),
    "bias": N_("A bias adds its own curvature: switch it off to get the book's run."),
    "still": N_(
        "Every loss is the same. Possible causes: a rate of 0, a missing optimizer step, a gradient that does not reach the kernel, or an update applied to a copy. The losses alone do not show which."
    ),
    "accumulated": N_(
        "Each update repeats all gradients before it, so the loss oscillates and never converges. Set the gradients to zero before each backward pass: `optimizer.zero_grad()` in PyTorch. Momentum 1 prints the same losses."
    ),
    "told": N_("This image gives these losses at the rate {rates}."),
    "momentum": N_(
        "The loss oscillates on its way down; the largest stable rate is higher than that of plain gradient descent."
    ),
    "nesterov": N_("The loss oscillates less than with plain momentum."),
}


def title(page: Page, cause: Cause) -> str:
    return page.translate(TITLES[cause.name])


def advice(page: Page, cause: Cause) -> str:
    largest = float(cause.curvatures[-1])
    limit = 2.0 / largest if largest else float("inf")
    rates = f" {page.translate('or')} ".join(f"{rate:.3g}" for rate in cause.rates)
    return page.translate(ADVICE[cause.name]).format(largest=largest, limit=limit, rates=rates)


def undecided(page: Page, cause: Cause, told: float) -> str:
    """What the losses leave open where nothing is certain."""
    _, same = page.translate, cause.same_rate(told)
    if same is not None:
        return _(
            "The right loss at the rate {rate:.4g} prints the same numbers: the losses alone do not distinguish the two."
        ).format(rate=same)
    if cause.rates:
        return _(
            "At the rate you gave, a loss {times:.3g} times as large would print the same numbers, and so might other data: check the rate in your program."
        ).format(times=cause.rates[0] / told)
    return _("These losses fit but do not prove it: paste more of them, with more digits.")
