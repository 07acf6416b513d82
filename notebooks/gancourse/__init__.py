"""The helper package of the GAN course: data, device, run loop, plots, widgets and checks.

The lessons hold the algorithms; this package holds what would distract from them. Names load on first use, so that
`import gancourse` is instant.
"""

import importlib

from gancourse.settings import limit_threads

__version__ = "0.1.0"

_HOMES = {
    "check": "checking",
    "hint": "checking",
    "summary": "checking",
    "export": "exporting",
    "restore": "exporting",
    "by_speed": "settings",
    "device": "settings",
    "seed_everything": "settings",
    "speed": "settings",
    "images": "data",
    "Run": "runs",
    "Recording": "recordings",
    "controls": "widgets",
    "explore": "widgets",
    "replay": "widgets",
}
_MODULES = ("data", "metrics", "my_work", "plots", "settings", "widgets")

__all__ = [*_HOMES, *_MODULES]

limit_threads()


def __getattr__(name: str):
    if name in _HOMES:
        return getattr(importlib.import_module(f"gancourse.{_HOMES[name]}"), name)
    if name in _MODULES:
        return importlib.import_module(f"gancourse.{name}")
    raise AttributeError(f"module 'gancourse' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
