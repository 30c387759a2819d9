"""Service-quality frameworks as typed, bilingual models whose every figure carries an honest interval.

``import servicekit as sk`` costs next to nothing: a name is loaded when it is first used. Namespaces are reached the
same way: ``sk.complaints``, ``sk.loyalty``, ``sk.waiting``, ...
"""

from servicekit.foundation._lazy import attach

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = attach(__name__)
