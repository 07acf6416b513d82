"""The browser gate: the notebooks in a real JupyterLab in real Chromium, as a learner meets them.

Every lesson is run once, unsolved and at speed smoke. In that one visit its controls are used, it is saved, and opened
again as a copy; on some lessons also what depends on no lesson is tried: Stop, and what axe-core finds.
"""

import re
import shutil

import nbformat
import pytest

from building.build import Course
from gates import accessibility, live_widgets, sample, suite

COURSE = Course()
LESSONS = [source.stem for source in COURSE.sources]
VIEW = "application/vnd.jupyter.widget-view+json"
# What a reader must never see where a widget cannot live.
DEAD_WIDGET = re.compile(
    r"Loading widget|Error displaying widget|model not found|^<Figure size|^<[\w.]+ object|^\w+\(children="
)
# For each picture of the output areas, stills in the place of widgets among them: is it there, or is there a gap?
PICTURES = """panel => {
    const isSeen = element => element.getBoundingClientRect().width > 0 && element.getBoundingClientRect().height > 0;
    const images = [...panel.querySelectorAll('.jp-OutputArea-output > img')]
        .map(image => image.complete && image.naturalWidth > 0 && isSeen(image));
    const stills = [...panel.querySelectorAll('.gancourse-still')]
        .filter(still => isSeen(still) && getComputedStyle(still).backgroundImage.startsWith('url("data:image/png'))
    return [...images, ...stills.map(() => true)];
}"""
# At speed smoke a generator has learnt nothing, and some pictures would rightly not change. Then names at random stand in.
PREPARED = {
    "11_dcgan_digits": "named = torch.arange(len(named), device=named.device) % 10\nmeans = digit_means(many, named)",
}
KEEP = "button:has-text('Keep this guess')"
TRAINING = "for step in run:"
# The steps take a second, and a busy browser may press Stop after them: with the brake they take ten.
SHORTER = "assert steps == 3000, 'not the budget of speed quick'; steps = 1000"
BRAKE = "import time; unbraked = real_samples; real_samples = lambda m: time.sleep(0.01) or unbraked(m)"


class BadOutput(AssertionError):
    """Something a reader of a saved notebook must not meet."""


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request, tab, course_folder):
    """A lesson after Run All, shared by the tests of this module."""
    path = f"notebooks/{request.param}.ipynb"
    notebook = tab.open(path)
    notebook.path = course_folder / path
    notebook.run_all()
    yield notebook
    notebook.close()


def outputs(path):
    """All outputs with data in a saved notebook."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return [output.data for cell in cells for output in cell.outputs if "data" in output]


def test_run_all_reaches_the_end_unsolved(lesson):
    assert lesson.errors == []
    assert lesson.complaints == []


def test_every_control_changes_text_and_picture(lesson, pytestconfig):
    """Whether a slider obeys mouse and keyboard alike, and Play plays, depends on no lesson; what comes of it does."""
    in_each_way = pytestconfig.getoption("--every-lesson") or lesson.path.stem in suite.pair(*sample.SEEN)
    save(lesson)
    assert lesson.ask(PREPARED.get(lesson.path.stem, "")) == ""
    expected = sum({VIEW, "image/png"} <= set(data) for data in outputs(lesson.path))
    widgets = live_widgets.widgets_of(lesson, expected)
    assert len(widgets) == expected, "a widget not found"
    for widget in widgets:
        assert widget.use_everything(in_each_way)
    assert lesson.complaints == []


def test_device_and_speed(lesson):
    toggles = lesson.pinned(lesson.panel.locator(f"{live_widgets.LIVE}:has-text('Device'):has-text('Speed')"))
    assert len(toggles) == ("\ncontrols()" in all_code(lesson.path)), "one toggle where the lesson calls controls()"
    for toggle in toggles:
        use_toggle(toggle)


def all_code(path):
    return "".join(f"\n{cell.source}" for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")


def use_toggle(toggle):
    """Absent devices are disabled with their reason; the present one is chosen; each speed says what it means."""
    buttons = {button.inner_text().strip(): button for button in toggle.get_by_role("button").all()}
    speeds = {name: buttons.pop(name) for name in ("smoke", "quick", "full")}
    assert set(buttons) == {"CPU", "NVIDIA GPU", "Apple GPU"}
    for name, button in buttons.items():
        if button.is_disabled():
            assert re.search(rf"{name}: \w+ \w+", toggle.inner_text()), f"{name} is greyed out without a reason"
        else:
            button.click()
            toggle.get_by_text(f"Now: {name} · smoke").wait_for()
            button.locator(".fa-check").wait_for()
    assert toggle.locator("button:disabled .fa-check").count() == 0
    for name in ("full", "quick", "smoke"):
        speeds[name].click()
        toggle.get_by_text(f" · {name}: ").wait_for()
        speeds[name].locator(".fa-check").wait_for()
        assert toggle.locator(".fa-check").count() == 2  # one device, one speed


@pytest.mark.parametrize("lesson", LESSONS[:1], indirect=True)
def test_stop_keeps_everything_and_the_run_goes_on(lesson):
    """At speed quick, chosen with the toggle: the training cell takes its longer budget, is stopped, and goes on."""
    notebook = lesson
    toggle = notebook.panel.locator(f"{live_widgets.LIVE}:has-text('Speed')").first
    choose_speed(toggle, "quick")
    for code, then in (("steps = by_speed(", SHORTER), ("run = Run(", BRAKE)):
        notebook.start_cell(code)
        notebook.wait_until_idle()
        assert notebook.ask(then) == ""
    training = notebook.start_cell(TRAINING)
    notebook.page.wait_for_function("cell => /: [\\d,]{3,} steps/.test(cell.innerText)", arg=training.element_handle())
    notebook.press_stop()
    training.get_by_text("Stopped at step").wait_for()
    notebook.wait_until_idle()
    said = " ".join(training.inner_text().split())
    stopped = int(
        re.search(r"Stopped at step ([\d,]+); everything is kept; run this cell again to go on", said)[1].replace(
            ",", ""
        )
    )
    assert 100 <= stopped < 1000
    assert notebook.ask("print(run.step, run.history['step'] == list(range(1, run.step + 1)))") == f"{stopped} True"
    assert notebook.ask("real_samples = unbraked") == ""
    notebook.start_cell(TRAINING)
    training.get_by_text(": 1,000 steps").wait_for()
    notebook.wait_until_idle()
    assert "Stopped" not in training.inner_text()
    assert notebook.ask("print(run.step, run.history['step'] == list(range(1, 1001)))") == "1000 True"
    choose_speed(toggle, "smoke")
    assert notebook.errors == []
    assert notebook.complaints == []


def test_every_question_is_answered_where_it_stands(lesson):
    """After Run All the measurements are known, so a press brings guess and measurement together at once."""
    code = all_code(lesson.path)
    guesses = lesson.pinned(
        lesson.panel.locator(f"{live_widgets.LIVE}:has(button[title^='Your guess']), {live_widgets.LIVE}:has({KEEP})")
    )
    assert len(guesses) == len(re.findall(r"^predict\(", code, re.M)) > 0
    for question in guesses:
        question.locator(f"button[title^='Your guess'], {KEEP}").first.click()
        question.get_by_role("status").get_by_text("You said").wait_for()
    statements = lesson.pinned(lesson.panel.locator(f"{live_widgets.LIVE}:has(button[title^='not sure: '])"))
    assert len(statements) == len(re.findall(r"^beliefs\(", code, re.M)) > 0
    for number, deck in enumerate(statements):
        buttons = deck.locator("button[title^='true: ']")
        for button in buttons.all():
            button.click()  # what comes of a press moves the next button, and a press on its way there would miss it
            button.locator(".fa-check").wait_for()
        explained = "after=True" in re.findall(r"^beliefs\((.*)\)", code, re.M)[number]
        assert deck.get_by_role("status").get_by_text("You say true").count() == (buttons.count() if explained else 0)
    assert lesson.complaints == []


def choose_speed(toggle, speed):
    toggle.get_by_role("button", name=speed).click()
    toggle.get_by_text(f" · {speed}: ").wait_for()


@pytest.mark.on_two_lessons(*sample.SEEN)
def test_names_and_contrast_in_both_themes(lesson):
    """The page grows until all of it is in sight, because axe-core judges only what is."""
    before = lesson.page.viewport_size
    accessibility.show_all(lesson)
    found = accessibility.faults_in_both_themes(lesson)
    lesson.choose_theme("light")
    lesson.page.set_viewport_size(before)
    assert found == {}
    assert accessibility.pictures_without_numbers(lesson.panel) == []


OWN, SENT = pytest.param(True, id="own", marks=pytest.mark.on_two_lessons(*sample.SEEN)), pytest.param(False, id="sent")


@pytest.mark.parametrize("trusted", [OWN, SENT])
def test_a_saved_run_opens_with_its_pictures(lesson, open_notebook, course_folder, trusted):
    """Trusted is the learner's own file, the next day; untrusted is the file that somebody sends around."""
    save(lesson)
    name = f"{lesson.path.stem}-{'own' if trusted else 'sent'}"
    copy = course_folder / "notebooks" / f"{name}.ipynb"
    shutil.copy(lesson.path, copy)
    if not trusted:
        distrust(copy)
    check_reopened(open_notebook(f"notebooks/{name}.ipynb"), copy)


@pytest.mark.on_two_lessons(*sample.SEEN)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solution_opens_with_its_pictures(open_notebook, course_folder, lesson):
    path = f"solutions/{lesson}.ipynb"
    check_reopened(open_notebook(path), course_folder / path)


def save(notebook):
    """Press Ctrl+S, wherever the focus is after the controls were used, and wait until the file holds the run.

    The server's answer is the sign that the file is whole: a page that was saved before looks saved at once, while the
    server is still writing the same file again.
    """

    def is_saved(answer):
        return answer.request.method == "PUT" and f"/{notebook.path.name}" in answer.url

    with notebook.page.expect_response(is_saved):
        notebook.page.keyboard.press("Control+s")
    notebook.page.wait_for_function("() => !document.querySelector('.lm-TabBar-tab.jp-mod-dirty')")
    cells = [cell for cell in nbformat.read(notebook.path, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells), "the saved file does not hold the run"


def distrust(path):
    """Trust hangs on the exact content, and this content nobody has run here. Only what was saved below the cells stays:
    the text is drawn as it was before, and costs the browser more than all the rest."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.get("outputs")]
    for cell in notebook.cells:
        cell.source = ""
    nbformat.write(notebook, path)


def check_reopened(notebook, path):
    """Every picture in the file is a picture on the page, and nothing speaks of dead widgets."""
    expected = sum("image/png" in data for data in outputs(path))
    notebook.page.wait_for_function(
        "panel => [...panel.querySelectorAll('img')].every(image => image.complete)",
        arg=notebook.panel.element_handle(),
    )
    shown = notebook.panel.evaluate(PICTURES)
    texts = notebook.panel.locator(".jp-OutputArea-output:visible").all_inner_texts()
    bad = [text[:100] for text in texts if DEAD_WIDGET.search(text.strip())]
    if bad:
        raise BadOutput(f"instead of a widget's still picture: {bad}")
    if shown.count(True) != expected or not all(shown):
        raise BadOutput(f"{expected} pictures in the file, {shown.count(True)} of {len(shown)} on the page")


KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
BROKEN = {
    "dead slider": """
import ipywidgets
from IPython.display import display
slider, text = ipywidgets.IntSlider(description="dead"), ipywidgets.HTML('<div role="status">value 0</div>')
display(ipywidgets.VBox([slider, ipywidgets.Image(value=png(0), format="png"), text]))
""",
    "dead Play": """
display(ipywidgets.VBox([ipywidgets.Play(interval=50), ipywidgets.Image(value=png(0), format="png"), text]))
""",
    "the text changes and the picture does not": """
explore(lambda shift: (drawn(0), f"shift {shift}"), shift=(0, 10, 2))
""",
    "the picture changes and the text does not": """
explore(lambda shift: (drawn(shift), "always the same"), shift=(0, 10, 2))
""",
    "names cut short": """
slider = ipywidgets.IntSlider(description="gamma", style={"description_width": "5ch"})
display(ipywidgets.VBox([slider, ipywidgets.Image(value=png(0), format="png"), text]))
""",
    "a control that the gate cannot use": """
display(ipywidgets.VBox([ipywidgets.Textarea(), ipywidgets.Image(value=png(0), format="png"), text]))
""",
}
DRAWING = """
import os, sys
sys.path.insert(0, os.getcwd())
from gancourse import explore
from gancourse.views import plots

def drawn(height):
    figure, axes = plots.figure(size=(3, 2))
    axes.plot([0, 1], [0, height])
    axes.set_ylim(-1, 11)
    return figure

def png(height):
    return plots.to_png(drawn(height))
"""


def broken_notebook():
    """Widgets of which each has one fault; a picture that is not there; a cell that fails, which ends Run All."""
    new = nbformat.v4
    cells = [new.new_markdown_cell("![a picture that is not there](missing.png)"), new.new_code_cell(DRAWING)]
    cells += [new.new_code_cell(code) for code in BROKEN.values()]
    return new.new_notebook(cells=[*cells, new.new_code_cell("1 / 0")], metadata=KERNEL)


def test_red_failing_cell_missing_picture_and_each_kind_of_broken_widget(course_folder, open_notebook):
    path = course_folder / "notebooks" / "broken.ipynb"
    nbformat.write(broken_notebook(), path)
    notebook = open_notebook("notebooks/broken.ipynb")
    notebook.press_run_all()
    notebook.panel.get_by_text("ZeroDivisionError").first.wait_for()
    assert "ZeroDivisionError" in " ".join(notebook.errors)
    assert any("missing.png" in complaint for complaint in notebook.complaints)
    widgets = live_widgets.widgets_of(notebook, len(BROKEN))
    assert len(widgets) == len(BROKEN)
    faults = {}
    for kind, widget in zip(BROKEN, widgets):
        late = kind.startswith("the text changes")  # only after a drawing
        widget.patience = {"text": 15 if late else 1, "picture": 1}
        with pytest.raises(live_widgets.DeadControl) as fault:
            widget.use_everything(in_each_way="Play" in kind)  # the others show whatever the way
        faults[kind] = str(fault.value)
    assert "dead: dragged, but the text stayed" in faults["dead slider"]
    assert "Stop: pressed, but the text stayed" in faults["dead Play"]
    assert "not one pixel changed" in faults["the text changes and the picture does not"]
    assert "but the text stayed: always the same" in faults["the picture changes and the text does not"]
    assert faults["names cut short"] == "names cut short: gamma"
    assert "<textarea" in faults["a control that the gate cannot use"]


SAVED_BADLY = {
    "a figure that only has a name": {"text/plain": "<Figure size 640x480 with 1 Axes>"},
    "a widget without a still": {
        VIEW: {"model_id": "gone", "version_major": 2, "version_minor": 0},
        "text/plain": "VBox(children=(IntSlider(),))",
    },
    "a picture that is none": {"image/png": "bm90IGEgcGljdHVyZQ==", "text/plain": "a curve"},
}


@pytest.mark.parametrize("kind", SAVED_BADLY)
def test_red_saved_output_without_its_picture(course_folder, open_notebook, kind):
    new = nbformat.v4
    cell = new.new_code_cell("1", execution_count=1, outputs=[new.new_output("display_data", data=SAVED_BADLY[kind])])
    path = course_folder / "notebooks" / "saved_badly.ipynb"
    nbformat.write(new.new_notebook(cells=[cell], metadata=KERNEL), path)
    with pytest.raises(BadOutput):
        check_reopened(open_notebook("notebooks/saved_badly.ipynb"), path)
