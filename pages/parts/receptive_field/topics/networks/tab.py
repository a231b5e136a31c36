"""The tab "Networks and your own model": a network, branches included, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import BadInput
from core.networks import MAX_SIDE, zoo
from core.receptive_field import GraphRow, Solution, first_to_see, grouped
from core.receptive_field import export as field_export
from core.takeaway.programs.receptive_field import networks as lesson
from pages.parts.receptive_field.table import by
from pages.parts.receptive_field.topics.networks import beside, compare, growth
from pages.parts.receptive_field.topics.networks import described as networks_described
from pages.parts.receptive_field.topics.networks import run as networks_run
from pages.parts.receptive_field.topics.networks import source as networks_source
from pages.parts.receptive_field.topics.networks import unit as networks_unit
from pages.parts.receptive_field.topics.networks.source import PASTE, SOURCES_SAID, UPLOAD
from pages.parts.receptive_field.topics.networks.table import name_title, table
from pages.shared import cache, downloads, prose, tall_rows
from pages.shared.page import Page, literal


@dataclass(frozen=True)
class Network:
    """The network on the screen: solved, with its chosen unit, and what the table is asked for."""

    source: networks_source.Source
    solution: Solution
    wanted: tuple[int, ...] | None
    rate: int | None
    unit: networks_unit.Shown | None


def choose(page: Page, top: DeltaGenerator) -> Network | None:
    """Choose a network; one of its units comes to the top. None where a sentence says what is missing."""
    found = _chosen(page, top)
    if found is None:
        return None
    source, solution, wanted = found
    rate = _rate(page, solution)
    with top:
        saved = st.container()
        unit = networks_unit.draw(page, source.name, solution)
    table = None if unit is None else unit.table
    with saved:
        downloads.share(
            page,
            {"unit of a network": unit.picture} if unit is not None else {},
            {"cells of the unit": lambda: table} if table is not None else {},
            {
                "network.csv": lambda: field_export.graph_csv(solution, rate, wanted),
                "network.json": lambda: field_export.graph_json(solution, rate, wanted),
            },
        )
        if not networks_source.in_link(page):
            st.caption(
                page.translate(
                    ":material/link_off: The link does not contain your model: anyone who opens it has to choose the file or paste the text again."
                )
            )
    return Network(source, solution, wanted, rate, unit)


def draw(page: Page, network: Network | None) -> None:
    """What there is to say of the network, its table, and the check by experiment."""
    prose.draw(page, "model")
    if network is None:
        return
    solution = network.solution
    _notices(page, solution)
    first = _object(page, solution, network.wanted)
    found = beside.of(network.source.name, solution, network.wanted)
    beside.summary(page, solution, found)
    key, names = page.key("network table"), [row.node.name for row in solution.rows]
    st.dataframe(
        table(page, solution, network.wanted, first, network.rate, found),
        hide_index=True,
        width="stretch",
        **tall_rows.heights(names, len(names)),
        key=key,
        on_select=lambda: beside.chosen_row(page, key, names),
        selection_mode="single-row",
        column_config={
            name_title(page): tall_rows.text_column(names, pinned=True),
            **beside.formats(page),
        },
    )
    written = partial(lesson.cells, solution) if lesson.possible(solution) else None
    downloads.save(page, {}, {}, lessons={"networks": written})
    beside.formulas(page, found)
    growth.draw(page, solution, found, network.wanted)
    if network.unit is not None and network.unit.table is not None:
        networks_unit.elsewhere(page, network.unit.table)
    compare.draw(page, network.source, solution)
    networks_run.draw(page, network.source, solution, network.unit)


def _rate(page: Page, solution: Solution) -> int | None:
    """Samples per second, asked for where the input is a signal."""
    _ = page.translate
    if len(_axes(solution)) != 1:
        return None
    said = _("For sound: samples per second, such as 16000, and the table has milliseconds too. 0: no sample rate.")
    rate = st.number_input(
        _("Sample rate, in Hz"), 0, field_export.MAX_RATE, step=1, **page.control("model_rate"), help=said
    )
    return int(rate) or None


def _chosen(page: Page, top: DeltaGenerator) -> tuple[networks_source.Source, Solution, tuple[int, ...] | None] | None:
    """The network, solved, and the object that is looked for; None where a sentence says what is missing."""
    _ = page.translate
    st.selectbox(
        _("Network"),
        (*zoo.names(), UPLOAD, PASTE),
        format_func=lambda name: _(SOURCES_SAID[name]) if name in SOURCES_SAID else name,
        **page.control("network"),
        on_change=networks_source.another,
        args=(page,),
    )
    st.text_input(
        _("Input size"),
        **page.control("model_size"),
        on_change=networks_unit.centre,
        args=(page,),
        help=_(
            "224, or rows x columns: 224x320; empty: the network's own. Without a size, some paddings stay unknown."
        ),
    )
    st.text_input(
        _("Size of an object"),
        **page.control("model_object"),
        help=_("52, or rows x columns: 52x40. The first layer whose units see that much is marked in the table."),
    )
    try:
        source = networks_source.choose(page)
        if source is None:
            with top:
                networks_source.invite(page)
            return None
        text = st.session_state[page.key("model_size")]
        wrong = BadInput(
            "the input size “{text}” is not a number or rows x columns; write for example 224 or 224x160",
            text=text[:40],
        )
        size = _sizes(text, wrong) or source.size
        text = st.session_state[page.key("model_object")]
        wrong = BadInput(
            "the object's size “{text}” is not a number or rows x columns; write for example 52 or 52x30",
            text=text[:40],
        )
        wanted = _sizes(text, wrong)
        solution = _solved(page, source, size)
        if wanted is not None:
            wanted = wanted * len(_axes(solution)) if len(wanted) == 1 else wanted
            first_to_see(solution, wanted)
    except BadInput as error:
        st.error(page.sentence(error))
        return None
    return source, solution, wanted


def _solved(page: Page, source: networks_source.Source, size: tuple[int, ...] | None) -> Solution:
    """Solve it once; ask where the model has several inputs, or layers that are not known."""
    names = source.graph.inputs
    if len(names) > 1:
        if st.session_state[page.key("model_input")] not in names:
            st.session_state[page.key("model_input")] = names[0]
        st.selectbox(page.translate("Which input?"), names, **page.control("model_input"))
    chosen = st.session_state[page.key("model_input")] if len(names) > 1 else None
    described = networks_described.choose(page, source.graph, source.name)
    return cache.solution(source.name, size, chosen, described, source.graph)


def _axes(solution: Solution) -> tuple[int | None, ...]:
    return next(row.operation.size for row in solution.rows if row.node.name == solution.source)


def _object(page: Page, solution: Solution, wanted: tuple[int, ...] | None) -> GraphRow | None:
    """Say which layer is the first to see the object."""
    _ = page.translate
    if wanted is None:
        return None
    first = first_to_see(solution, wanted)
    if first is not None:
        said = _(
            "**{layer}** is the first layer whose receptive field is at least {object}, padding included; it is marked in the table."
        )
        st.success(said.format(layer=literal(first.node.name), object=by(wanted)))
    elif any(row.field.sees == "unknown" for row in solution.rows):
        st.warning(_("No layer is known to see an object of {object}: some are unknown.").format(object=by(wanted)))
    else:
        st.warning(_("No layer sees an object of {object}.").format(object=by(wanted)))
    return first


def _sizes(text: str, wrong: BadInput) -> tuple[int, ...] | None:
    """One number or one per axis; None for an empty text; raises `wrong` for anything else."""
    parts = text.lower().replace("×", "x").replace(",", "x").split("x") if text.strip() else []
    if not all(part.strip().isdecimal() and len(part.strip()) <= len(str(MAX_SIDE)) for part in parts):
        raise wrong
    sizes = tuple(int(part) for part in parts)
    return sizes or None


def _notices(page: Page, solution: Solution) -> None:
    """One sentence for all layers with the same remark."""
    _ = page.translate
    found = grouped(solution.notices)
    if not found:
        return
    lines = ["- " + _(notice.rule).format(layer=literal(notice.layer), **dict(notice.values)) for notice in found]
    broken = any(notice.topic == "stride" for notice in found)
    (st.error if broken else st.info)("\n".join(lines))
