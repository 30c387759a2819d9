"""Optional dependencies say how to get them, and hide no other failure."""

import math
import sys

import pytest

from servicekit.foundation._errors import MissingExtraError
from servicekit.foundation._extras import require


def test_what_is_installed_is_imported():
    assert require("math", extra="plots") is math


def test_what_is_missing_comes_with_the_command_that_brings_it():
    with pytest.raises(MissingExtraError, match=r'no_such_package.*python -m pip install "servicekit\[plots\]"'):
        require("no_such_package.part", extra="plots")


def test_a_missing_extra_is_an_import_error_too():
    with pytest.raises(ImportError):
        require("no_such_package", extra="plots")


def test_a_failure_inside_an_installed_package_is_not_hidden(tmp_path, monkeypatch):
    (tmp_path / "broken_package.py").write_text("import another_missing_package\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="another_missing_package") as caught:
        require("broken_package", extra="plots")
    assert not isinstance(caught.value, MissingExtraError)
    assert "broken_package" not in sys.modules
