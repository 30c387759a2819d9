"""The model language: what it reads, and what it refuses by name."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.index_models._model import Construct, IndexModel, check_columns, index_model
from servicekit.index_models._presets import ACSI, ECSI


def test_arrows_between_names_make_a_model():
    model = index_model(
        """
        quality, price -> value      # two causes
        value -> satisfaction -> loyalty
        """,
        labels={"value": Label("Value for money", "性价比")},
    )
    assert model.keys == ("quality", "value", "price", "satisfaction", "loyalty")
    assert model.causes("value") == ("quality", "price")
    assert model.paths[-1] == ("satisfaction", "loyalty")
    assert model.label("value").zh == "性价比"
    assert model.label("price") == Label("price", "price")


@pytest.mark.parametrize("model", (ECSI, ACSI, index_model("a, b -> c\nc -> satisfaction")))
def test_a_model_written_out_reads_back_the_same(model):
    again = index_model(model.to_text())
    assert set(again.paths) == set(model.paths)
    assert set(again.keys) == set(model.keys)


def test_a_cycle_is_refused_and_named_in_the_direction_of_its_arrows():  # bad input 84
    with pytest.raises(InvalidValueError, match=r"free of cycles") as caught:
        index_model("a -> b -> satisfaction -> a\na -> loyalty")
    circle = caught.value.parts[2].split(" -> ")
    assert circle[0] == circle[-1]
    assert set(pairwise(circle)) == {("a", "b"), ("b", "satisfaction"), ("satisfaction", "a")}


@pytest.mark.parametrize(
    ("text", "rule"),
    (
        ("a -> a -> satisfaction", "cycles"),
        ("satisfaction", "->"),
        ("a -> , satisfaction", "->"),
        ("a -> satisfaction\na -> satisfaction", "different"),
    ),
)
def test_lines_that_mean_nothing_are_refused(text, rule):
    with pytest.raises(InvalidValueError, match=rule):
        index_model(text)


def test_strangers_are_refused_with_the_nearest_name():
    with pytest.raises(UnknownConceptError, match="satisfaction"):
        index_model("quality -> satisfactoin")
    with pytest.raises(UnknownConceptError, match="quality"):
        index_model("quality -> satisfaction", labels={"qualty": Label("Quality", "质量")})
    one = Construct(key="a", label=Label("A", "甲"))
    with pytest.raises(UnknownConceptError, match="a -> b"):
        IndexModel(constructs=(one,), paths=(("a", "b"),), target="a")


def test_constructs_without_a_path_or_named_twice_are_refused():
    constructs = tuple(Construct(key=key, label=Label(key, key)) for key in ("a", "b", "c"))
    with pytest.raises(InvalidValueError, match=r"\['c'\]"):
        IndexModel(constructs=constructs, paths=(("a", "b"),), target="b")
    with pytest.raises(InvalidValueError, match="different"):
        IndexModel(constructs=(constructs[0], *constructs[:2]), paths=(("a", "b"),), target="b")


def test_a_construct_that_was_not_asked_about_can_be_left_out():
    model = ECSI.without("complaints")
    assert "complaints" not in model.keys
    assert len(model.paths) == 10
    with pytest.raises(UnknownConceptError):
        ECSI.without("complaint")


def test_the_presets_are_the_published_models():
    assert len(ECSI.keys) == 7
    assert len(ECSI.paths) == 12
    assert set(ACSI.paths) == {path for path in ECSI.paths if "image" not in path}
    assert ECSI.label("image").zh == "企业形象"


def test_columns_are_checked_before_anything_is_computed():
    model = index_model("quality -> satisfaction")
    assert check_columns(model, {"satisfaction": "s", "quality": ["a", "b"]}) == {
        "quality": ("a", "b"),
        "satisfaction": ("s",),
    }
    with pytest.raises(InvalidValueError, match=r"quality.*without\('quality'\)"):
        check_columns(model, {"satisfaction": "s"})
    with pytest.raises(InvalidValueError, match=r"\['s'\]"):
        check_columns(model, {"satisfaction": "s", "quality": ["a", "s"]})
    with pytest.raises(UnknownConceptError, match="quality"):
        check_columns(model, {"satisfaction": "s", "qualty": ["a"]})


names = st.sampled_from(("a", "b", "c", "d", "satisfaction"))


@given(st.sets(st.tuples(names, names).filter(lambda path: path[0] < path[1]), min_size=1, max_size=8))
def test_any_arrows_along_an_order_are_accepted(paths):
    text = "\n".join(f"{cause} -> {effect}" for cause, effect in sorted(paths))
    model = index_model(text, target=sorted(paths)[0][1])
    assert set(model.paths) == paths
