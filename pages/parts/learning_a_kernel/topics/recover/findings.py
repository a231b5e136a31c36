"""What was found about a pair, in sentences: shift and crop, gain and offset, clipping, saving, kernel size."""

from __future__ import annotations

import math

import streamlit as st

from core.arrays import Floats
from core.learning.recovery import FilterRecovery, least_squares
from pages.shared.page import Page

HALF = 0.25  # pixels from the middle that are worth a sentence
EXACT = 1e-9  # of a picture in 0 … 1, or of a kernel's norm: what float64 leaves
LEAST = 5e-5  # that two places of a percentage show


def draw(page: Page, found: FilterRecovery) -> None:
    """One sentence a finding."""
    for sentence in (*_place(page, found), *_tones(page, found), *_files(page, found), *_sizes(page, found)):
        st.markdown("- " + sentence)
    for note in found.notes:
        st.caption(page.sentence(note))


def psnr(page: Page, residual: Floats) -> str:
    """In dB, for a residual that is more than what rounding leaves."""
    value = least_squares.psnr(residual)
    return page.translate("exact to rounding") if value > -20.0 * math.log10(EXACT) else f"{value:.1f} dB"


def share(page: Page, error: float) -> str:
    """A relative error in percent, as far as it is one."""
    if error < EXACT:
        return page.translate("exact to rounding")
    return f"{error:.2%}" if error >= LEAST else "< 0.01%"


def _place(page: Page, found: FilterRecovery) -> list[str]:
    _, place = page.translate, found.alignment
    top, right, bottom, left = place.crop
    if place.nominal:
        said = [_("The pictures line up as they are: no shift was found.")]
    elif found.verdict.kind == "nonlinear":  # whatever was found as their shift may be by chance
        return [_("No shift makes the two pictures fit well; they may not belong together, or differ in scale.")]
    else:
        said = [
            _("The after picture begins at row {rows}, column {columns} of the before picture, counted from 0.").format(
                rows=_signed(place.rows), columns=_signed(place.columns)
            )
        ]
    if any(place.crop):
        sides = ((_("top"), top), (_("bottom"), bottom), (_("left"), left), (_("right"), right))
        cut = _(", ").join(f"{side} {pixels}" for side, pixels in sides if pixels)
        said.append(_("Cropped from the before picture, in pixels: {cut}.").format(cut=cut))
    if math.hypot(*place.fraction) > HALF:
        said.append(
            _(
                "The kernel’s centre of mass lies {rows:+z.2f} rows and {columns:+z.2f} columns from the middle of its window. A shift by a fraction of a pixel and an off-centre kernel look the same; a kernel one cell larger per side has room for it."
            ).format(rows=place.fraction[0], columns=place.fraction[1])
        )
    return said


def _signed(number: int) -> str:
    return f"{number}".replace("-", "−")


def _tones(page: Page, found: FilterRecovery) -> list[str]:
    _ = page.translate
    said = [
        _(
            "Gain {gain:.4g} ± {gain_half:.2g}: the sum of the kernel's entries, since a gain and a larger kernel give the same picture. Offset {offset:+z.2f} ± {offset_half:.2g} of 255."
        ).format(
            gain=found.gain,
            gain_half=found.gain_half_width,
            offset=255.0 * found.offset,
            offset_half=255.0 * found.offset_half_width,
        )
    ]
    if found.clipped > 0:
        said.append(
            _("{share:.1%} of the after picture is black or white, perhaps clipped, and was left out.").format(
                share=found.clipped
            )
        )
    return said


def _files(page: Page, found: FilterRecovery) -> list[str]:
    _ = page.translate
    before, after = found.qualities
    said = []
    for quality, text in (
        (before, _("The before picture is a JPEG of about quality {quality}.")),
        (after, _("The after picture is a JPEG of about quality {quality}.")),
    ):
        if quality is not None:
            said.append(text.format(quality=quality))
    if said:
        said.append(
            _(
                "The effect of this rounding on the kernel was simulated with the file’s own tables and removed; the remaining uncertainty is in the intervals."
            )
        )
    if before is not None:
        said.append(
            _(
                "If the filter was applied before the picture was saved as this JPEG, some of the intervals may be too short."
            )
        )
    if found.covered < 0.999:
        said.append(
            _("{places:,} blocks from all over the pictures were used, {share:.1%} of the area that both show.").format(
                places=found.places, share=found.covered
            )
        )
    if 255.0 * found.noise > 0.5:
        said.append(
            _(
                "The residual exceeds what saving explains by {noise:.2g} levels of 255: noise, or a change that is not a filter. If the noise is in the before picture, the kernel is underestimated by more than the intervals say."
            ).format(noise=255.0 * found.noise)
        )
    return said


def _sizes(page: Page, found: FilterRecovery) -> list[str]:
    _ = page.translate
    if found.preferred is None:
        return [_("The pictures are too small to hold out a part for validation.")]
    size = found.kernel.shape[0], found.kernel.shape[1]
    larger = max(found.preferred) > max(size)
    beyond = _(
        "The kernel may extend beyond this window; then some of the intervals are too short. Try the larger size."
    )
    return [
        *([f"**{beyond}**"] if larger else []),
        _(
            "On held-out blocks, {h} × {w} has an error of {error:.3g} levels out of 255; of all sizes tried, {best_h} × {best_w} is the smallest that does as well as the best."
        ).format(
            h=size[0],
            w=size[1],
            error=255.0 * found.held_errors[size],
            best_h=found.preferred[0],
            best_w=found.preferred[1],
        ),
    ]
