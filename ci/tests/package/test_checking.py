"""The check engine itself: verdicts, what is printed, strict mode, and what it leaves alone."""

import errno
import linecache
import random
import textwrap
import time
import warnings

import numpy as np
import pytest
import torch

import gancourse
from gancourse import files, paths
from gancourse.checks import checking, exercise
from gancourse.checks.exercise import CORRECT, ERROR, NOT_ATTEMPTED, NOT_YET, Exercise
from gancourse.checks.progress import ExerciseProgress, read_progress
from gancourse.settings import TEXT_WIDTH


@pytest.fixture
def halve(monkeypatch):
    """A small exercise in a bank of its own."""
    made = Exercise("halve", lesson="99", remember="Half of 0.693 is 0.347.")

    @made.probe("the number 3", expected="1.5")
    def three(answer):
        return {"got": answer(3)}

    @made.probe("a tensor of ones", expected="halves, and the ones as they were")
    def ones(answer):
        given = torch.ones(2)
        return {"halves": answer(given), "unchanged": bool((given == 1).all())}

    @made.right
    def reference(x):
        return x / 2

    @made.wrong
    def whole(x):
        """You gave {got}: `//` drops the rest. Which division keeps it?"""
        return x // 2

    @made.wrong
    def with_no_number(x):
        """Your sum of a number and a text stopped with {error}. What is x?"""
        return x + "2"

    @made.wrong(when=lambda seen: seen["got"] > 100)
    def far_too_large(x):
        """You gave {got:.0f}. Is a half larger than the whole?"""
        return 1000.0

    made.hints("one", "two", "three")
    monkeypatch.setattr(checking, "bank", lambda: {"halve": made})
    monkeypatch.setattr(checking, "_session", {})
    monkeypatch.setattr(checking, "_kept", {})
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("GANCOURSE_STRICT", raising=False)
    return made


def unwritten(x):
    raise NotImplementedError()


def forgot_to_delete(x):
    if isinstance(x, int):
        return 1.5
    raise NotImplementedError()


def broken(x):
    table = {"a": 1}
    return table["b"]


def endless(x):
    while True:
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("answer", "kind", "mistake", "words"),
    [
        (lambda x: 0.5 * x, CORRECT, None, "Half of 0.693"),
        (unwritten, NOT_ATTEMPTED, None, ""),
        (..., NOT_ATTEMPTED, None, ""),
        (lambda x: ..., NOT_ATTEMPTED, None, ""),
        (lambda x: x // 2, NOT_YET, "whole", "You gave 1: `//` drops the rest"),
        (lambda x: x + "2", NOT_YET, "with_no_number", "TypeError"),
        (lambda x: 5000, NOT_YET, "far_too_large", "5000"),
        (lambda x: None, NOT_YET, None, "returned nothing"),
        (lambda x: 3 * x, NOT_YET, None, "Put in: the number 3\nYou gave: got = 9\nExpected: 1.5"),
        (lambda x: torch.tensor([x / 2]), NOT_YET, "another_shape", "of shape (1,)"),
        (1.5, NOT_YET, None, "the function itself"),
        (forgot_to_delete, NOT_YET, None, "still reached"),
        (broken, ERROR, None, "KeyError"),
    ],
)
def test_verdicts(halve, answer, kind, mistake, words):
    verdict = halve.judge(answer)
    assert (verdict.kind, verdict.mistake) == (kind, mistake)
    assert words in verdict.in_full


NOTHING = "Your function returned nothing (None). Did the `return` line get lost?"
SOMETIMES = (
    "your function returned nothing (None): no `return` with a value is reached there. What should it return then?"
)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: None, NOTHING),
        (lambda x: x / 2 if x > 2 else None, f"For 2 of these 4 inputs {SOMETIMES}"),
        (lambda x: x / 2 if x < 3 else None, f"For 2 of these 4 inputs {SOMETIMES}"),
        (lambda x: x / 2 if x == 9 else None, f"For these inputs {SOMETIMES}"),
    ],
    ids=["never", "for large ones", "for small ones", "in another probe only"],
)
def test_nothing_for_some_inputs_is_not_called_a_lost_return(answer, words):
    several = Exercise("several", lesson="99", remember="")
    several.probe("1 to 4", expected="their halves")(lambda answer: {f"of_{n}": answer(n) for n in (1, 2, 3, 4)})
    several.probe("9", expected="4.5")(lambda answer: {"of_9": answer(9)})
    several.right(lambda x: x / 2)
    assert several.judge(answer).in_full == f"Put in: 1 to 4\n{words}"


def test_nothing_for_the_one_input_of_a_probe():
    several = Exercise("several", lesson="99", remember="")
    several.probe("2", expected="1")(lambda answer: {"of_2": answer(2)})
    several.probe("9", expected="4.5")(lambda answer: {"of_9": answer(9)})
    several.right(lambda x: x / 2)
    assert several.judge(lambda x: x / 2 if x < 3 else None).in_full == f"Put in: 9\nFor this input {SOMETIMES}"


@pytest.mark.parametrize("alias", ["np", "nn", "F", "math", "plt", "torch"])
def test_a_library_that_is_not_known_under_its_short_name_gets_a_sentence(halve, alias):
    answer = eval(f"lambda x: {alias}.log(x)", {})
    verdict = halve.judge(answer)
    assert (verdict.kind, verdict.mistake) == (ERROR, "unknown_alias")
    assert f"NameError: name '{alias}' is not defined" in verdict.text and "short name of a library" in verdict.text


def test_another_unknown_name_gets_no_sentence_about_libraries(halve):
    verdict = halve.judge(eval("lambda x: nq + x", {}))
    assert (verdict.kind, verdict.mistake) == (ERROR, "unknown_name")
    assert "library" not in verdict.text


def test_a_minus_zero_is_shown_as_zero(halve):
    assert ("You gave", "got = 0") in halve.judge(lambda x: -0.0).facts


def test_a_value_that_no_explanation_can_quote_gets_the_plain_reply(halve):
    class Odd(float):
        __gt__ = lambda self, other: True  # noqa: E731
        __add__ = lambda self, other: self  # noqa: E731

        def __format__(self, spec):
            if spec == ".0f":  # as the explanation writes it
                raise ValueError(spec)
            return "odd"

    verdict = halve.judge(lambda x: Odd(3 * x + 1))
    assert (verdict.kind, verdict.mistake) == (NOT_YET, None)
    assert ("You gave", "got = odd") in verdict.facts


def test_an_error_shows_the_learners_lines_and_no_library_frames(halve):
    def inside_torch(x):
        return torch.ones(2) @ torch.ones(3)

    text = halve.judge(inside_torch).text
    assert "in inside_torch, line" in text and "torch.ones(2) @ torch.ones(3)" in text
    assert "site-packages" not in text and "watched" not in text and "observe" not in text


def test_an_error_shows_no_line_of_the_exercises_own_file(whole_bank):
    def stumbles(fake_logits):
        return fake_logits.nonsense

    text = whole_bank["generator_loss"].judge(stumbles).text
    assert "in stumbles, line" in text and text.count(", line ") == 1


def test_an_endless_loop_is_stopped(halve, monkeypatch):
    monkeypatch.setattr(exercise, "SECONDS_PER_CHECK", 0.2)
    verdict = halve.judge(endless)
    assert verdict.kind == NOT_YET
    assert "never ends" in verdict.text


def test_an_endless_loop_around_a_bare_except_is_stopped(halve, monkeypatch):
    def stubborn(x):
        while True:
            try:
                try:
                    time.sleep(0.01)
                except:  # noqa: E722
                    x = x + 1
            except:  # noqa: E722
                x = x - 1

    monkeypatch.setattr(exercise, "SECONDS_PER_CHECK", 0.2)
    assert "never ends" in halve.judge(stubborn).text
    assert halve.judge(lambda x: x / 2).kind == CORRECT


def test_an_import_is_never_cut_in_half(halve, monkeypatch, tmp_path):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(0.6)\nhalf = 0.5\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(exercise, "SECONDS_PER_CHECK", 0.2)

    def answer(x):
        import slow_to_import

        return slow_to_import.half * x

    assert halve.judge(answer).kind == CORRECT


def test_random_state_is_the_learners_own(halve):
    def state():
        return random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist()

    before = state()
    halve.judge(lambda x: x * random.random() + np.random.rand() + torch.rand(1))
    assert state() == before


def test_check_returns_the_learners_own_function_only_when_it_is_right(halve, capsys):
    def own(x):
        return x / 2

    assert checking.check("halve", own) is own
    assert checking.check("halve", unwritten) is halve.reference
    assert checking.check("halve", broken) is halve.reference
    printed = capsys.readouterr().out
    assert "[Correct] halve" in printed
    assert "[Not attempted] halve\n  The notebook goes on with the course's version." in printed
    assert "[Error in your code] halve" in printed
    assert all(len(line) <= TEXT_WIDTH for line in printed.splitlines())


def test_what_the_answer_printed_is_shown_once(halve, capsys):
    def chatty(x):
        print("debugging", x)
        return 0

    checking.check("halve", chatty)
    assert capsys.readouterr().out.count("debugging") == 1


def test_an_unknown_name_brings_the_nearest_and_those_of_its_lesson(halve, capsys):
    def own(x):
        return x

    assert checking.check("half", own) is own
    said = " ".join(capsys.readouterr().out.split())
    assert said == "There is no exercise called 'half'. Did you mean 'halve'? The names in lesson 99: halve."


@pytest.fixture
def whole_bank(monkeypatch):
    """The course's own exercises, in a kernel that has met none of them."""
    monkeypatch.setattr(checking, "_session", {})
    monkeypatch.setattr(checking, "_kept", {})
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return checking.bank()


LESSON_01 = "value, best_D, jensen_shannon, closest_intervals, statements"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("valeu", f"Did you mean 'value'? The names in lesson 01: {LESSON_01}."),
        ("best_d", f"Did you mean 'best_D'? The names in lesson 01: {LESSON_01}."),
        ("Jensen Shannon", f"Did you mean 'jensen_shannon'? The names in lesson 01: {LESSON_01}."),
        ("zzz", "The name stands in the check cell below each exercise;"),
    ],
)
def test_a_misspelt_hint_never_lists_the_whole_course(whole_bank, typed, words, capsys):
    checking.hint(typed)
    printed = capsys.readouterr().out
    assert words in " ".join(printed.split()) and "d_step" not in printed
    assert all(len(line) <= TEXT_WIDTH for line in printed.splitlines())


def test_the_lesson_at_hand_is_the_notebooks_or_the_one_met_last(whole_bank, monkeypatch, capsys):
    checking.hint("value")
    capsys.readouterr()
    checking.hint("zzz")
    assert LESSON_01 in " ".join(capsys.readouterr().out.split())
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/ada/my_work/00_start_here.ipynb")
    checking.hint("zzz")
    assert "The names in lesson 00: scale_pixels." in " ".join(capsys.readouterr().out.split())


def test_the_function_does_for_its_name_and_nothing_leaks(whole_bank, capsys):
    def value(D, p, q):
        raise NotImplementedError()

    checking.hint(value)
    checking.hint(whole_bank["value"].reference)
    printed = capsys.readouterr().out
    assert "[Hint 1 of 3] value\n" in printed and "[Hint 2 of 3] value\n" in printed
    for odd in (lambda x: x, np.ones(2), 1.1, None, ["value"]):
        checking.hint(odd)
    printed = capsys.readouterr().out
    assert "<" not in printed and "array" not in printed
    assert "in quotes" in printed


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "GANCOURSE_STRICT"])
def test_strict_makes_points_real(halve, monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    checking.check("halve", lambda x: x / 2)
    for answer in (unwritten, lambda x: x // 2, broken):
        with pytest.raises(AssertionError, match="halve"):
            checking.check("halve", answer)
    with pytest.raises(AssertionError):
        checking.check("half", lambda x: x / 2)
    checking.check("halve", lambda x: x // 2, practice=True)


def test_the_stop_button_during_a_check_loses_nothing(halve, capsys):
    def stopped(x):
        raise KeyboardInterrupt

    assert checking.check("halve", stopped) is halve.reference
    assert "Nothing is lost" in capsys.readouterr().out


def test_hints_go_from_first_to_last(halve, capsys):
    for _ in range(4):
        checking.hint("halve")
    printed = capsys.readouterr().out
    assert [printed.index(f"[Hint {number} of 3]") for number in (1, 2, 3)] == sorted(
        printed.index(f"[Hint {number} of 3]") for number in (1, 2, 3)
    )
    assert printed.count("[Hint 3 of 3]") == 2


def test_summary_tells_solved_tried_and_untouched(halve, capsys):
    checking.summary()
    assert "Nothing to report yet" in capsys.readouterr().out
    checking.check("halve", unwritten)
    checking.summary()
    assert "halve  not attempted" in capsys.readouterr().out
    checking.check("halve", lambda x: 3)
    checking.hint("halve")
    checking.summary()
    assert "halve  attempted, 1 try, 1 hint" in capsys.readouterr().out
    checking.check("halve", lambda x: x / 2)
    checking.summary("99")
    assert "1 of 1 solved.\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lesson", "words"),
    [("42", "No lesson '42' has exercises. Those that have: 99."), (99, "99  halve"), (" 99 ", "99  halve")],
)
def test_summary_of_a_lesson_that_is_not_there_says_which_are(halve, lesson, words, capsys):
    checking.check("halve", unwritten)
    capsys.readouterr()
    checking.summary(lesson)
    printed = capsys.readouterr().out
    assert words in printed and "Nothing to report" not in printed


@pytest.mark.parametrize(
    ("solved", "of", "words"),
    [
        (0, 1, "; the notebook runs on the course's version."),
        (0, 3, "; the notebook runs on the course's versions."),
        (3, 3, "."),
        (2, 3, "; the other one runs on the course's version."),
        (1, 3, "; the others run on the course's version."),
    ],
)
def test_the_last_line_of_summary_counts_right(solved, of, words):
    assert checking._the_rest(solved, of) == words


def as_in_a_cell(code):
    """A function defined as in a notebook, where its lines can be looked up."""
    name, code = f"<cell {abs(hash(code))}>", textwrap.dedent(code)
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
    namespace = {}
    exec(compile(code, name, "exec"), namespace)
    return namespace["halve"]


BELOW = """
    def halve(x):
        'Half of x.'
        # YOUR CODE HERE
        raise NotImplementedError()
        {}
    """


@pytest.mark.parametrize("below", ["return x / 2", "half = x / 2\n        return half", "import math"])
def test_code_below_the_raise_line_is_mentioned(halve, below, capsys):
    checking.check("halve", as_in_a_cell(BELOW.format(below)))
    printed = " ".join(capsys.readouterr().out.split())
    assert printed == (
        "[Not attempted] halve The line `raise NotImplementedError()` still stands above your code, which therefore never "
        "runs: delete that line, then run both cells again. The notebook goes on with the course's version."
    )


@pytest.mark.parametrize("below", ["", "pass", "'a note'", "..."])
def test_nothing_below_the_raise_line_is_just_not_attempted(halve, below):
    verdict = halve.judge(as_in_a_cell(BELOW.format(below)))
    assert (verdict.kind, verdict.text) == (NOT_ATTEMPTED, "")
    assert halve.judge(lambda x: ...).text == ""


def test_numpys_warnings_about_zeros_are_announced_and_never_red(whole_bank, capsys):
    def best_D(p, q):
        return np.where(p + q == 0, 0.5, p / (p + q))

    def without(p, q):
        return p / np.where(p + q > 0, p + q, 1)

    zeros = np.zeros(2), np.zeros(2)
    with warnings.catch_warnings(record=True) as red:
        warnings.simplefilter("always")
        checking.check("best_D", without)
        assert "NumPy" not in capsys.readouterr().out
        best_D(*zeros)
        assert len(red) == 1, "before the check, NumPy says so"
        checking.check("best_D", best_D)(*zeros)
        np.log(np.zeros(1))
        assert len(red) == 1
        np.exp(np.array([1e4]))
        assert len(red) == 2, "an overflow is another matter"
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.startswith("[Correct] best_D") and "its red warnings about that are off in this notebook" in printed


def test_a_real_nan_is_still_explained_and_turns_nothing_off(whole_bank, capsys):
    with warnings.catch_warnings(record=True) as red:
        warnings.simplefilter("always")
        checking.check("best_D", lambda p, q: p / (p + q))
        assert "you answer nan: 0/0" in " ".join(capsys.readouterr().out.split())
        np.zeros(1) / np.zeros(1)
        assert len(red) == 1


@pytest.mark.filterwarnings("error")
def test_the_way_that_the_hint_of_best_d_names_is_right_and_quiet(whole_bank):
    assert "np.where(p + q > 0, p + q, 1)" in whole_bank["best_D"].hint_texts[2]
    verdict = whole_bank["best_D"].judge(lambda p, q: p / np.where(p + q > 0, p + q, 1))
    assert (verdict.kind, verdict.numpy_warned) == (CORRECT, False)


# The progress file ----------------------------------------------------------------------------------------------------


@pytest.fixture
def work(halve, monkeypatch, tmp_path):
    """An empty work folder, with the small exercise to fill it."""
    folder = tmp_path / "a folder" / "my_work"
    monkeypatch.setenv("GANCOURSE_WORK", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def kept(folder):
    return read_progress(folder / "progress.json")


def new_kernel(monkeypatch):
    monkeypatch.setattr(checking, "_session", {})
    monkeypatch.setattr(checking, "_kept", {})


def test_summary_keeps_progress_with_the_recognised_mistakes(work, capsys):
    checking.check("halve", lambda x: x // 2)
    checking.check("halve", lambda x: x // 2)
    checking.check("halve", lambda x: 3 * x)
    checking.hint("halve")
    checking.summary(name="  Ada   Lovelace ")
    assert capsys.readouterr().out.endswith("Kept in my_work/progress.json.\n")
    progress = kept(work)
    assert (progress.learner, progress.course) == ("Ada Lovelace", gancourse.__version__)
    assert progress.exercises == {"halve": ExerciseProgress("99", "attempted", 3, 1, {"whole": 2})}


def test_calling_summary_twice_counts_nothing_twice(work):
    checking.check("halve", lambda x: x // 2)
    checking.summary()
    checking.summary("99")
    checking.check("halve", lambda x: x / 2)
    checking.summary()
    checking.summary()
    assert kept(work).exercises == {"halve": ExerciseProgress("99", "solved", 2, 0, {"whole": 1})}


def test_sessions_add_up_and_solved_stays_solved(work, monkeypatch):
    checking.check("halve", lambda x: x / 2)
    checking.check("halve", lambda x: x // 2)
    checking.summary(name="Ada")
    new_kernel(monkeypatch)
    checking.check("halve", lambda x: x // 2)
    checking.hint("halve")
    checking.summary()
    new_kernel(monkeypatch)
    checking.check("halve", unwritten)
    checking.summary()
    progress = kept(work)
    assert progress.exercises == {"halve": ExerciseProgress("99", "solved", 3, 1, {"whole": 2})}
    assert progress.learner == "Ada", "a name given once stays"


def test_after_a_restart_summary_shows_what_the_file_remembers(work, monkeypatch, capsys):
    checking.check("halve", lambda x: x // 2)
    checking.hint("halve")
    checking.check("halve", lambda x: x / 2)
    checking.summary()
    before = (work / "progress.json").read_bytes()
    for lesson in (None, "99"):
        new_kernel(monkeypatch)
        capsys.readouterr()
        checking.summary(lesson)
        assert capsys.readouterr().out == "  99  halve  solved, 2 tries, 1 hint\n1 of 1 solved.\n"
    assert (work / "progress.json").read_bytes() == before, "looking changes nothing"
    checking.hint("halve", 2)
    checking.check("halve", lambda x: 0.5 * x)
    checking.summary()
    assert "  99  halve  solved, 3 tries, 3 hints\n1 of 1 solved.\n" in capsys.readouterr().out
    checking.summary()
    assert "  99  halve  solved, 3 tries, 3 hints\n" in capsys.readouterr().out, "nothing counts twice"


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize(
    ("answer", "words"),
    [(lambda x: 3 * x, "is not right"), (broken, "does not run"), (unwritten, "is not written")],
)
def test_what_was_solved_and_broken_later_says_both(work, monkeypatch, restarted, answer, words, capsys):
    checking.check("halve", lambda x: x / 2)
    checking.summary()
    if restarted:
        new_kernel(monkeypatch)
    checking.check("halve", answer)
    capsys.readouterr()
    checking.summary("99")
    printed = capsys.readouterr().out
    assert "  99  halve  solved before, " in printed and "1 of 1 solved.\n" in printed
    assert f"Solved before, but the version now in the kernel {words}: halve.\n" in printed
    assert "Mend the cell, then run it and its check again." in printed
    assert all(len(line) <= TEXT_WIDTH for line in printed.splitlines())
    checking.check("halve", lambda x: x / 2)
    capsys.readouterr()
    checking.summary("99")
    assert "before" not in capsys.readouterr().out


def test_tries_are_never_not_attempted(work, monkeypatch, capsys):
    checking.check("halve", lambda x: 3 * x)
    checking.check("halve", unwritten)
    checking.summary()
    assert "  99  halve  attempted, 1 try\n" in capsys.readouterr().out


def test_summary_of_a_file_that_cannot_be_read_says_so_and_touches_nothing(work, capsys):
    work.mkdir(parents=True)
    (work / "progress.json").write_text("{")
    checking.summary()
    printed = capsys.readouterr().out
    assert "my_work/progress.json is not JSON" in printed
    assert [path.name for path in work.iterdir()] == ["progress.json"]


def test_graders_and_solutions_show_this_session_alone(work, monkeypatch, capsys):
    checking.check("halve", lambda x: x / 2)
    checking.summary()
    new_kernel(monkeypatch)
    monkeypatch.chdir(paths.ROOT / "solutions")
    capsys.readouterr()
    checking.summary("99")
    assert "halve  not tried yet\n0 of 1 solved" in capsys.readouterr().out


def test_a_file_that_went_away_is_written_anew_in_full(work):
    checking.check("halve", lambda x: x // 2)
    checking.summary()
    (work / "progress.json").unlink()
    checking.summary()
    assert kept(work).exercises == {"halve": ExerciseProgress("99", "attempted", 1, 0, {"whole": 1})}


def test_practice_and_nothing_at_all_keep_nothing(work):
    checking.check("halve", lambda x: x // 2, practice=True)
    checking.summary()
    assert not work.exists()


@pytest.mark.parametrize("name", ["<b>Ada</b>", "A" * 81, "Ada\x1b[31m", "Ada\u202egnp.exe"])
def test_a_name_that_cannot_be_one_is_left_out_with_a_sentence(work, name, capsys):
    checking.check("halve", lambda x: x / 2)
    checking.summary(name=name)
    assert "this one was left out." in capsys.readouterr().out
    assert kept(work).learner == ""


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION", "GANCOURSE_STRICT"])
def test_graders_keep_no_progress(work, monkeypatch, variable, capsys):
    monkeypatch.setenv(variable, "1")
    checking.check("halve", lambda x: x / 2)
    checking.summary(name="Ada")
    assert not work.exists()
    assert "Kept" not in capsys.readouterr().out


def test_the_solutions_keep_no_progress(work, monkeypatch, capsys):
    monkeypatch.chdir(paths.ROOT / "solutions")
    checking.check("halve", lambda x: x / 2)
    checking.summary()
    assert not work.exists()
    assert "Kept" not in capsys.readouterr().out


def test_a_damaged_file_is_set_aside_and_nothing_is_lost(work, capsys):
    work.mkdir(parents=True)
    for damaged in ("{", "[]"):
        (work / "progress.json").write_text(damaged)
        checking.check("halve", lambda x: x / 2)
        checking.summary()
    printed = capsys.readouterr().out
    assert "The old progress.json is not JSON, or only a part of it. It is kept as progress.unreadable.json" in printed
    assert (work / "progress.unreadable.json").read_text() == "{"
    assert (work / "progress.unreadable-2.json").read_text() == "[]"
    assert kept(work).exercises["halve"] == ExerciseProgress("99", "solved", 2)


@pytest.mark.parametrize("in_the_way", ["a file", "a folder"])
def test_where_nothing_can_be_written_one_sentence_says_so(work, in_the_way, capsys):
    if in_the_way == "a file":
        work.parent.mkdir(parents=True)
        work.write_text("mine")
    else:
        (work / "progress.json").mkdir(parents=True)
    checking.check("halve", lambda x: x / 2)
    capsys.readouterr()
    checking.summary()
    last = capsys.readouterr().out.splitlines()[-1]
    assert "progress" in last and "Traceback" not in last and last.endswith(".")


def test_a_full_disk_keeps_the_old_file_and_counts_later(work, monkeypatch, capsys):
    checking.check("halve", lambda x: x // 2)
    checking.summary()
    before = (work / "progress.json").read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    checking.check("halve", lambda x: x / 2)
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", full)
        checking.summary()
    assert "could not be kept in my_work/progress.json: the disk is full." in capsys.readouterr().out
    assert (work / "progress.json").read_bytes() == before
    assert sorted(path.name for path in work.iterdir()) == [".lock", "progress.json"]
    checking.summary()
    assert kept(work).exercises["halve"].tries == 2


def test_a_check_that_is_run_twice_never_praises_the_courses_own_version(halve, capsys):
    given = checking.check("halve", lambda x: x // 2)
    before = checking._session["halve"].tries
    assert checking.check("halve", given) is given
    said = capsys.readouterr().out
    assert "[Correct]" not in said and "the course's version, which an earlier check put here" in said
    assert checking._session["halve"].last == NOT_YET and checking._session["halve"].tries == before


def test_red_grading_does_not_accept_the_courses_own_version(halve, monkeypatch):
    monkeypatch.setenv("GANCOURSE_STRICT", "1")
    with pytest.raises(AssertionError, match="not yours"):
        checking.check("halve", halve.reference)
