"""The error a learner may meet: one sentence that says what happened and what to do next."""

import textwrap


class CourseError(Exception):
    """A foreseeable failure: no network and no data, a setting that does not exist, a damaged file.

    Its message is meant to be read by a learner, so a notebook shows the message and nothing else. IPython asks an
    exception for `_render_traceback_` before it draws a traceback of its own, and prints the lines returned here.
    The cell still counts as failed: Run All stops at it, and nbval and nbgrader see an error.
    """

    def _render_traceback_(self) -> list[str]:
        return textwrap.wrap(f"{type(self).__name__}: {self}", 100)
