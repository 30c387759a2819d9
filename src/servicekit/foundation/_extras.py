"""Optional dependencies: the one place that finds out whether they are installed."""

from importlib import import_module
from types import ModuleType

from servicekit.foundation._errors import MissingExtraError


def require(module: str, *, extra: str) -> ModuleType:
    """Import an optional dependency, or say in one sentence which extra of servicekit brings it.

    Args:
        module: Dotted name of the module to import ("matplotlib.figure").
        extra: The extra that brings it ("plots").

    Raises:
        MissingExtraError: It is not installed. An import that fails inside an installed module is passed on.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        missing = error.name or package
        if missing.partition(".")[0] != package:
            raise
        command = f'python -m pip install "servicekit[{extra}]"'
        raise MissingExtraError(f"{package} is not installed; the extra {extra!r} brings it: {command}") from None
