"""What grading runs in a learner's kernel, before the first cell and in the place of a check cell (see grading.py, which
sends it there).

A check cell says `value = check("value", value)`. In a submission, `check` is whatever the cells before it made of the
name. So grading asks the course's own check, read afresh from the course's files, and publishes the verdict together
with a proof that no cell of the submission can know.
"""

import contextlib
import importlib
import io
import os
import sys
from pathlib import Path

VERDICT = "application/x-gancourse-verdict+json"
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def begin() -> None:
    """Import the course and its libraries before a file that was handed in with the notebook, "torch.py", can hide one."""
    sys.path[:] = [*filter(None, sys.path), ""]
    importlib.import_module("gancourse.checks.checking").bank()


def grade(name: str, namespace: dict, proof: str) -> None:
    """Publish the verdict on `namespace[name]`. Where it is not right, the notebook goes on with the course's version,
    so that one mistake costs one exercise."""
    checking = fresh_checking()
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # a cell may have changed it
    answer = namespace.get(name, ...)
    printed = io.StringIO()
    right, report = False, ""
    try:
        with contextlib.redirect_stdout(printed):
            right = checking.check(name, answer) is answer
        report = printed.getvalue().strip()
    except AssertionError as verdict:
        report = str(verdict)
    except BaseException as error:  # an answer may raise SystemExit
        report = f"[Error in your code] {name}\n  {type(error).__name__}: {error}"
    if not right:
        namespace[name] = checking.bank()[name].reference
    from IPython.display import publish_display_data

    publish_display_data({VERDICT: {"proof": proof, "right": right, "report": report}})


def fresh_checking():
    """`gancourse.checks.checking` and what it judges by, as the course's files say, whatever a cell did to them.

    The rest of the package stays as it is, because an answer may hold objects of its classes. Concept cards stay as
    they were dealt.
    """
    package = sys.modules.get("gancourse")
    if package is None or list(package.__path__) != [str(NOTEBOOKS / "gancourse")]:
        for module in [module for module in sys.modules if module.split(".")[0] == "gancourse"]:
            del sys.modules[module]
    sys.path.insert(0, str(NOTEBOOKS))
    cards = importlib.import_module("gancourse.checks.cards")
    dealt = {name: deck.seed for name, deck in cards._decks.items() if deck.dealt}
    for module in ("exercise", "bank", "cards"):
        importlib.reload(importlib.import_module(f"gancourse.checks.{module}"))
    # Forgotten and not reloaded, so that nothing is left of what a cell put into them. `bank` imports them again.
    for module in [module for module in sys.modules if module.startswith("gancourse.exercises")]:
        del sys.modules[module]
    checking = importlib.reload(importlib.import_module("gancourse.checks.checking"))
    checking.bank()
    for name, seed in dealt.items():
        cards._decks[name].shuffle(seed)
    return checking
