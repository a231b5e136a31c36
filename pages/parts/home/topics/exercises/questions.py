"""The chapter's questions and those of the chapters after it, in our own words, and where in the lab each one is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.words import N_


@dataclass(frozen=True)
class Place:
    """A question, and the page and settings that it is answered with; `text` is marked for translation."""

    text: str
    page: str
    settings: Mapping[str, str]


THIS: Mapping[str, Place] = {
    "diagonal": Place(
        N_("Apply the kernel [1, −1] to a diagonal edge. Where is Y not zero, and which sign does it have?"),
        "edge_detection",
        {"image": "diagonal"},
    ),
    "diagonal_x": Place(
        N_("Transpose the image with the diagonal edge. What changes in Y, and why?"),
        "edge_detection",
        {"image": "diagonal", "transpose_image": "1"},
    ),
    "diagonal_k": Place(
        N_("Leave the image as it is and transpose the kernel. How is this Y related to the one before?"),
        "edge_detection",
        {"image": "diagonal", "transpose_kernel": "1"},
    ),
    "direction": Place(
        N_("Which kernel responds to changes along a direction v? Which one ignores them? Turn the angle and check."),
        "edge_detection",
        {"open": "blind_spots"},
    ),
    "derivative": Place(
        N_(
            "Which kernel gives the second derivative? At least how many numbers does a kernel for a derivative of order d need?"
        ),
        "edge_detection",
        {"open": "blind_spots", "order": "3"},
    ),
    "blur": Place(
        N_("Build a kernel that blurs. What must its entries sum to, and when is blurring useful?"),
        "cross_correlation",
        {"open": "workshop"},
    ),
    "gradient": Place(
        N_(
            "A hand-written layer assigns its outputs one by one. What happens when you differentiate it automatically, and why?"
        ),
        "learning_a_kernel",
        {"open": "computed"},
    ),
    "matrix": Place(
        N_("Write a cross-correlation as one matrix product. How do X and K have to be rearranged?"),
        "cross_correlation",
        {"open": "matrix"},
    ),
}
NEXT: Mapping[str, Place] = {
    "stride": Place(
        N_("A sound is sampled with stride 2. What is lost, and what can no longer be told apart?"),
        "cross_correlation",
        {"open": "signals"},
    ),
    "mirror": Place(
        N_("Zero padding leaves a visible border in Y. What does mirror padding do instead?"),
        "cross_correlation",
        {"open": "padding"},
    ),
    "twice": Place(
        N_("Two kernels are applied one after the other, with nothing in between: which single kernel does the same?"),
        "convolution_vs_correlation",
        {"open": "laws"},
    ),
    "channels": Place(
        N_(
            "How many multiplications does a layer with several channels take? What happens when input and output channels both double?"
        ),
        "cross_correlation",
        {"open": "channels"},
    ),
    "average": Place(
        N_(
            "Write average pooling as a convolution. Why is there no kernel for maximum pooling, and how can you get minimum pooling?"
        ),
        "cross_correlation",
        {"open": "operations"},
    ),
}
