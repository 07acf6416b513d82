"""The course's controls: sliders that redraw a picture, a scrubber through pictures, the device and speed toggle.

Everything here leaves a picture and a caption behind where widgets cannot live: on GitHub, in a PDF, in a terminal.
"""

import base64
import contextlib
import functools
import hashlib
import html
import io
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gancourse import settings
from gancourse.views import plots

FAST_ENOUGH = 0.3  # seconds: a picture that takes longer is redrawn when the slider is let go, not while it moves
VIEW = "application/vnd.jupyter.widget-view+json"  # what ipywidgets 7 (Colab) and 8 both send to the front end
# What ipywidgets leaves out for keyboards and screen readers, added in the browser as soon as the widget is there: names
# for the handles of sliders and the buttons of Play, from the words that stand beside them; and JupyterLab gets no keys,
# because it would take the arrow keys from a list and move on to the next cell. Ctrl or Cmd, which is pressed before the
# key it goes with, gives them back: Ctrl+S saves the notebook from everywhere.
ACCESS = """<style onload="
  const box = this.closest('.widget-vbox');
  const controls = 'button, input, select, .noUi-handle, [contenteditable]';
  const mend = () => {
    for (const row of box.querySelectorAll('.widget-slider')) {
      const said = row.querySelector('.widget-label')?.textContent;
      for (const handle of row.querySelectorAll('.noUi-handle')) handle.ariaLabel = said;
      for (const readout of row.querySelectorAll('[contenteditable]')) {
        readout.role = 'textbox';
        readout.ariaLabel = said + ' as a number';
      }
    }
    const names = ['Play or pause', 'Stop', 'Repeat'];
    box.querySelectorAll('.widget-play button').forEach((button, at) => button.title = button.ariaLabel = names[at]);
    for (const control of box.querySelectorAll(controls)) control.dataset.lmSuppressShortcuts = 'true';
  };
  const share = event => {
    if (event.ctrlKey || event.metaKey) delete event.target.dataset.lmSuppressShortcuts;
    else if (event.target.matches(controls)) event.target.dataset.lmSuppressShortcuts = 'true';
  };
  for (const kind of ['keydown', 'keyup']) box.addEventListener(kind, share, true);
  mend();
  new MutationObserver(mend).observe(box, {childList: true, subtree: true});
"></style>"""
# A notebook that was run here is trusted, and when it is opened again, JupyterLab writes "Error displaying widget" where
# a widget was, though the still picture is in the same output. So a second output follows, which shows nothing while the
# widget before it lives, or where styles are not obeyed, and else takes its place.
DEAD = ".jp-OutputArea-child:has(> .jp-OutputArea-output.lm-Panel):not(:has(> .jp-OutputArea-output > *))"
STILL = """<style>
.{name} {{ display: none; {look} }}
.{name}::before {{ content: {text}; }}
{dead} + .jp-OutputArea-child .{name} {{ display: block; }}
{dead}:has(+ .jp-OutputArea-child .{name}) {{ display: none; }}
</style><div class="{mark} {name}" role="img" aria-label="{caption}"></div>"""
STILL_MARK = "gancourse-still"  # the build takes these outputs out of the solutions
DEVICE_NAMES = {"cpu": "CPU", "cuda": "NVIDIA GPU", "mps": "Apple GPU"}


def explore(draw: Callable[..., tuple[Any, str]], **sliders: Any) -> None:
    """Sliders over a picture: `explore(draw, shift=(-3.0, 3.0, 1.0))`.

    draw(**values) returns (Figure, caption). A slider is (low, high), (low, high, start) or (low, high, start, step),
    whole numbers for whole steps; a list of choices; True or False for a tick box; or any ipywidgets control.
    """
    _Explorer(draw, sliders).show()


def scrub(frames: Sequence[Any], captions: Sequence[str], interval: int = 250) -> None:
    """A slider and a Play button over ready pictures: PNG bytes, matplotlib Figures or uint8 arrays, one caption each."""
    if len(frames) != len(captions) or not len(frames):
        raise ValueError(
            f"scrub needs one caption for each frame and at least one; got {len(frames)} frames and {len(captions)} captions."
        )
    pictures = [_as_png(frame, caption) for frame, caption in zip(frames, captions, strict=True)]
    Scrubber(pictures.__getitem__, [plots.one_line(caption) for caption in captions], interval).show()


def controls() -> None:
    """The device and the speed, as buttons. What this machine lacks is greyed out, with the reason beside it."""
    _Controls().show()


def display_with_still(widget: Any, caption: str, png: bytes | None = None) -> None:
    """Show a widget (None: there are none here); the picture, or else the caption, where a widget cannot live."""
    still = plots.picture_bundle(png, caption) if png else {"text/plain": caption}
    live = {} if widget is None else {VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}
    plots.publish({**live, **still}, plots.alt_of(caption) if png else {})
    if live:
        plots.publish({"text/html": _for_the_next_day(png, caption)})


class Shown:
    """A widget with a still picture and a caption for the places that show no widgets."""

    def show_with_still(self, build: Callable[[Any], Any], png: bytes | None, caption: str) -> None:
        if not plots.in_notebook():
            print(caption)
            return
        widget = None
        with contextlib.suppress(ImportError):  # without ipywidgets the still picture has to do
            import ipywidgets

            widget = build(ipywidgets)
        display_with_still(widget, caption, png)


class _Explorer(Shown):
    def __init__(self, draw: Callable[..., tuple[Any, str]], sliders: Mapping[str, Any]):
        self.draw, self.sliders = draw, sliders

    def show(self) -> None:
        values = {name: _start(name, given) for name, given in self.sliders.items()}
        png, caption, self.cost = self.render(values)
        still = _small(png, caption) if png else None
        self.show_with_still(lambda ipywidgets: self.build(ipywidgets, png, caption), still, caption)
        if plots.in_notebook():
            print(plots.in_lines(f"At the start: {caption}"))

    def render(self, values: Mapping[str, Any]) -> tuple[bytes | None, str, float]:
        start = time.perf_counter()
        try:
            figure, caption = self.draw(**values)
            caption = plots.one_line(caption)
            png = plots.to_png(figure, caption, small=False)
            plots.close(figure)
        except Exception as error:  # a slider must stay usable whatever one position of it does
            where = ", ".join(f"{name} = {value}" for name, value in values.items())
            return None, f"Nothing can be drawn for {where} ({type(error).__name__}: {error}).", 0.0
        return png, caption, time.perf_counter() - start

    def build(self, ipywidgets: Any, png: bytes | None, caption: str) -> Any:
        longest = max(map(len, self.sliders), default=0)
        self.controls = {name: _control(ipywidgets, name, given, longest) for name, given in self.sliders.items()}
        self.image = _image(ipywidgets, png, caption)
        self.text = ipywidgets.HTML(spoken(caption))
        for control in self.controls.values():
            control.observe(self.redraw, "value")
        self.adapt()
        return ipywidgets.VBox([*self.controls.values(), self.image, self.text, access(ipywidgets)])

    def redraw(self, change: Any = None) -> None:
        png, caption, self.cost = self.render({name: control.value for name, control in self.controls.items()})
        if png is not None:
            self.image.value, self.image.tooltip = png, caption
        self.text.value = spoken(caption)
        self.adapt()

    def adapt(self) -> None:
        for control in self.controls.values():
            if hasattr(control, "continuous_update"):
                control.continuous_update = self.cost < FAST_ENOUGH


class Scrubber(Shown):
    def __init__(self, picture: Callable[[int], bytes], captions: Sequence[str], interval: int):
        self.picture, self.captions, self.interval = picture, captions, interval

    def show(self) -> None:
        count = len(self.captions)
        few = sorted({0, count // 3, 2 * count // 3, count - 1})
        first, last = self.captions[0], self.captions[-1]
        caption = f"{count} pictures, from “{first}” to “{last}”" if count > 1 else first
        still = _strip([self.picture(index) for index in few], caption)
        if count == 1 and plots.in_notebook():  # there is nothing to turn over
            display_with_still(None, caption, still)
        else:
            self.show_with_still(self.build, still, caption)
        if plots.in_notebook():
            print(plots.in_lines(caption))

    def build(self, ipywidgets: Any) -> Any:
        last = len(self.captions) - 1
        self.play = ipywidgets.Play(min=0, max=last, interval=self.interval, description="Play")
        self.slider = ipywidgets.IntSlider(
            min=0, max=last, description="picture", readout=False, layout={"width": "60%"}
        )
        self.image = _image(ipywidgets, self.picture(0), self.captions[0])
        self.text = ipywidgets.HTML(spoken(self.captions[0]))
        ipywidgets.jslink((self.play, "value"), (self.slider, "value"))
        self.slider.observe(self.turn, "value")
        row = ipywidgets.HBox([self.play, self.slider], layout={"flex_flow": "row wrap"})
        return ipywidgets.VBox([row, self.image, self.text, access(ipywidgets)])

    def turn(self, change: Any) -> None:
        caption = self.captions[self.slider.value]
        self.image.value, self.image.tooltip = self.picture(self.slider.value), caption
        self.text.value = spoken(caption)


class _Controls(Shown):
    def show(self) -> None:
        self.show_with_still(self.build, None, self.sentence())

    def sentence(self) -> str:
        speed = settings.speed()
        try:
            where = f"Now: {DEVICE_NAMES[settings.device().type]}"
        except settings.SettingError as error:
            where = str(error)
        return f"{where} · {speed}: {settings.MEANING[speed]}."

    def build(self, ipywidgets: Any) -> Any:
        absent = {name: settings.why_not(name) for name in DEVICE_NAMES}
        self.devices = {name: self.button(ipywidgets, DEVICE_NAMES[name], reason) for name, reason in absent.items()}
        self.speeds = {name: self.button(ipywidgets, name, None, settings.MEANING[name]) for name in settings.SPEEDS}
        for name, button in self.devices.items():
            button.on_click(lambda _, name=name: self.choose(settings.use_device, name))
        for name, button in self.speeds.items():
            button.on_click(lambda _, name=name: self.choose(settings.use_speed, name))
        reasons = "; ".join(f"{DEVICE_NAMES[name]}: {reason}" for name, reason in absent.items() if reason)
        self.beside = ipywidgets.HTML(html.escape(reasons))
        self.text = ipywidgets.HTML()
        self.refresh()
        wrap = {"flex_flow": "row wrap"}
        device_row = ipywidgets.HBox([ipywidgets.Label("Device"), *self.devices.values(), self.beside], layout=wrap)
        speed_row = ipywidgets.HBox([ipywidgets.Label("Speed"), *self.speeds.values()], layout=wrap)
        return ipywidgets.VBox([device_row, speed_row, self.text, access(ipywidgets)])

    def button(self, ipywidgets: Any, label: str, reason: str | None, meaning: str = "") -> Any:
        return ipywidgets.Button(
            description=label,
            disabled=reason is not None,
            tooltip=reason or meaning or label,
            layout={"width": "auto", "min_width": "7em"},
        )

    def choose(self, use: Callable[[str], None], name: str) -> None:
        try:
            use(name)
        except settings.SettingError as error:
            self.text.value = spoken(str(error))
            return
        self.refresh()

    def refresh(self) -> None:
        try:
            device = settings.device().type
        except settings.SettingError:
            device = None
        for chosen, buttons in ((device, self.devices), (settings.speed(), self.speeds)):
            for name, button in buttons.items():
                button.button_style = "primary" if name == chosen else ""
                button.icon = "check" if name == chosen else ""
        self.text.value = spoken(self.sentence())


def _start(name: str, given: Any) -> Any:
    """The value at which a slider starts."""
    if isinstance(given, tuple) and 2 <= len(given) <= 4:
        low, high = given[:2]
        middle = (low + high) / 2 if _is_real(given) else (low + high) // 2
        start = given[2] if len(given) > 2 else middle
        if not low <= start <= high:
            raise ValueError(f"{name} starts at {start}, outside its slider from {low} to {high}.")
        return start
    if isinstance(given, list) and given:
        return given[0]
    if isinstance(given, bool) or hasattr(given, "observe"):
        return getattr(given, "value", given)
    raise ValueError(
        f"{name} must be (low, high), (low, high, start), (low, high, start, step), a list, True or False, or a control."
    )


def _is_real(numbers: Sequence[Any]) -> bool:
    return any(isinstance(number, float) for number in numbers)


def _control(ipywidgets: Any, name: str, given: Any, longest: int) -> Any:
    """The control for what was given; labels as wide as the longest, so that the sliders stand below each other."""
    width = f"{longest + 2}ch"  # an m is wider than the 0 that a ch measures
    label = {"description": name.replace("_", " "), "style": {"description_width": width}}
    if isinstance(given, bool):
        return ipywidgets.Checkbox(value=given, indent=False, **label)
    if isinstance(given, list):
        return ipywidgets.Dropdown(options=given, value=given[0], **label)
    if isinstance(given, tuple):
        low, high = given[:2]
        kind, step = (ipywidgets.FloatSlider, _step(high - low)) if _is_real(given) else (ipywidgets.IntSlider, 1)
        step = given[3] if len(given) > 3 else step
        return kind(
            value=_start(name, given),
            min=low,
            max=high,
            step=step,
            layout={"width": "95%", "max_width": "640px"},
            **label,
        )
    return given


def _step(width: float) -> float:
    """1, 2 or 5 times a power of ten, at most 120 of them: so a slider can stand at the round number it starts from."""
    least = width / 120
    power = 10.0 ** math.floor(math.log10(least))
    return round(next(times * power for times in (1, 2, 5, 10) if times * power >= 0.999 * least), 12)


def _image(ipywidgets: Any, png: bytes | None, caption: str) -> Any:
    """The picture whose bytes are swapped; its tooltip is what a screen reader says of it."""
    return _image_class(ipywidgets)(
        value=png or b"", format="png", tooltip=caption, layout={"max_width": "100%", "align_self": "flex-start"}
    )


@functools.cache
def _image_class(ipywidgets: Any) -> type:
    """An Image that can have a tooltip: ipywidgets shows one only where the description is empty, and an Image has none."""
    from traitlets import Unicode

    class Picture(ipywidgets.Image):
        description = Unicode("").tag(sync=True)
        tooltip = Unicode("").tag(sync=True)

    return Picture


def access(ipywidgets: Any) -> Any:
    return ipywidgets.HTML(ACCESS, layout={"display": "none"})


def spoken(caption: str) -> str:
    """Text that a screen reader announces when it changes, line by line."""
    lines = html.escape(caption).replace("\n", "<br>")
    return f'<div role="status" aria-live="polite" style="line-height: 1.4">{lines}</div>'


def _as_png(frame: Any, caption: str) -> bytes:
    from PIL import Image

    if isinstance(frame, bytes):
        return frame
    if hasattr(frame, "savefig"):
        png = plots.to_png(frame, caption)
        plots.close(frame)
        return png
    pixels = plots.array(frame)
    if pixels.dtype != np.uint8:
        pixels = (np.clip(pixels, 0, 1) * 255).round().astype(np.uint8)
    image = Image.fromarray(pixels).convert("RGB")
    enlarge = max(1, 360 // max(image.size))
    return plots.png_bytes(
        image.resize((image.width * enlarge, image.height * enlarge), Image.Resampling.NEAREST), caption
    )


def _small(png: bytes, caption: str) -> bytes:
    from PIL import Image

    return plots.png_bytes(Image.open(io.BytesIO(png)), caption)


def _for_the_next_day(png: bytes | None, caption: str) -> str:
    """HTML that shows the still, or the caption alone, only where the output before it holds a widget without a life."""
    look = "white-space: pre-line"
    if png:
        from PIL import Image

        width, height = Image.open(io.BytesIO(png)).size
        picture = base64.b64encode(png).decode()
        look = (
            f"width: {width}px; max-width: 100%; aspect-ratio: {width} / {height}; "
            f"background: url(data:image/png;base64,{picture}) no-repeat 0 0 / contain"
        )
    name = f"{STILL_MARK}-{hashlib.sha256((png or b'') + caption.encode()).hexdigest()[:12]}"
    text = "none" if png else "attr(aria-label)"
    return STILL.format(name=name, look=look, text=text, dead=DEAD, mark=STILL_MARK, caption=html.escape(caption))


def _strip(pictures: Sequence[bytes], caption: str) -> bytes:
    """A few pictures as the still of a scrubber: side by side, wide ones in rows of two, so that words can be read."""
    from PIL import Image

    images = [Image.open(io.BytesIO(png)).convert("RGB") for png in pictures]
    columns = 2 if len(images) > 2 and max(image.width for image in images) > 400 else len(images)
    width = min(columns * max(image.width for image in images), 1000) // columns
    images = [
        image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS) for image in images
    ]
    height = max(image.height for image in images)
    sheet = Image.new("RGB", (width * columns, height * math.ceil(len(images) / columns)), "white")
    for index, image in enumerate(images):
        sheet.paste(image, (index % columns * width, index // columns * height))
    return plots.png_bytes(sheet, caption)
