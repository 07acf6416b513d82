"""The exercise matrix: every check accepts right answers and explains wrong ones.

The checks are a product of their own, so each rule here also has a test that turns it red, at the end.
"""

import importlib
import itertools
import re

import nbformat
import numpy as np
import pytest
import torch

from building.build import CHECK_CALL, Course
from gancourse.checks import checking, verdict_panel
from gancourse.checks.bank import EXERCISES as FOLDER
from gancourse.checks.bank import modules
from gancourse.checks.exercise import CORRECT, ERROR, NOT_ATTEMPTED, NOT_YET, REASONS, Exercise, agree
from gancourse.checks.observing import merged

BANK = checking.bank()
EXERCISES = list(BANK.values())
WRONG = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.wrongs]
DECOYS = [(exercise, decoy) for exercise in EXERCISES for decoy in exercise.decoys]
RIGHT = [(exercise, right) for exercise in EXERCISES for right in exercise.rights]


def label(value):
    return getattr(value, "name", None) or getattr(value, "__name__", None)


def faults(exercise: Exercise) -> list[str]:
    """What an exercise lacks before it may be built."""
    found = []
    if len(exercise.wrongs) < 3:
        found.append(f"{len(exercise.wrongs)} wrong answers, at least 3 are needed")
    if len(exercise.rights) < 2:
        found.append("no alternative right answer")
    if not 1 <= len(exercise.hint_texts) <= 3:
        found.append(f"{len(exercise.hint_texts)} hints, 1 to 3 are needed")
    if not exercise.remember.strip():
        found.append("nothing to remember")
    names = [name for probe in exercise.probes for name in exercise._expected[exercise.probes.index(probe)]]
    if len(names) != len(set(names)):
        found.append("two probes observe values of the same name")
    for wrong in exercise.wrongs:
        if not re.search(r"\{\w+", wrong.explanation):
            found.append(f"{wrong.name}: the explanation quotes no number of the learner's")
        if wrong.explanation.count("?") != 1:
            found.append(f"{wrong.name}: the explanation asks {wrong.explanation.count('?')} questions, not one")
        if not any(wrong.name in decoy.looks_like for decoy in exercise.decoys):
            found.append(f"{wrong.name}: no decoy, an answer that resembles it and is told something else")
    for (one, seen), (other, also_seen) in itertools.combinations(zip(exercise.wrongs, exercise._known_mistakes), 2):
        if all(agree(a, b, exercise.tolerance) for a, b in zip(seen, also_seen)):
            found.append(f"{one.name} and {other.name} cannot be told apart by any probe")
    return found


@pytest.mark.parametrize("exercise", EXERCISES, ids=label)
def test_exercise_is_whole(exercise):
    assert faults(exercise) == []


@pytest.mark.parametrize(("exercise", "right"), RIGHT, ids=label)
def test_right_answers_are_correct(exercise, right):
    verdict = exercise.judge(right)
    assert verdict.kind == CORRECT, verdict.text


@pytest.mark.parametrize(("exercise", "wrong"), WRONG, ids=label)
def test_wrong_answers_get_their_own_explanation(exercise, wrong):
    verdict = exercise.judge(wrong.answer)
    assert (verdict.kind, verdict.mistake) == (NOT_YET, wrong.name), verdict.text
    assert "{" not in verdict.text
    assert len(verdict.text.split()) >= 12
    assert len(re.findall(r"<em>.*?\?[^<\w]*</em>", verdict_panel.as_html(exercise.name, verdict), re.S)) == 1
    error = merged(exercise._known_mistakes[exercise.wrongs.index(wrong)]).get("error")
    if "{error" in wrong.explanation:
        assert error in verdict.text or re.search(r"\{error:\.\d+\} …", wrong.explanation), "a quotation is cut short"


@pytest.mark.parametrize(("exercise", "decoy"), DECOYS, ids=label)
def test_look_alikes_are_told_no_false_reason(exercise, decoy):
    verdict = exercise.judge(decoy.answer)
    assert (verdict.kind == CORRECT, verdict.mistake) == (decoy.right, decoy.told), verdict.text
    assert decoy.told not in decoy.looks_like
    assert set(decoy.looks_like) <= {wrong.name for wrong in exercise.wrongs}


@pytest.mark.parametrize("exercise", EXERCISES, ids=label)
def test_unwritten_answer_is_not_attempted(exercise):
    def unwritten(*args, **kwargs):
        raise NotImplementedError()

    assert exercise.judge(unwritten).kind == NOT_ATTEMPTED
    assert exercise.judge(lambda *args, **kwargs: ...).kind == NOT_ATTEMPTED
    assert exercise.judge(...).kind == NOT_ATTEMPTED


CODE = re.compile(r"\breturn\s|\b(math|F|torch|np|nn)\.\w|\*\*|\w \* \w")


def signs_that_do_not_run(hint: str) -> list[str]:
    """The parts of a hint that look like code and have a sign in them that Python does not know: the true minus, a raised dot, a power."""
    parts = re.split(r"; |: |\.\s", hint)
    return [part for part in parts if CODE.search(part) and re.search("[\u2212\u00b7\u00b2]", part)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=label)
def test_code_in_hints_can_be_copied(exercise):
    assert [part for hint in exercise.hint_texts for part in signs_that_do_not_run(hint)] == []


def test_red_a_hint_with_a_true_minus():
    assert signs_that_do_not_run("Integrate it; 1 \u2212 math.exp(\u2212k**2 / 2)") == [
        "1 \u2212 math.exp(\u2212k**2 / 2)"
    ]
    assert signs_that_do_not_run("The slope of \u2212log D is \u2212(1 \u2212 D).") == []


JUNK = {
    "nothing": lambda *args, **kwargs: None,
    "zero": lambda *args, **kwargs: 0.0,
    "one": lambda *args, **kwargs: torch.ones(()),
    "not a number": lambda *args, **kwargs: float("nan"),
    "text": lambda *args, **kwargs: "0.693",
    "its own input": lambda *args, **kwargs: args[0] if args else kwargs,
    "zeros of the input's shape": lambda *args, **kwargs: torch.zeros(
        np.shape(args[0]) if args and hasattr(args[0], "shape") else 1
    ),
    "a tuple": lambda *args, **kwargs: (),
    "a dict": lambda *args, **kwargs: {},
}


@pytest.mark.parametrize("exercise", EXERCISES, ids=label)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_never_correct(exercise, junk):
    verdict = exercise.judge(JUNK[junk])
    assert verdict.kind in (NOT_YET, ERROR)
    assert verdict.in_full


@pytest.mark.parametrize("exercise", EXERCISES, ids=label)
def test_almost_right_numbers_are_never_correct(exercise):
    """The reference's own result, a hundredth off or doubled, where it returns numbers."""
    for spoil in (lambda value: value * 1.01, lambda value: value + 0.01, lambda value: value * 2):
        spoiled = []

        def almost(*args, spoil=spoil, spoiled=spoiled, **kwargs):
            result = exercise.reference(*args, **kwargs)
            if not isinstance(result, torch.Tensor | np.ndarray | float | np.floating):
                return result
            spoiled.append(True)
            return spoil(result)

        verdict = exercise.judge(almost)
        assert verdict.kind != CORRECT or not spoiled


def stubs():
    course = Course()
    for source in course.sources:
        notebook = nbformat.read(course.learner(source), as_version=4)
        names = [match[1] for cell in notebook.cells if (match := CHECK_CALL.match(cell.source.strip()))]
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in notebook.cells}
        yield from ((source.stem, name, cells[name]) for name in names)


@pytest.mark.parametrize(("lesson", "name", "code"), list(stubs()), ids=label)
def test_stub_in_the_learners_notebook_is_not_attempted(lesson, name, code):
    assert BANK[name].lesson == lesson[:2]
    namespace = {}
    exec(code, namespace)
    assert BANK[name].judge(namespace[name]).kind == NOT_ATTEMPTED


def test_no_mistake_has_the_name_of_a_reason_of_the_engine():
    """A class report finds what was told by its name."""
    assert [(exercise.name, wrong.name) for exercise, wrong in WRONG if wrong.name in REASONS] == []


def test_every_exercise_is_in_a_lesson():
    assert {name for _, name, _ in stubs()} == set(BANK)


def numbers() -> dict[str, str]:
    """The number in the heading above each exercise's answer: {"six_steps": "5.4", ...}."""
    found = {}
    for source in Course().sources:
        for line in source.read_text("utf-8").splitlines():
            if heading := re.match(r"# ### Exercise (\d+\.\d+) ·", line):
                number = heading[1]
            if call := CHECK_CALL.match(line):
                found[call[1]] = number
    return found


def misplaced(module: str, held: list[Exercise], numbers: dict[str, str]) -> list[str]:
    """What is wrong with the name of a module, whose exercises are `held`. Only `ex4_name` may hold one, and only one."""
    lesson, _, file = module.removeprefix(f"{FOLDER}.").rpartition(".")
    if not re.match(r"ex\d", file):
        return [f"{module} holds {exercise.name}" for exercise in held]
    if len(held) != 1:
        return [f"{module} holds {len(held)} exercises, not one"]
    (exercise,) = held
    chapter, number = numbers.get(exercise.name, "0.0").split(".")
    wanted = f"{FOLDER}.lesson_{int(chapter):02}.ex{number}_{exercise.name}"
    if (module, lesson) != (wanted, f"lesson_{exercise.lesson}"):
        return [f"{module} holds exercise {chapter}.{number}, {exercise.name}, of lesson {exercise.lesson}"]
    return []


def test_every_exercise_has_a_file_with_its_number_and_name():
    found = numbers()
    for module in modules():
        held = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, Exercise)]
        assert misplaced(module, held, found) == []


def test_the_bank_follows_the_lessons():
    assert list(BANK) == list(numbers())


@pytest.mark.parametrize(
    "module",
    [
        "lesson_05.ex3_six_steps",  # the number of another exercise
        "lesson_05.ex4_steps",  # another name
        "lesson_11.ex4_six_steps",  # another lesson's folder
        "lesson_05.steps",  # what several exercises share holds none
    ],
)
def test_red_misnamed_module_is_reported(module):
    six_steps = Exercise("six_steps", lesson="05", remember="")
    assert misplaced(f"{FOLDER}.lesson_05.ex4_six_steps", [six_steps], {"six_steps": "5.4"}) == []
    (complaint,) = misplaced(f"{FOLDER}.{module}", [six_steps], {"six_steps": "5.4"})
    assert module in complaint and "six_steps" in complaint


@pytest.mark.parametrize("held", [[], [EXERCISES[0], EXERCISES[1]]], ids=len)
def test_red_none_or_two_exercises_in_a_file_are_reported(held):
    (complaint,) = misplaced(f"{FOLDER}.lesson_00.ex1_scale_pixels", held, numbers())
    assert f"{len(held)} exercises" in complaint


def test_red_incomplete_or_ambiguous_exercise_is_refused():
    exercise = Exercise("twins", lesson="99", remember="")

    @exercise.probe("two", expected="four")
    def two(answer):
        return {"got": answer(2)}

    exercise.right(lambda x: 2 * x)

    @exercise.wrong
    def plus_one(x):
        """No number, no question."""
        return x + 1

    @exercise.wrong
    def three(x):
        """{got} is what you gave. Why? Why?"""
        return 3

    found = " ".join(faults(exercise))
    for complaint in (
        "at least 3",
        "no alternative",
        "0 hints",
        "nothing to remember",
        "quotes no number",
        "2 questions",
        "plus_one: no decoy",
        "cannot be told apart",
    ):
        assert complaint in found
