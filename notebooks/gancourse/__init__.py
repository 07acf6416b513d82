"""The helper package of the GAN course: data, device, run loop, plots, widgets and checks.

The lessons hold the algorithms; this package holds what would distract from them. Names load on first use, so that
`import gancourse` is instant.
"""

import importlib

from gancourse.settings import limit_threads

__version__ = "0.1.0"

# Where the names live that lessons and learners import from here: functions and classes, then whole modules.
_HOMES = {
    "check": "checks.checking",
    "hint": "checks.checking",
    "summary": "checks.checking",
    "predict": "checks.predicting",
    "outcome": "checks.predicting",
    "beliefs": "checks.believing",
    "glossary": "checks.glossary",
    "export": "desk.exporting",
    "restore": "desk.exporting",
    "by_speed": "settings",
    "device": "settings",
    "seed_everything": "settings",
    "speed": "settings",
    "images": "data.loading",
    "Run": "training.runs",
    "captured": "training.captured",
    "Recording": "training.recordings",
    "replay": "training.replaying",
    "controls": "views.widgets",
    "explore": "views.widgets",
}
_MODULES = {
    "cards": "checks.cards",
    "figure_one": "toys.figure_one",
    "launch": "desk.launch",
    "metrics": "metrics",
    "my_work": "desk.my_work",
    "plots": "views.plots",
    "published": "models.published",
    "settings": "settings",
    "small_game": "toys.small_game",
    "widgets": "views.widgets",
}

__all__ = [*_HOMES, *_MODULES]

limit_threads()


def __getattr__(name: str):
    if name in _HOMES:
        return getattr(importlib.import_module(f"gancourse.{_HOMES[name]}"), name)
    if name in _MODULES:
        return importlib.import_module(f"gancourse.{_MODULES[name]}")
    raise AttributeError(f"module 'gancourse' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
