"""Pictures on a machine without a Chinese font: boxes, one line that says so, and never a failure."""

import logging
from io import BytesIO
from pathlib import Path

import matplotlib
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.figure import Figure

from servicekit.plots import _canvas
from servicekit.plots._canvas import as_svg
from servicekit.plots._estimates import plot_estimates
from servicekit.satisfaction._net_promoter import net_promoter_score

ANSWERS = {"城市": ["北京", "北京", "上海", "上海"], "推荐": [10, 3, 9, 8]}


@pytest.fixture
def bare(monkeypatch):
    """Only the fonts that come with matplotlib."""
    manager = font_manager.fontManager
    own = str(Path(matplotlib.get_data_path()))
    monkeypatch.setattr(manager, "ttflist", [font for font in manager.ttflist if font.fname.startswith(own)])
    cached = (_canvas._fonts, _canvas._drawable, _canvas._say_once)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


def picture(ax=None):
    return plot_estimates(net_promoter_score(ANSWERS, "推荐", by="城市"), ax=ax, language="zh", title="推荐 กข")


@pytest.mark.parametrize("kind", ("png", "pdf", "svg"))
def test_a_picture_without_a_font_is_drawn_and_says_so_once(bare, kind, caplog):
    own = Figure().subplots()
    with caplog.at_level(logging.WARNING):
        for ax in (picture(), picture(own), picture()):
            ax.figure.savefig(BytesIO(), format=kind)
    said = [record.getMessage() for record in caplog.records if record.name == "servicekit"]
    assert len(said) == 2  # one for Chinese, one for Thai, for three pictures
    assert any("Chinese characters" in text and "fonts-noto-cjk" in text for text in said)


def test_svg_text_needs_no_font_and_names_only_real_ones(bare, caplog):
    with caplog.at_level(logging.WARNING):
        text = as_svg(picture())
    assert "北京" in text
    assert _canvas.BOXES not in text
    assert not caplog.records


def test_a_font_that_is_not_on_the_list_is_found_by_its_glyphs(bare, monkeypatch):
    entry = font_manager.FontEntry(fname="somewhere.ttf", name="Some Song")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*font_manager.fontManager.ttflist, entry])
    glyphs = _canvas._glyphs
    wanted = frozenset(map(ord, _canvas.NEEDED))
    monkeypatch.setattr(_canvas, "_glyphs", lambda path: wanted if path == "somewhere.ttf" else glyphs(path))
    assert _canvas._fonts() == ("DejaVu Sans", "Some Song", _canvas.BOXES)


def test_the_font_of_last_resort_has_a_box_for_everything():
    table = TTFont(Path(_canvas.__file__).with_name("boxes.ttf")).getBestCmap()
    assert {table[ord(sign)] for sign in "aé满😀ก𠀀"} == {"box"}


def test_a_font_that_cannot_be_opened_has_no_characters(tmp_path):
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    assert _canvas._glyphs(str(broken)) == _canvas._glyphs(str(tmp_path / "none.ttf")) == frozenset()
