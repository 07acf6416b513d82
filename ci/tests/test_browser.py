"""The browser gate: the unsolved notebooks in a real JupyterLab in real Chromium, as a learner meets them."""

import hashlib
import sys

import nbformat
import pytest

from build import Course

LESSONS = [path.stem for path in Course().sources]


def broken_notebook():
    """What the gate must see: a picture that is not there, a slider that moves nothing, a cell that fails."""
    dead_slider = "import ipywidgets\nipywidgets.IntSlider(description='dead')"
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("![a picture that is not there](missing.png)"),
            nbformat.v4.new_code_cell(dead_slider),
            nbformat.v4.new_code_cell("1 / 0"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def picture(locator):
    return hashlib.sha256(locator.screenshot()).hexdigest()


@pytest.mark.parametrize("lesson", LESSONS)
def test_run_all_reaches_the_end_unsolved(open_notebook, lesson):
    notebook = open_notebook(f"notebooks/{lesson}.ipynb")
    notebook.run_all()
    assert notebook.errors == []
    assert notebook.complaints == []
    if lesson.startswith("02"):
        _slider_changes_the_picture(notebook)
    if lesson.startswith("00"):
        _toggle_answers(notebook)


def _slider_changes_the_picture(notebook):
    """The last widget of lesson 02 with a slider is the animation; arrow keys must move it too."""
    widget = notebook.panel.locator(".jp-OutputArea-output:has(.widget-slider):has(img)").last
    widget.scroll_into_view_if_needed()
    image = widget.locator("img").first
    before = picture(image)
    widget.locator(".noUi-handle").first.focus()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(1500)
    assert picture(image) != before


def _toggle_answers(notebook):
    """The speed switches, and a device that this machine lacks is greyed out with its reason beside it."""
    widget = notebook.panel.locator(".jp-OutputArea-output:has(button)").first
    widget.scroll_into_view_if_needed()
    widget.get_by_role("button", name="full").click()
    widget.get_by_text("full: for patience").wait_for()
    apple = widget.get_by_role("button", name="Apple GPU")
    if sys.platform != "darwin":
        assert apple.is_disabled()
        assert widget.get_by_text("it needs a Mac with Apple silicon").count() == 1


def test_red_failing_cell_missing_picture_and_dead_slider(course_folder, open_notebook):
    nbformat.write(broken_notebook(), course_folder / "notebooks" / "broken.ipynb")
    notebook = open_notebook("notebooks/broken.ipynb")
    notebook.press_run_all()
    notebook.panel.get_by_text("ZeroDivisionError").first.wait_for()
    assert "ZeroDivisionError" in " ".join(notebook.errors)
    assert notebook.complaints
    slider = notebook.panel.locator(".jp-MarkdownOutput").first
    before = picture(slider)
    notebook.panel.locator(".noUi-handle").first.focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(500)
    assert picture(slider) == before
