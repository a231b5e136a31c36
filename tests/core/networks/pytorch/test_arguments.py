"""Arguments by the names of their parameters: as operators, functions, methods and archives give them."""

from core.networks.pytorch.arguments import Arguments, sizes_of, tensors_in
from core.networks.tensors import Constant, Draft, Tensor

X, W = Tensor(0, (1, 3), (None, None)), Constant((4, 3), name="w")


def given(*args, parameters="self dim keepdim", sizes=(), **kwargs):
    return Arguments(Draft(), "n", "N", "target", parameters.split(), args, kwargs, sizes)


def test_an_argument_is_found_by_its_place_its_name_or_another_name_for_it():
    assert given(X, 2).get("dim") == given(X, dim=2).get("dim") == given(X, axis=2).get("dim") == 2
    assert given(input=X).get("self") is given(x=X).get("self") is X
    assert given(X).get("dim") is given(X, 2).get("gone") is None
    assert given(X, gone=3).get("gone") == 3  # that it has no name for, by the name that is given
    # A name that is a parameter's own is no other name for another one.
    assert given(X, axis=2, parameters="self dim axis").get("dim") is None


def test_an_archive_names_all_arguments_and_the_place_of_one_with_another_name_tells():
    archive = given(self=X, dimension=2, keepdim=True)
    assert (archive.get("self"), archive.get("dim"), archive.get("keepdim")) == (X, 2, True)
    assert given(self=X, keepdim=True).get("dim") is None  # its place is taken by another parameter
    assert given(self=X, keepdims=True).get("dim") is None
    assert given(X, dimension=2).get("dim") is None
    assert given(self=X).get("dim") is None


def test_shapes_and_lists_of_dimensions():
    assert given(X, [2, -1], parameters="self size").rest("size") == [2, -1]
    assert given(X, 2, -1, parameters="self size").rest("size") == [2, -1]
    assert given(X, parameters="self size").rest("size") == []
    assert given(X, 0, 2, 1, parameters="self dims").integers("dims") == [0, 2, 1]
    assert given(X, [0, 2, 1], parameters="self dims").integers("dims") == [0, 2, 1]
    assert given(X, [1, 2]).integers("dim") == [1, 2]
    assert given(X, 1, True).integers("dim") == [1]
    for wrong in (None, [], [1, None], [True], "x"):
        assert given(X, wrong).integers("dim") is None


def test_whole_numbers_and_defaults():
    assert (given(X, 2).whole("dim", 7), given(X).whole("dim", 7), given(X, 0).whole("dim", 7)) == (2, 7, 0)
    assert given(X, True).whole("dim", 7) == given(X, 2.0).whole("dim", 7) == 7


def test_tensors_and_constants_among_them():
    call = given(X, [X, W, 3], W, other=X)
    assert (call.tensors, call.constants) == ([X] * 3, [W])
    assert tensors_in([[[X]]]) == []
    assert (sizes_of(X), sizes_of(W), sizes_of(3)) == ((1, 3), (4, 3), None)
    assert (given(X, sizes=[(1, 2), None]).told, given(X).told) == ((1, 2), None)
