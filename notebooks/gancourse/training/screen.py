"""Where a training run shows itself: the status in place, and the live picture now and then."""

import sys
import time
from typing import Any

from gancourse.settings import speed
from gancourse.views import plots

FIRST_PICTURE = 1.0  # seconds of training before the first picture
LONGEST_WAIT = 5.0  # seconds between two pictures, unless their cost asks for more
PICTURE_SHARE = 0.03  # of all time, at most, goes into pictures
STATUS_EVERY = 0.25
FREE_PICTURES = 3  # the first pictures come on time whatever they cost


class Screen:
    """The status of a run: in a notebook two outputs updated in place, in a terminal a tqdm bar, else one last line."""

    def __init__(self, run: Any):
        self.run, self.next = run, 0.0
        self.notebook = plots.in_notebook()
        self.caption = ""
        self.picture_handle = self.bar = None
        if self.notebook:
            if run.picture:
                self.picture_handle = plots.publish(
                    {"text/plain": "The first picture comes in a moment."}, display_id=True
                )
            self.handle = plots.publish({"text/plain": self.meter()}, display_id=True)
        elif sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            self.bar = tqdm(total=100, leave=False, bar_format="{percentage:3.0f}%|{bar:20}| {desc}")

    def is_due(self) -> bool:
        return time.perf_counter() >= self.next

    def meter(self) -> str:
        from tqdm import tqdm

        bar = tqdm.format_meter(
            100 * self.run.elapsed_fraction, 100, 0, ncols=46, bar_format="{percentage:3.0f}%|{bar}|"
        )
        note = "  stopping after this step" if self.run.is_stopping else ""
        return f"{bar}{note}\n{self.status()}"

    def status(self) -> str:
        return "\n".join(map(plots.in_lines, self.run.status("\n").split("\n")))

    def update(self) -> None:
        self.next = time.perf_counter() + STATUS_EVERY
        if self.notebook:
            self.handle.update({"text/plain": self.meter()}, raw=True)
        elif self.bar is not None:
            self.bar.n = round(100 * self.run.elapsed_fraction)
            self.bar.set_description_str(self.run.status())

    def show_picture(self, png: bytes, caption: str) -> None:
        if self.picture_handle is not None:
            self.picture_handle.update(plots.picture_bundle(png, caption), metadata=plots.alt_of(caption), raw=True)

    def say_instead_of_picture(self, sentence: str) -> None:
        if self.picture_handle is not None:
            self.picture_handle.update({"text/plain": plots.in_lines(sentence)}, raw=True)

    def finish(self) -> None:
        ending = plots.in_lines(self.run.ending())
        if self.notebook:
            lines = [plots.in_lines(self.caption), self.status(), ending]
            self.handle.update({"text/plain": "\n".join(filter(None, lines))}, raw=True)
            return
        if self.bar is not None:
            self.bar.close()
        print("\n".join(filter(None, [self.run.status(), ending])))


class Pictures:
    """Draws the live picture: early, then ever more seldom, and never for more than a small share of the time."""

    def __init__(self, run: Any, screen: Screen):
        self.run, self.screen = run, screen
        self.spent, self.count = 0.0, 0
        self.began = run.seconds
        self.next = FIRST_PICTURE
        self.complained = False

    def are_due(self) -> bool:
        if self.run.picture is None or not self.screen.notebook or speed() == "smoke" or self.run.is_over():
            return False
        return self.run.seconds - self.began >= self.next

    def finish(self) -> None:
        """Leave the picture of the last step; after an error or a break, whatever was drawn before."""
        if self.run.picture is None or not self.screen.notebook:
            return
        if self.run.ended == "left":
            if not self.count:
                self.screen.say_instead_of_picture("No picture was drawn yet.")
        else:
            self.draw(last=True)

    def draw(self, last: bool = False) -> None:
        start = time.perf_counter()
        self.count += 1
        try:
            drawn = self.run.picture()
            if isinstance(drawn, tuple):
                figure, caption = drawn
                self.screen.caption = plots.one_line(caption)
            else:  # the status line says as much
                figure, caption = drawn, f"{self.run.name} after {self.run.step:,} steps"
            self.screen.show_picture(plots.to_png(figure, caption, small=last), plots.one_line(caption))
            plots.close(figure)
        except Exception as error:  # a broken picture must not cost the run
            if not self.complained:
                self.screen.say_instead_of_picture(
                    f"The picture could not be drawn ({type(error).__name__}: {error}); the training goes on without it."
                )
            self.complained = True
        self.plan(time.perf_counter() - start)

    def plan(self, cost: float) -> None:
        """Choose when to draw next: twice as late or a few seconds later, and after the first ones no sooner than
        the share allows."""
        self.spent += cost
        elapsed = self.run.seconds - self.began
        self.next = min(2 * max(elapsed, FIRST_PICTURE), elapsed + LONGEST_WAIT)
        if self.count > FREE_PICTURES:
            self.next = max(self.next, (self.spent + 2 * cost) / PICTURE_SHARE)  # the next one, and the one at the end
