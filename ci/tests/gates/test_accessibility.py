"""The accessibility gate: what a program can check of names, contrast, the keyboard and meaning without colour.

A notebook with one widget of each kind in a real JupyterLab in both of its themes (lessons: test_browser.py); the pages
of the recorded runs; the palette; the figures of lessons. What must be looked at, `ci/gates/screenshots.py` shows.
"""

import contextlib
import io
import itertools
import os
import re
import runpy

import nbformat
import pytest

from building.build import Course
from environment import ROOT
from gancourse.checks.exercise import CORRECT, ERROR, NOT_ATTEMPTED
from gancourse.views import plots
from gates import accessibility

PAGES = sorted((ROOT / "assets").glob("lesson-*-run.html"))
LESSONS = {path.stem[:2]: path.stem for path in Course().sources}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
EVERY_KIND = """
import numpy as np
from gancourse import Run, check, controls, explore
from gancourse.views import plots, widgets
controls()

def draw(shift, count, kind, on):
    fig, ax = plots.figure(size=(3, 2))
    ax.plot([0, shift], [0, count])
    return fig, f"shift {shift:.2f}, count {count}, {kind}, {on}"

explore(draw, shift=(-3.0, 3.0, 1.0), count=(0, 9, 4), kind=["narrow", "wide"], on=True)
widgets.scrub([np.full((40, 40), grey, np.uint8) for grey in (0, 100, 200)], ["grey 0", "grey 100", "grey 200"], 300)
run = Run("toy", steps=20, picture=lambda: (plots.curves(run.history), f"20 values, the last one {0.05}"))
for step in run:
    run.log(d_loss=1 / step)
plots.show(plots.curves(run.history), "D loss 0.05")
value = check("value", lambda D, p, q: 0.5)
"""
BAD = """
import ipywidgets
from IPython.display import HTML, display
display(ipywidgets.IntSlider(description="unnamed"))
display(ipywidgets.Image(value=b"", format="png"))
display(ipywidgets.HTML('<p style="color: #999; background: #fff">too pale</p><button style="outline: none">x</button>'))
display(ipywidgets.HTML('<button tabindex="-1">out of reach</button>'))
"""
BAD_PICTURE = """
from IPython.display import display
display({"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}, raw=True)
"""


@pytest.fixture(scope="module")
def course_folder(course_folder):
    """The copy of the course, with a notebook of everything we show and one of everything we must not."""
    for name, code in (("every_kind", [EVERY_KIND]), ("bad", [BAD, BAD_PICTURE])):
        cells = [nbformat.v4.new_code_cell(part.strip()) for part in code]
        made = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)
        nbformat.write(made, course_folder / "notebooks" / f"{name}.ipynb")
    return course_folder


def run(open_one, name):
    """The notebook, run, all of it in sight."""
    notebook = open_one(f"notebooks/{name}.ipynb")
    notebook.run_all()
    accessibility.show_all(notebook)
    return notebook


@pytest.fixture(scope="module")
def kinds(tab):
    return run(tab.open, "every_kind")


def test_every_kind_of_widget_has_names_and_contrast_in_both_themes(kinds):
    assert accessibility.faults_in_both_themes(kinds) == {}
    assert accessibility.pictures_without_numbers(kinds.panel) == []


def test_a_screen_reader_hears_names_values_and_captions(kinds):
    outputs = kinds.panel.locator(".jp-OutputArea").first
    kinds.panel.get_by_role("slider", name="count").press("Home")  # the other tests move the controls of this page too
    kinds.panel.get_by_role("img", name="count 0").wait_for()
    kinds.panel.get_by_role("status").filter(has_text="count 0").wait_for()  # its words are sent after the picture
    heard = outputs.aria_snapshot()
    for said in (
        'slider "shift"',
        'textbox "shift as a number"',
        'slider "count"',
        'combobox "kind"',
        'checkbox "on"',
        'button "Play or pause"',
        'img "grey ',
    ):
        assert said in heard, said
    words = re.search(r'img "(shift -?\d\.\d\d, count 0, (narrow|wide), (True|False))"', heard)
    assert words and f"status: {words[1]}" in heard
    kinds.panel.get_by_role("slider", name="count").press("ArrowRight")
    kinds.panel.get_by_role("img", name="count 1").wait_for()
    kinds.panel.get_by_role("status").filter(has_text="count 1").wait_for()
    assert re.search(r"status: shift -?\d\.\d\d, count 1", outputs.aria_snapshot())


@pytest.mark.parametrize("theme", accessibility.THEMES)
def test_tab_reaches_every_control_and_everybody_sees_where_it_is(kinds, theme):
    kinds.choose_theme(theme)
    outputs = kinds.panel.locator(".jp-OutputArea").first
    reached, faults = accessibility.tab_through(kinds.page, outputs)
    assert faults == []
    assert (
        len(reached) >= 15
    )  # 4 buttons, 2 sliders with 2 numbers, list, box, 3 buttons to play with, their slider, a hint


def test_keys_work_the_controls(kinds):
    status = kinds.panel.get_by_role("status")

    def says(words):
        status.filter(has_text=words).first.wait_for()

    kinds.panel.get_by_role("button", name="full").press("Enter")
    says("full: for patience")
    kinds.panel.get_by_role("button", name="smoke").press("Space")
    says("smoke: every line")
    kinds.panel.get_by_role("slider", name="shift").press("ArrowLeft")
    says("shift 0.95")
    kinds.panel.get_by_role("slider", name="shift").press("Home")
    says("shift -3.00")
    kinds.panel.get_by_role("combobox", name="kind").press("ArrowDown")
    says("wide")
    kinds.panel.get_by_role("checkbox", name="on").press("Space")
    says("False")
    kinds.panel.get_by_role("button", name="Play or pause").press("Enter")
    says("grey 200")
    kinds.panel.get_by_role("slider", name="picture").press("Home")
    says("grey 0")
    kinds.panel.get_by_role("button", name="Show a hint").press("Enter")
    says("Hint 1 of 3")


def test_red_names_contrast_focus_and_reach(tab, open_notebook):
    before = tab.page.viewport_size
    notebook = run(open_notebook, "bad")
    found = " ".join(accessibility.axe_faults(notebook.page, accessibility.OUTPUTS))
    for rule in ("aria-input-field-name", "image-alt", "color-contrast"):
        assert rule in found
    assert accessibility.pictures_without_numbers(notebook.panel)
    _, faults = accessibility.tab_through(notebook.page, notebook.panel.locator(".jp-OutputArea").first)
    assert "nobody sees the focus on <button" in " ".join(faults)
    assert "Tab does not reach <button" in " ".join(faults)
    tab.page.set_viewport_size(before)  # what another notebook in this tab may need


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_of_recorded_runs_have_names_contrast_and_a_visible_focus(browser, path):
    page = browser.new_page()
    page.goto(path.as_uri())
    for theme in accessibility.THEMES:
        page.emulate_media(color_scheme=theme)
        assert accessibility.axe_faults(page) == []
        reached, faults = accessibility.tab_through(page, page.locator("main"))
        assert faults == [] and len(reached) == 2
    page.close()


def test_red_page_of_a_recorded_run(browser):
    page = browser.new_page()
    text = PAGES[-1].read_text("utf-8").replace("--quiet: #57606a", "--quiet: #aaaaaa")
    text = text.replace("outline: 3px solid var(--blue)", "outline: none")
    page.set_content(text.replace('aria-label="Moment of the run"', ""))
    found = " ".join(accessibility.axe_faults(page))
    assert "color-contrast" in found and "label" in found
    assert "nobody sees the focus" in " ".join(accessibility.tab_through(page, page.locator("main"))[1])
    page.close()


ROLES = {"data": plots.DATA, "generator": plots.GENERATOR, "discriminator": plots.DISCRIMINATOR, "best": plots.OPTIMAL}


def looks_like(style):
    return style["linestyle"], style["linewidth"] > 1.5


def test_lines_stand_out_from_white_and_letters_more_so():
    drawn = [style["color"] for style in [*ROLES.values(), plots.LANDMARK, *plots.KNOWN.values()]]
    drawn += [style["color"] for style in plots.STYLE["axes.prop_cycle"]]
    assert {color: plots.contrast(color) for color in drawn if plots.contrast(color) < accessibility.LINE} == {}
    written = {color: plots.contrast(plots.ink(color)) for color in drawn}
    assert {color: found for color, found in written.items() if found < accessibility.TEXT} == {}


def test_contrast_is_counted_as_wcag_counts_it():
    assert plots.contrast("black") == pytest.approx(21) and plots.contrast("white") == pytest.approx(1)
    assert plots.contrast("#767676") == pytest.approx(4.54, abs=0.01)  # the grey that WCAG's own examples name
    assert plots.ink("black") == "black" and plots.ink(plots.GREEN) != plots.GREEN


def test_red_palette():
    assert plots.contrast("#E69F00") < accessibility.LINE  # Okabe and Ito's own orange
    assert plots.contrast(plots.GREEN) < accessibility.TEXT


def test_the_roles_differ_in_more_than_colour():
    for one, other in itertools.combinations(ROLES.values(), 2):
        assert looks_like(one) != looks_like(other)
    cycle = [str(style["linestyle"]) for style in plots.STYLE["axes.prop_cycle"]]
    assert len(set(cycle)) == len(cycle)


def test_verdicts_are_words():
    assert all(word.replace(" ", "").isalpha() for word in (CORRECT, ERROR, NOT_ATTEMPTED))


@pytest.fixture(scope="module")
def figures():
    """Every figure that the sources of two lessons draw, by lesson, at speed smoke."""
    drawn = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANCOURSE_SPEED", "smoke")
        patch.setenv("GANCOURSE_CACHE", os.environ.get("GANCOURSE_CACHE", ""))
        close = plots.close
        for lesson in ("01", "02"):
            kept = drawn.setdefault(lesson, [])
            patch.setattr(plots, "close", lambda figure, kept=kept: (kept.append(figure), close(figure)))
            with contextlib.redirect_stdout(io.StringIO()):
                runpy.run_path(str(ROOT / "solutions" / "source" / f"{LESSONS[lesson]}.py"))
    return drawn


@pytest.mark.parametrize("lesson", ["01", "02"])
def test_no_figure_of_a_lesson_is_pale_or_tells_lines_apart_by_colour_alone(figures, lesson):
    assert len(figures[lesson]) > 3
    assert [fault for figure in figures[lesson] for fault in accessibility.figure_faults(figure)] == []


def test_red_figure():
    fig, ax = plots.figure()
    ax.plot([0, 1], color="#E69F00", linestyle="-", label="one")
    ax.plot([1, 0], color="#0072B2", linestyle="-", label="other")
    ax.text(0, 0, "pale", color=plots.GREEN)
    ax.legend()
    found = " ".join(accessibility.figure_faults(fig))
    for complaint in ("a line of #E69F00 is too pale", "the words 'pale'", "only its colour tells 'other' apart"):
        assert complaint in found
