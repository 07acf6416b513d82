"""A new lesson is one source file, its exercises and its assets: a throw-away one is added to a copy of the course, nothing
else is touched, and everything that is made of lessons is made of it too."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from environment import ROOT

SOURCE = '''# ---
# jupyter:
#   gancourse:
#     lesson: "99"
#     title: A throw-away lesson
#     promise: Write one function, to see that a lesson needs no more than this
#     minutes: 4
#     run_seconds: {smoke: 5, quick: 5}
#     uses_gpu: false
# ---

# %% [markdown]
# # 99 · A throw-away lesson
#
# You double a number. Your time: @yours@; the computer needs @computer@.
#
# **Needs:** nothing.
#
# ![A box with the number 2 on its left and the number 4 on its right.](../assets/lesson-99.png)

# %%
from gancourse import check, hint, plots, summary

# %% [markdown]
# ## Twice

# %% [markdown] tags=["teacher"]
# **For the teacher · 4 minutes.**
#
# *Board:* Two boxes.
#
# *Ask before running:* "What is twice two?" (Four.)
#
# *Expect:* "Two." Ask again.

# %% [markdown]
# ### Exercise 99.1 · Double
# *Difficulty 1 of 5 · 2 minutes · needed later: yes*
#
# Write what doubles a number.

# %%
def double_it(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %%
double_it = check("double_it", double_it)

# %%
fig, ax = plots.figure(size=(3, 2))
ax.plot([0, 1, 2], [double_it(x) for x in (0, 1, 2)])
plots.show(fig, f"a line that rises from 0 to {double_it(2)}")

# %% [markdown]
# ## Recap
#
# - Twice two is four.

# %% [markdown]
# ## Further reading
#
# - Nothing.
'''
EXERCISE = '''"""Exercise 99.1, double_it: twice a number."""

from gancourse.checks.exercise import Exercise

double_it = Exercise("double_it", lesson="99", remember="Twice two is four.")


@double_it.probe("three", expected="six")
def three(answer):
    return {"of_three": answer(3)}


@double_it.right
def times_two(x):
    return 2 * x


@double_it.right
def added(x):
    return x + x


@double_it.wrong
def squared(x):
    """Of three you made {of_three}, which is three times three. That is right for two alone. What is twice a number?"""
    return x**2


@double_it.wrong
def plus_two(x):
    """Of three you made {of_three}, two more than three. Adding two doubles only the number two. What is twice three?"""
    return x + 2


@double_it.wrong
def halved(x):
    """Of three you made {of_three}, which is smaller than three. Twice a number is the other way. Which way did you go?"""
    return x / 2


@double_it.decoy(squared, plus_two, halved)
def twice_and_one(x):
    return 2 * x + 1


double_it.hints("Twice is two times.")
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with one more lesson, built and executed: three files were added, and none was changed."""
    root = tmp_path_factory.mktemp("copy") / "course"
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "reveal", "*-run.npz")
    for name in ("assets", "ci", "notebooks", "solutions"):
        shutil.copytree(ROOT / name, root / name, ignore=skip)
    for name in ("README.md", "LICENSE", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    (root / "solutions" / "source" / "99_throw_away.py").write_text(SOURCE, "utf-8")
    exercises = root / "notebooks" / "gancourse" / "exercises" / "lesson_99"
    exercises.mkdir()
    (exercises / "__init__.py").write_text('"""Lesson 99."""\n', "utf-8")
    (exercises / "ex1_double_it.py").write_text(EXERCISE, "utf-8")
    shutil.copy(ROOT / "assets" / "lesson-01.png", root / "assets" / "lesson-99.png")
    done(root, "ci/building/build.py", "--execute", "99")
    return root


def done(root, *words):
    """What a program of the copy prints; it must succeed, and it sees nothing of the course itself."""
    path = os.pathsep.join(str(root / name) for name in ("notebooks", "ci", "ci/gates/offline"))
    environment = {**os.environ, "PYTHONPATH": path}
    environment |= {"GANCOURSE_SPEED": "smoke", "GANCOURSE_WORK": str(root / "my_work")}
    ran = subprocess.run([sys.executable, *words], cwd=root, env=environment, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_build_makes_all_of_it(course):
    assert "all built files are current" in done(course, "ci/building/build.py", "--check")
    assert "**99** A throw-away lesson" in (course / "README.md").read_text("utf-8")
    assert (course / "solutions" / "teaching" / "99_throw_away.md").exists()
    learners = (course / "notebooks" / "99_throw_away.ipynb").read_text("utf-8")
    assert "raise NotImplementedError()" in learners and "return 2 * x" not in learners


def test_its_exercises_pass_the_matrix(course):
    told = done(course, "-m", "pytest", "-q", "ci/tests/package/test_exercises.py", "-k", "double_it or lesson")
    assert int(re.search(r"(\d+) passed", told)[1]) >= 15, told


def test_its_notebooks_pass_and_so_does_the_lint(course):
    done(course, "ci/gates/validate.py", "notebooks/99_throw_away.ipynb", "solutions/99_throw_away.ipynb")
    assert "Nothing to complain about" in done(course, "ci/gates/lint.py")


def test_a_teacher_has_it_too(course):
    done(course, "ci/classroom/grade.py", "class", "99")
    assert (course / "class" / "source" / "99_throw_away" / "99_throw_away.ipynb").exists()


# A lesson's number or its file's name, in quotes.
LESSON = re.compile(r"""["'](\d\d)(_[a-z]\w+)?["']""")
ABOUT_ONE = re.compile(r"lesson_\d\d|record_")  # files that belong to lessons by their names


def lists_of_lessons(code):
    """Lines that name several lessons."""
    return [line.strip() for line in code.splitlines() if len({number for number, _ in LESSON.findall(line)}) > 1]


def test_no_code_holds_a_list_of_lessons():
    files = [*(ROOT / "notebooks" / "gancourse").rglob("*.py"), *(ROOT / "ci").rglob("*.py")]
    general = [path for path in files if "tests" not in path.parts and not ABOUT_ONE.search(path.as_posix())]
    found = {path.name: lists_of_lessons(path.read_text("utf-8")) for path in general}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_red_a_list_of_lessons():
    assert lists_of_lessons('LESSONS = ["00_start_here", "01_the_minimax_game"]\nsome = ("00", 3)') == [
        'LESSONS = ["00_start_here", "01_the_minimax_game"]'
    ]
