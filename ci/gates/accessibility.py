"""What a program can find out about accessibility: axe-core over a page, focus seen in pixels, styles of a figure.

Each function returns complaints, an empty list for none. What no program finds out, whether words make sense and a
picture can be understood, takes a look: `ci/gates/screenshots.py`.
"""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gancourse.views import plots
from gates import lint, live_widgets
from gates.lab_page import POLLING

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OUTPUTS = ".jp-OutputArea-output"
# JupyterLab 4 shows the PNG of an output without the alternative text that stands in its metadata. Our caption stands
# beside it, which `pictures_without_numbers` and `lint.picture_output_faults` check instead.
BEYOND_US = [".jp-RenderedImage img"]
CONTROLS = "button:enabled, select, input, [contenteditable=true], .noUi-handle"
LINE, TEXT = 3.0, 4.5  # WCAG AA: how far lines and letters stand out from their ground
MARGIN = 6  # pixels around a control in which its focus may show


THEMES = ("light", "dark")


def show_all(notebook: Any) -> None:
    """Wait until a notebook's widgets have come to rest, and make its page so high that all of it is in sight, because
    axe-core judges only what is."""
    notebook.panel.get_by_text("Loading widget").first.wait_for(
        state="detached"
    )  # they come after the kernel's last word
    cells = notebook.panel.locator(".jp-Notebook").element_handle()
    notebook.page.wait_for_function(live_widgets.REST, arg=[cells, 1000], polling=POLLING)
    height = notebook.panel.locator(".jp-WindowedPanel-outer").first.evaluate("scrolled => scrolled.scrollHeight")
    notebook.page.set_viewport_size({"width": notebook.page.viewport_size["width"], "height": height + 300})


def faults_in_both_themes(notebook: Any) -> dict[str, list[str]]:
    """What axe-core finds in a notebook's outputs, by JupyterLab's theme; a theme without a fault is left out."""
    found = {}
    for theme in THEMES:
        notebook.choose_theme(theme)
        found[theme] = axe_faults(notebook.page, OUTPUTS)
    return {theme: faults for theme, faults in found.items() if faults}


@functools.cache
def axe_script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def axe_faults(page: Any, within: str | None = None) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on the page, or in the parts that match `within`."""
    page.evaluate(axe_script())
    # The body of JupyterLab's page has no height, and what overflows it counts as invisible for axe-core.
    page.evaluate("document.body.style.minHeight = '100vh'")
    context = {"include": [[within]], "exclude": [[part] for part in BEYOND_US]} if within else None
    options = {"runOnly": STANDARD, "resultTypes": ["violations"]}
    found = page.evaluate("([context, options]) => axe.run(context ?? document, options)", [context, options])
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]


def pictures_without_numbers(panel: Any) -> list[str]:
    """Cells with a picture in their output and no number in its words."""
    cells = panel.locator(".jp-OutputArea:has(> .jp-OutputArea-child .jp-RenderedImage)").all_inner_texts()
    return [f"a picture with no number beside it: {words[:60]!r}" for words in cells if not lint.NUMBER.search(words)]


def tab_through(page: Any, within: Any) -> tuple[list[Any], list[str]]:
    """Walk with the Tab key through the controls in `within`: those reached, and what is wrong with the walk."""
    wanted = [control for control in within.locator(CONTROLS).all() if control.is_visible()]
    if not wanted:
        return [], []
    wanted[0].evaluate("control => { window.walk = []; control.focus(); }")
    faults = []
    for _ in range(2 * len(wanted)):
        here = page.evaluate_handle("document.activeElement").as_element()
        here.evaluate("control => window.walk.push(control)")
        faults += focus_faults(page, here)
        page.keyboard.press("Tab")
        if not within.evaluate("(part) => part.contains(document.activeElement)"):
            break
    reached = [control for control in wanted if control.evaluate("control => window.walk.includes(control)")]
    names = [
        control.evaluate("control => control.outerHTML.slice(0, 100)") for control in wanted if control not in reached
    ]
    return reached, faults + [f"Tab does not reach {name}" for name in names]


def focus_faults(page: Any, control: Any) -> Iterator[str]:
    """A control that looks the same with and without the keyboard's focus."""
    control.scroll_into_view_if_needed()
    box = control.bounding_box()
    clip = {"x": max(box["x"] - MARGIN, 0), "y": max(box["y"] - MARGIN, 0)}
    clip |= {"width": box["width"] + 2 * MARGIN, "height": box["height"] + 2 * MARGIN}

    def pixels() -> str:
        return hashlib.sha256(page.screenshot(clip=clip, animations="disabled", caret="hide")).hexdigest()

    focused = pixels()
    control.evaluate("control => control.blur()")
    if pixels() == focused:
        yield f"nobody sees the focus on {control.evaluate('control => control.outerHTML.slice(0, 100)')}"
    control.focus()


def figure_faults(figure: Any) -> Iterator[str]:
    """Lines and letters too pale for white paper, and lines of a legend that only colour tells apart."""
    for axes in figure.axes:
        for line in axes.lines:
            if (line.get_alpha() or 1) == 1 and plots.contrast(line.get_color()) < LINE:
                yield f"a line of {line.get_color()} is too pale"
        if not axes.images:
            for text in [*axes.texts, axes.title, axes.xaxis.label, axes.yaxis.label]:
                if text.get_text().strip() and plots.contrast(text.get_color()) < TEXT:
                    yield f"the words {text.get_text()!r} in {text.get_color()} are too pale"
        labelled = [line for line in axes.lines if not str(line.get_label()).startswith("_")]
        if axes.get_legend() or figure.legends:
            looks = [
                (line.get_linestyle(), line._dash_pattern, line.get_marker(), line.get_linewidth()) for line in labelled
            ]
            for index, look in enumerate(looks):
                if look in looks[:index]:
                    yield f"only its colour tells {labelled[index].get_label()!r} apart"
