"""The pages' long texts, in which a word of the field explains itself where it first stands on a page."""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING

import streamlit as st

from core import words
from core.words import N_
from pages.shared.page import Page

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

# What docs/glossary.md says, term by term: a test holds the two together.
TERMS = {
    N_("cross-correlation"): N_(
        "the sum of products of a kernel with each window of the input; the kernel is not flipped"
    ),
    N_("convolution"): N_(
        "the same sum with the kernel rotated by 180°; in deep learning also the name of cross-correlation"
    ),
    N_("kernel"): N_("the small matrix of weights that slides over the input"),
    N_("feature map"): N_("the output of a convolutional layer"),
    N_("accuracy"): N_("the share of pictures that are classified correctly"),
    N_("receptive field"): N_("all input cells that can affect a unit"),
    N_("effective receptive field"): N_("where in the receptive field a unit's squared gradient is concentrated"),
    N_("effective stride"): N_("how many input cells lie between the fields of two neighbouring units"),
    N_("effective padding"): N_("how many cells the first unit's field extends beyond the image"),
    N_("padding"): N_("cells added around the input"),
    N_("stride"): N_("how many cells the window moves at a time"),
    N_("dilation"): N_("the distance between the cells that neighbouring entries of a kernel see"),
    N_("gap"): N_("cells inside the field that a dilated kernel skips"),
    N_("channel"): N_("one matrix of an image or feature map, such as red"),
    N_("pooling"): N_("the maximum or mean of each window"),
    N_("transposed convolution"): N_("the transpose of the matrix of a convolution, applied to an input"),
    N_("bias"): N_("a learned number added to every output"),
    N_("layer"): N_("one step of a network, from one map to the next"),
    N_("unit"): N_("one number of a layer's output"),
    N_("loss"): N_("how far the output is from the target, as one number"),
    N_("mean squared error"): N_("the mean of the squared differences between output and target"),
    N_("gradient"): N_("the vector of partial derivatives; the direction of steepest ascent"),
    N_("gradient descent"): N_("repeated steps against the gradient"),
    N_("learning rate"): N_("the factor of the gradient in one update"),
    N_("learning rate schedule"): N_("how the learning rate changes during training"),
    N_("mini-batch"): N_("the outputs that one update uses"),
    N_("epoch"): N_("one pass over all the data"),
    N_("optimizer"): N_("the rule that turns gradients into updates"),
    N_("momentum"): N_("the share of the previous update that is kept in the next"),
    N_("weight decay"): N_("a penalty on the squared weights"),
    N_("eigenvalue"): N_("a curvature of the quadratic loss along one of its axes"),
    N_("sweep"): N_("one experiment repeated over a grid of settings"),
    N_("edge detection"): N_("finding the places where the brightness changes"),
    N_("threshold"): N_("the value below which an edge is dropped"),
    N_("Laplacian"): N_("the sum of both second derivatives"),
    N_("precision"): N_("the share of detected pixels that are near a true edge"),
    N_("recall"): N_("the share of true edges with a detected pixel near them"),
    N_("impulse"): N_("an image with a single 1"),
    N_("seed"): N_("the number from which all random numbers of an experiment follow"),
}
# What is left as it is: code, formulas, headings, links, HTML, and emphasis (one that is a term as a whole is explained).
_KEPT = re.compile(
    r"(```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|^#[^\n]*$|!?\[[^\]]*\]\([^)]*\)|<[^>]*>|\*\*[^*]+\*\*|\*[^*\n]+\*)",
    re.MULTILINE | re.DOTALL,
)
# A Chinese sign that is a term by itself is also part of other words (轮 of 轮廓): it counts after these, or after none.
_ALONE = "(?:(?<![\u4e00-\u9fff])|(?<=[一每各这该]))"


def draw(page: Page, section: str, place: DeltaGenerator | None = None) -> None:
    """One section of the page's long text, on the page or at another place."""
    text = explained(page.prose(section), page.language, page.told, section)
    # The only HTML is ours: the texts are the lab's own files, and hold no visitor's words.
    (place or st).markdown(text, unsafe_allow_html=True)


def status(sentence: str) -> None:
    """What is seen now, in a sentence that holds no visitor's words: a screen reader says it whenever it changes."""
    st.markdown(f'<div role="status">\n\n{sentence}\n\n</div>', unsafe_allow_html=True)


def explained(text: str, language: str, told: dict[str, str], section: str) -> str:
    """The Markdown with every term marked where it first stands, together with its meaning.

    `told` says of each term which section explains it; one that no section has explained so far, this one does.
    """
    _, pattern = words.gettext(language), _pattern(language)
    seen: set[str] = set()

    def marked(found: re.Match[str], shown: str | None = None) -> str:
        term = _terms(language)[found["term"].lower()]
        if term in seen or told.setdefault(term, section) != section:
            return shown or found[0]
        seen.add(term)
        name = "term-" + term.replace(" ", "-")
        return (
            f'<dfn class="term" tabindex="0" aria-describedby="{name}">{shown or found[0]}'
            f'<span class="meaning" role="tooltip" id="{name}">{html.escape(_(TERMS[term]))}</span></dfn>'
        )

    parts = _KEPT.split(text)
    for i, part in enumerate(parts):
        if i % 2 == 0:
            parts[i] = pattern.sub(marked, part)
        elif part.startswith("*") and (whole := pattern.fullmatch(part.strip("*"))):
            parts[i] = marked(whole, part)
    return "".join(parts)


@functools.cache
def _terms(language: str) -> dict[str, str]:
    """The terms as this language has them, and what stands for them in `TERMS`."""
    return {words.gettext(language)(term).lower(): term for term in TERMS}


@functools.cache
def _pattern(language: str) -> re.Pattern[str]:
    """Any term; of two that begin at one place the longer."""
    names = sorted(_terms(language), key=len, reverse=True)
    if language == "en":
        return re.compile(rf"(?<![\w-])(?P<term>{'|'.join(map(re.escape, names))})(?:s|es)?(?![\w-])", re.IGNORECASE)
    either = "|".join((_ALONE if len(name) == 1 else "") + re.escape(name) for name in names)
    return re.compile(f"(?P<term>{either})(?!层)", re.IGNORECASE)  # 卷积层 is a layer
