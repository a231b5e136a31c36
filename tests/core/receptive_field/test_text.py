"""Stacks as a line of an address: written by hand, read back, numbered, and bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import Layer, both
from core.receptive_field import text as stack_text


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        (Layer("a", 3), "conv3"),
        (Layer("a", 3, stride=2), "conv3s2"),
        (Layer("a", 3, stride=(1, 2)), "conv3s1x2"),
        (Layer("a", (3, 5), padding="same"), "conv3x5psame"),
        (Layer("a", 3, padding=1), "conv3p1"),
        (Layer("a", 3, padding=((1, 0), (0, 0))), "conv3p1.0.0.0"),
        (Layer("a", 3, padding=((1, 2), (1, 2))), "conv3p1.2.1.2"),
        (Layer("a", 3, padding=((1, 1), (2, 2))), "conv3p1x2"),
        (Layer("a", 3, dilation=(1, 2)), "conv3d1x2"),
        (Layer("a", 2, 2, kind="pool"), "pool2s2"),
    ],
)
def test_a_layer_is_written_with_what_is_not_at_its_default(layer, written):
    assert stack_text.write([layer]) == written
    assert stack_text.write(stack_text.read(written)) == written


def test_layers_are_named_by_kind_and_place():
    assert [layer.name for layer in stack_text.read("conv3~pool2s2 ~ conv1")] == ["conv1", "pool2", "conv3"]
    assert stack_text.read("") == ()


sides = st.integers(0, 9)


@given(
    st.lists(
        st.builds(
            Layer,
            st.just(""),
            st.tuples(st.integers(1, 9), st.integers(1, 9)),
            st.tuples(st.integers(1, 4), st.integers(1, 4)),
            st.just("same") | st.tuples(st.tuples(sides, sides), st.tuples(sides, sides)),
            st.tuples(st.integers(1, 4), st.integers(1, 4)),
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_as_the_same_layers(layers):
    found = stack_text.read(stack_text.write(layers))
    assert stack_text.write(found) == stack_text.write(layers)
    for one, other in zip(found, layers, strict=True):
        for of in ("kernel", "stride", "dilation"):
            assert both(getattr(one, of)) == both(getattr(other, of))


def test_the_last_number_of_layers_is_read_and_the_first_beyond_refused():
    assert len(stack_text.read("~".join(["conv3"] * 100))) == 100
    with pytest.raises(BadInput, match="101 layers"):
        stack_text.read("~".join(["conv3"] * 101))
    with pytest.raises(BadInput, match="layer 2: “pool”"):
        stack_text.read("conv3~pool")
