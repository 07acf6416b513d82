"""Uses every control of the widgets on a notebook's page as a learner would, and tells which of them do nothing.

Nothing here knows a lesson: sliders, lists, tick boxes, buttons and players are found by what they are. A control works
when its name can be read and, after it was used, both the widget's text and the pixels of its picture are others than
before.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from gates.lab_page import POLLING

LIVE = ".jp-OutputArea-output:has(> .jupyter-widgets)"
PICTURE = ".widget-image"
CONTROLS = {
    "slider": ".noUi-handle",
    "list": "select",
    "tick box": "input[type=checkbox]",
    "player": ".widget-play, .jupyter-widget-play",
}
CHOSEN = " chosen"  # how the name of a way to use a list ends
Way = tuple[str, Callable[[], None]]  # what is done to a control, in words and in deed
ANSWER_SECONDS = 60.0  # a loaded machine may take that long to draw a picture
# Nothing was sent or drawn for this long, the kernel being idle: the widget has come to rest.
REST = """([widget, quiet]) => {
    const now = performance.now();
    if (!widget.watched) {
        widget.watched = {last: now};
        const changed = () => { widget.watched.last = performance.now(); };
        new MutationObserver(changed).observe(widget, {subtree: true, childList: true, characterData: true, attributes: true});
        for (const image of widget.querySelectorAll('img')) image.addEventListener('load', changed);
    }
    const images = [...widget.querySelectorAll('img')];
    const idle = [...document.querySelectorAll('#jp-main-statusbar *')]
        .some(each => each.childElementCount === 0 && each.textContent.includes('| Idle'));
    return idle && images.every(image => image.complete) && now - widget.watched.last > quiet;
}"""

# Drawn again out of sight, which is quicker than a screenshot by far.
PIXELS = """async image => {
    try { await image.decode(); } catch { return 'no picture'; }
    if (!image.getClientRects().length) return 'out of sight';
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight), pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const digest = await crypto.subtle.digest('SHA-256', pen.getImageData(0, 0, canvas.width, canvas.height).data);
    return [canvas.width, canvas.height, ...new Uint8Array(digest)].join(' ');
}"""

# The names of controls that are wider than their place, where JupyterLab draws three dots.
CUT_SHORT = """widget => [...widget.querySelectorAll('.widget-label')]
    .filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"""


class DeadControl(AssertionError):
    """A control that changes nothing or has no legible name, with the widget and what was expected in the message."""


def widgets_of(notebook: Any, count: int) -> list["LiveWidget"]:
    """Every widget on the page with a picture, in the order of the notebook, as soon as there are `count` of them:
    widgets come after the kernel's last word."""
    outputs = notebook.panel.locator(f"{LIVE}:has({PICTURE})")
    if count:
        outputs.nth(count - 1).wait_for()
    return [LiveWidget(notebook, output) for output in notebook.pinned(outputs)]


class LiveWidget:
    """One widget with a picture and a line of text; `patience` is the time each of the two has to change, in seconds."""

    def __init__(self, notebook: Any, output: Any):
        self.notebook, self.page, self.output = notebook, notebook.page, output
        self.patience = {"text": ANSWER_SECONDS, "picture": ANSWER_SECONDS}
        self.image, self.status = output.locator(PICTURE).first, output.locator("[role=status]").first

    @property
    def text(self) -> str:
        return " ".join(self.status.inner_text().split())

    def pixels(self) -> str:
        """A short name for exactly the pixels that the picture shows."""
        return self.image.evaluate(PIXELS)

    def rest(self, quiet: float = 0.3) -> None:
        """Wait until the kernel is idle and nothing in the widget has changed for `quiet` seconds."""
        self.page.wait_for_function(REST, arg=[self.output.element_handle(), 1000 * quiet], polling=POLLING)

    def use_everything(self, in_each_way: bool = True) -> list[str]:
        """Use each control in each way; returns what was used, such as "mu: dragged".

        Not in each way, because a control of one kind is the same everywhere: a list has each choice made with the mouse,
        every other control is used once, by mouse and by keyboard in turn, and Play is left alone.
        """
        self.output.scroll_into_view_if_needed()
        self.rest()
        if cut := self.output.evaluate(CUT_SHORT):
            raise DeadControl(f"names cut short: {', '.join(cut)}")
        used = []
        for turn, ways in enumerate(self._ways()):
            used += [self._answers(name, use) for name, use in (ways if in_each_way else self._some(ways, turn))]
        players = self.output.locator(CONTROLS["player"]).all() if in_each_way else []
        return used + [self._plays(player) for player in players]

    @staticmethod
    def _some(ways: list[Way], turn: int) -> list[Way]:
        choices = [way for way in ways if way[0].endswith(CHOSEN)]
        return choices or [ways[turn % len(ways)]]

    def _answers(self, name: str, use: Callable[[], None]) -> str:
        text, pixels = self.text, self.pixels()
        use()
        self._until(lambda: self.text != text, lambda: f"{name}, but the text stayed: {text}")
        self._until(
            lambda: self.pixels() != pixels,
            lambda: f"{name}, and the text became “{self.text}”, but not one pixel changed",
            "picture",
        )
        self.rest()
        return name

    def _until(self, holds: Callable[[], bool], otherwise: Callable[[], str], part: str = "text") -> None:
        end = time.monotonic() + self.patience[part]
        while not holds():
            if time.monotonic() > end:
                raise DeadControl(otherwise())
            self.page.wait_for_timeout(50)

    def _ways(self) -> Iterator[list[Way]]:
        """For each control the ways in which it can be used."""
        known = ", ".join([*CONTROLS.values(), f":is({CONTROLS['player']}) *"])
        strange = self.output.locator(f":is(button, input, select, textarea, [role=slider]):not({known})")
        if strange.count():
            raise DeadControl(
                f"a control this gate cannot use: {strange.first.evaluate('each => each.outerHTML')[:200]}"
            )
        for handle in self.output.locator(CONTROLS["slider"]).all():
            if handle.locator("xpath=ancestor::*[contains(@class, 'widget-hbox')]").locator(CONTROLS["player"]).count():
                name = "the slider beside Play"
            else:
                name = self._label(handle)
            yield [
                (f"{name}: dragged", lambda handle=handle: self._drag(handle)),
                (f"{name}: moved with the arrow keys", lambda handle=handle: self._press_arrows(handle)),
            ]
        for chosen in self.output.locator(CONTROLS["list"]).all():
            yield self._choices(chosen)
        for box in self.output.locator(CONTROLS["tick box"]).all():
            yield [(f"{self._label(box)}: ticked", box.click), (f"{self._label(box)}: ticked again", box.click)]

    def _label(self, control: Any) -> str:
        around = control.locator("xpath=ancestor::*[contains(@class, 'widget-inline-hbox')][1]")
        words = " ".join(around.locator("label").all_inner_texts()).replace("\u200b", "").split()
        return " ".join(words) or "a control without a name"

    def _drag(self, handle: Any) -> None:
        """To a quarter of the track, or three quarters when it is left of the middle."""
        track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-target')]").bounding_box()
        box = handle.bounding_box()
        at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        share = 0.75 if at[0] < track["x"] + track["width"] / 2 else 0.25
        self.page.mouse.move(*at)
        self.page.mouse.down()
        self.page.mouse.move(track["x"] + share * track["width"], at[1], steps=2)  # each may be drawn
        self.page.mouse.up()

    def _press_arrows(self, handle: Any) -> None:
        value, most = (float(handle.get_attribute(f"aria-value{what}")) for what in ("now", "max"))
        handle.focus()
        for _ in range(1 if most <= 12 else 3):
            self.page.keyboard.press("ArrowLeft" if value >= most else "ArrowRight")

    def _choices(self, chosen: Any) -> list[Way]:
        """Every choice by the mouse, and another one by the keyboard."""
        name, now = self._label(chosen), chosen.input_value()
        options = chosen.locator("option").evaluate_all("all => all.map(each => each.value)")
        ways = [
            (f"{name}: {option}{CHOSEN}", lambda option=option: chosen.select_option(option))
            for option in options
            if option != now
        ]
        return [*ways, (f"{name}: chosen with the keyboard", lambda: self._choose_by_keyboard(chosen))]

    def _choose_by_keyboard(self, chosen: Any) -> None:
        """Space opens the list. (JupyterLab keeps the arrow keys for its cells while the list is shut.)"""
        last = chosen.evaluate("list => list.selectedIndex === list.options.length - 1")
        chosen.focus()
        for key in ("Space", "ArrowUp" if last else "ArrowDown", "Enter"):
            self.page.keyboard.press(key)

    def _plays(self, player: Any) -> str:
        """Stop goes to the first picture, Play comes past others, and Pause stops it where pictures are left."""
        play, stop = player.locator("button").nth(0), player.locator("button").nth(1)
        slider = self.output.locator("[role=slider]")
        last = 100
        if slider.count():
            now, last = (int(float(slider.first.get_attribute(f"aria-value{what}"))) for what in ("now", "max"))
            if now == 0:
                self._answers(
                    "the slider beside Play: moved with the arrow keys", lambda: self._press_arrows(slider.first)
                )
        start = self.text
        stop.click()
        self._until(lambda: self.text != start, lambda: f"Stop: pressed, but the text stayed: {start}")
        self.rest()
        enough = 3 if last > 20 else 2
        texts, pictures = {self.text}, {self.pixels()}

        def come_past() -> bool:
            texts.add(self.text)
            pictures.add(self.pixels())
            return len(texts) >= enough and len(pictures) >= enough

        play.click()
        self._until(
            come_past, lambda: f"Play: pressed, but only {len(texts)} texts and {len(pictures)} pictures came past"
        )
        if last > 20:
            play.click()
        self._until(lambda: player.locator(".fa-play").count() == 1, lambda: "Pause: pressed, but it plays on")
        self.rest()
        return "Stop, Play and Pause: pressed"
