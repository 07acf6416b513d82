"""A recorded run, played back: its pictures beside its curves, and the reader's own run laid over them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gancourse.paths import asset
from gancourse.training.recordings import Recording
from gancourse.views import plots
from gancourse.views.widgets import Scrubber


def replay(recording: Any, mine: Any = None, names: Sequence[str] | None = None, against: str = "step") -> None:
    """Play a recorded run: its frames beside its curves, with your own run (a Run or Recording) laid over them.

    recording: a Recording, a path, or the name of a file in assets/. against: "step" or "seconds".
    """
    recording = _find_recording(recording)
    story = _Story(recording, mine, names, against)
    print(story.provenance())
    Scrubber(story.picture, story.captions, 400).show()


class _Story:
    """The pictures of a replay, drawn when they are first looked at."""

    def __init__(self, recording: Recording, mine: Any, names: Sequence[str] | None, against: str):
        self.recording, self.mine, self.against = recording, mine, against
        self.names = names or [name for name in recording.history if name not in ("step", "seconds")]
        self.kept: dict[int, bytes] = {}
        self.captions = [self.caption(index) for index in range(max(len(recording.frames), 1))]

    def provenance(self) -> str:
        facts = self.recording.provenance
        said = f"Recorded: {facts.get('name', 'a run')}, {facts.get('steps', 0):,} steps in {facts.get('seconds', 0):,.0f} s"
        if not self.recording.is_random:
            return f"{said}."
        torch = facts.get("versions", {}).get("torch", "?")
        return f"{said} on {facts.get('device', '?')}, seed {facts.get('seed', '?')}, torch {torch}."

    def caption(self, index: int) -> str:
        if not len(self.recording.frames):
            return "the whole run"
        step, second = self.recording.frame_steps[index], self.recording.frame_seconds[index]
        return ", ".join([f"step {step:,}, after {second:,.1f} s of training", *self.values(step)])

    def values(self, step: int) -> list[str]:
        """The recorded values around that step: means over the rows just before it, where they are noisy."""
        history = self.recording.history
        end = int(np.searchsorted(history.get("step", []), step, side="right"))
        rows = {
            name: np.asarray(history[name][max(end - self.recording.recent, 0) : end])
            for name in self.names
            if name in history
        }
        return [f"{name} {plots.number(np.nanmean(row))}" for name, row in rows.items() if np.isfinite(row).any()]

    def picture(self, index: int) -> bytes:
        if index not in self.kept:
            self.kept[index] = self.render(index)
        return self.kept[index]

    def render(self, index: int) -> bytes:
        frames = self.recording.frames
        fig, axes = plots.figure(1, 2, size=(9.0, 3.6), width_ratios=[1, 1.5])
        if len(frames):
            axes[0].imshow(frames[index], cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        axes[0].set_axis_off()
        plots.curves(self.recording.history, self.names, against=self.against, ax=axes[1])
        if self.mine is not None:
            _overlay(axes[1], self.mine, self.names, self.against)
            axes[1].set_title("recorded, and yours: thick and pale")
        if len(frames):
            at = {"step": self.recording.frame_steps, "seconds": self.recording.frame_seconds}[self.against][index]
            axes[1].axvline(at, color=plots.BLACK, linewidth=1)
        return plots.to_png(fig, self.captions[index])


def _overlay(ax: Any, mine: Any, names: Sequence[str], against: str) -> None:
    history = mine.history
    for number, name in enumerate(names):
        if name in history:
            look = {**plots.line_style(name, number), "linewidth": 3.2, "alpha": 0.6, "linestyle": "-", "label": None}
            values = np.asarray(history[name], float)
            at, values = plots.thin(np.asarray(history[against], float), values)
            ax.plot(at, plots.running_mean(values, 0.02), **look)


def _find_recording(recording: Any) -> Recording:
    if isinstance(recording, Recording):
        return recording
    path = Path(recording)
    return Recording.load(path if path.is_file() else asset(str(recording)))
