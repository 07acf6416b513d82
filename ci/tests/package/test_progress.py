"""The progress file: what the course writes can be read, and nothing else is believed."""

import json
import os
import subprocess
import sys
from datetime import datetime, timezone

import pytest

import gancourse
from environment import ROOT
from gancourse.checks import progress
from gancourse.checks.progress import ExerciseProgress, Guess, Opinion, Progress, ProgressError, read_progress

EXERCISE = {"lesson": "05", "status": "solved", "tries": 3, "hints": 1, "mistakes": {"saturating": 2}}
GUESS = {"lesson": "03", "guess": "5", "measured": "2"}
OPINION = {"lesson": "03", "before": "true", "after": "not sure"}
WHOLE = {
    "format": "gancourse-progress",
    "version": 2,
    "course": "0.1.0",
    "learner": "Zoë O'Hara-Lê",
    "written": "2026-11-21T14:00:00Z",
    "exercises": {"generator_loss": EXERCISE},
    "guesses": {"k": GUESS},
    "beliefs": {"more_steps": OPINION},
}


def as_file(**changes):
    return json.dumps({**WHOLE, **changes}).encode()


def with_exercise(**changes):
    return as_file(exercises={"generator_loss": {**EXERCISE, **changes}})


def test_a_whole_file_is_read_from_bytes_and_from_a_path(tmp_path):
    wanted = Progress(
        "Zoë O'Hara-Lê",
        "0.1.0",
        "2026-11-21T14:00:00Z",
        {"generator_loss": ExerciseProgress(**EXERCISE)},
        {"k": Guess(**GUESS)},
        {"more_steps": Opinion(**OPINION)},
    )
    assert read_progress(as_file()) == wanted
    assert read_progress(b"\xef\xbb\xbf" + as_file()) == wanted, "an editor on Windows may put a mark in front"
    (tmp_path / "progress (3).json").write_bytes(as_file())
    assert read_progress(tmp_path / "progress (3).json") == wanted
    assert read_progress(str(tmp_path / "progress (3).json")) == wanted


def test_what_is_written_is_read_back_and_says_when():
    written = Progress("نگار‌نور", "1.2.0rc1", "2026-01-31T00:00:00Z", {"x": ExerciseProgress("00")})
    assert read_progress(written.as_bytes()) == written


def test_a_file_of_the_first_version_has_no_guesses_and_no_beliefs():
    old = {name: value for name, value in WHOLE.items() if name not in ("guesses", "beliefs")}
    read = read_progress(json.dumps({**old, "version": 1}).encode())
    assert read.exercises == {"generator_loss": ExerciseProgress(**EXERCISE)} and read.guesses == read.beliefs == {}
    assert json.loads(read.as_bytes())["version"] == 2
    with pytest.raises(ProgressError, match="says more of it"):
        read_progress(as_file(version=1))


def test_guesses_and_opinions_are_kept_beside_the_exercises(tmp_path):
    progress.keep(tmp_path, {"x": ExerciseProgress("00")}, {}, "Ada")
    progress.keep_guess(tmp_path, "k", Guess("03", "5"))
    progress.keep_guess(tmp_path, "k", Guess("03", "5", "2"))
    progress.keep_opinion(tmp_path, "more_steps", Opinion("03", before="true"))
    progress.keep_opinion(tmp_path, "more_steps", Opinion("03", before="false"))
    progress.keep_opinion(tmp_path, "more_steps", Opinion("03", after="not sure"))
    read = read_progress(tmp_path / "progress.json")
    assert (read.learner, set(read.exercises), read.guesses) == ("Ada", {"x"}, {"k": Guess("03", "5", "2")})
    assert read.beliefs == {"more_steps": Opinion("03", "false", "not sure")}


def test_what_comes_back_fills_gaps_and_replaces_no_answer(tmp_path):
    progress.keep_guess(tmp_path, "k", Guess("03", "2", "2"))
    progress.keep_opinion(tmp_path, "a", Opinion("03", after="true"))
    restored = Progress("", "0.1.0", WHOLE["written"])
    restored.guesses = {"k": Guess("03", "5", "2"), "share": Guess("00", "40 %")}
    restored.beliefs = {"a": Opinion("03", "false", "false"), "b": Opinion("03", "true")}
    assert progress.take_in(tmp_path, restored) and not progress.take_in(tmp_path, restored)
    read = read_progress(tmp_path / "progress.json")
    assert read.guesses == {"k": Guess("03", "2", "2"), "share": Guess("00", "40 %")}
    assert read.beliefs == {"a": Opinion("03", "false", "true"), "b": Opinion("03", "true")}


def test_exercises_and_mistakes_of_another_release_are_kept():
    read = read_progress(as_file(exercises={"not_yet_written": {**EXERCISE, "mistakes": {"unheard_of": 1}}}))
    assert read.exercises["not_yet_written"].mistakes == {"unheard_of": 1}


HOSTILE = {
    "empty": (b" \n", "is empty"),
    "not text": (b"\xff\xfe\x00", "is not text"),
    "not JSON": (b"progress", "is not JSON"),
    "cut": (as_file()[:-20], "is not JSON, or only a part of it"),
    "two files": (as_file() + as_file(), "is not JSON"),
    "large": (b" " * 1_000_001, "is larger than 1 MB"),
    "deep": (b"[" * 500_000, "is nested too deeply"),
    "deep inside": (b'{"a":' * 100_000, "is nested too deeply"),
    "a long number": (b"9" * 900_000, "where a count belongs"),
    "a list": (b"[]", "is not a progress file of this course"),
    "another file": (b'{"cells": []}', "is not a progress file of this course"),
    "another version": (as_file(version=3), "another release"),
    "version true": (as_file(version=True), "another release"),
    "a field too few": (
        json.dumps({k: v for k, v in WHOLE.items() if k != "course"}).encode(),
        "lacks 'course' for it",
    ),
    "a field too many": (as_file(admin=True), "says more of it than the course writes"),
    "a key twice": (as_file()[:-1] + b', "learner": "Eve"}', "names something twice"),
    "an exercise twice": (as_file().replace(b'"tries": 3', b'"tries": 3, "tries": 3'), "names something twice"),
    "name is a number": (as_file(learner=3), "has no usable name"),
    "name is too long": (as_file(learner="A" * 81), "has no usable name"),
    "HTML in the name": (as_file(learner="<img src=x onerror=alert(1)>"), "has no usable name"),
    "control characters": (as_file(learner="Ada\x1b[2J"), "has no usable name"),
    "line break": (as_file(learner="Ada\nEve"), "has no usable name"),
    "written backwards": (as_file(learner="Ada\u202eevE"), "has no usable name"),
    "half a letter": (as_file(learner="\ud800"), "has no usable name"),
    "spaces around": (as_file(learner=" Ada"), "has no usable name"),
    "course is HTML": (as_file(course="<b>0.1.0</b>"), "which release"),
    "course is none": (as_file(course=None), "which release"),
    "no day": (as_file(written="2026-02-30T00:00:00Z"), "when it was written"),
    "no time": (as_file(written="yesterday"), "when it was written"),
    "foreign digits": (as_file(written="٢٠٢٦-11-21T14:00:00Z"), "when it was written"),
    "exercises are a list": (as_file(exercises=[]), "needs a table of at most 500 exercises"),
    "very many exercises": (as_file(exercises={f"x{n}": EXERCISE for n in range(501)}), "at most 500 exercises"),
    "exercise is HTML": (as_file(exercises={"<script>": EXERCISE}), "name that no exercise can have"),
    "exercise is a path": (as_file(exercises={"../x": EXERCISE}), "name that no exercise can have"),
    "exercise is a list": (as_file(exercises={"x": []}), "has no table for x"),
    "no lesson": (with_exercise(lesson=5), "has no lesson for generator_loss"),
    "odd lesson": (with_exercise(lesson="05\n"), "has no lesson for generator_loss"),
    "unknown status": (with_exercise(status="perfect"), "has an unknown status"),
    "status is a list": (with_exercise(status=["solved"]), "has an unknown status"),
    "negative": (with_exercise(tries=-1), "no whole number from 0 to 100,000"),
    "absurd": (with_exercise(hints=100_001), "no whole number from 0 to 100,000"),
    "a truth": (with_exercise(tries=True), "no whole number"),
    "a text": (with_exercise(tries="3"), "no whole number"),
    "half a try": (with_exercise(tries=2.5), "where a count belongs"),
    "not a number": (with_exercise(tries=float("nan")), "has NaN where a count belongs"),
    "infinite": (with_exercise(tries=float("inf")), "has Infinity where a count belongs"),
    "mistakes are a list": (with_exercise(mistakes=["saturating"]), "needs a table of at most 100 mistakes"),
    "mistake is HTML": (with_exercise(mistakes={"<b>": 1}), "name that no mistake can have"),
    "mistake count": (with_exercise(mistakes={"saturating": None}), "no whole number"),
    "more mistakes than tries": (with_exercise(mistakes={"saturating": 4}), "contradicts itself"),
    "solved without a try": (with_exercise(tries=0, mistakes={}), "contradicts itself"),
    "tried and not attempted": (with_exercise(status="not attempted"), "contradicts itself"),
    "guesses are a list": (as_file(guesses=[]), "needs a table of at most 1,000 guesses"),
    "a guess with a name of HTML": (as_file(guesses={"<b>": GUESS}), "a name among its guesses"),
    "a guess is a text": (as_file(guesses={"k": "5"}), "has no table for k"),
    "a guess of an odd lesson": (as_file(guesses={"k": {**GUESS, "lesson": "3"}}), "has no lesson for k"),
    "HTML for a guess": (as_file(guesses={"k": {**GUESS, "guess": "<b>"}}), "that nobody can have made"),
    "a number for a guess": (as_file(guesses={"k": {**GUESS, "guess": 5}}), "that nobody can have made"),
    "a page for a measurement": (as_file(guesses={"k": {**GUESS, "measured": "x" * 81}}), "that nobody can have made"),
    "very many beliefs": (as_file(beliefs={f"x{n}": OPINION for n in range(1001)}), "at most 1,000 beliefs"),
    "a belief without a lesson": (as_file(beliefs={"x": {**OPINION, "lesson": ""}}), "has no lesson for x"),
    "an unknown opinion": (as_file(beliefs={"x": {**OPINION, "after": "perhaps"}}), "an unknown opinion about x"),
    "an opinion in a list": (as_file(beliefs={"x": {**OPINION, "before": ["true"]}}), "an unknown opinion about x"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_nothing_is_believed_that_the_course_could_not_have_written(case):
    content, why = HOSTILE[case]
    with pytest.raises(ProgressError) as caught:
        read_progress(content)
    assert why in str(caught.value)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 160 and "<" not in str(caught.value)


def test_every_single_value_turned_into_something_else_is_an_error_of_ours():
    """Never another exception, wherever in the file the odd value is."""

    def places(value, path=()):
        yield path
        for key in value if isinstance(value, dict) else ():
            yield from places(value[key], (*path, key))

    odd = (None, True, -1, 2.5, 10**30, "", "x", "<b>", [], {}, [[]], {"a": {}}, "\x00")
    for path in places(WHOLE):
        for value in odd:
            changed = json.loads(json.dumps(WHOLE))
            if not path:
                changed = value
            else:
                inner = changed
                for key in path[:-1]:
                    inner = inner[key]
                inner[path[-1]] = value
            try:
                read = read_progress(json.dumps(changed).encode())
            except ProgressError:
                continue
            assert read_progress(read.as_bytes()) == read


def test_what_is_no_file(tmp_path):
    with pytest.raises(ProgressError, match="is not a file"):
        read_progress(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_progress(tmp_path / "missing.json")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
        with pytest.raises(ProgressError, match="is not a file"):
            read_progress(tmp_path / "pipe.json")


def test_the_better_status_counts_and_numbers_add_up_as_far_as_they_go():
    one = ExerciseProgress("05", "solved", 3, 1, {"a": 2})
    other = ExerciseProgress("05", "attempted", 2, 2, {"a": 1, "b": 1})
    wanted = ExerciseProgress("05", "solved", 5, 3, {"a": 3, "b": 1})
    assert progress.merged(one, other) == progress.merged(other, one) == wanted
    assert progress.merged(None, other) == other
    full = ExerciseProgress("05", "attempted", progress.MOST_COUNT, 0, {"a": progress.MOST_COUNT})
    assert read_progress(Progress("", "0.1.0", WHOLE["written"], {"x": progress.merged(full, other)}).as_bytes())


def test_the_file_says_when_and_by_which_release(tmp_path):
    progress.keep(tmp_path, {"x": ExerciseProgress("00")}, {})
    read = read_progress(tmp_path / "progress.json")
    age = datetime.now(timezone.utc) - datetime.fromisoformat(read.written.replace("Z", "+00:00"))
    assert abs(age.total_seconds()) < 60 and read.course == gancourse.__version__


# A kernel that has waited for LOCK_SECONDS goes on without the lock, and a busy machine may well pause for as long.
KERNEL = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from gancourse import files
files.LOCK_SECONDS = 240
from gancourse.checks.progress import ExerciseProgress, keep
already = {}
for tries in range(1, 26):
    now = {"shared": ExerciseProgress("05", "attempted", tries, 0, {"swapped": tries}), sys.argv[3]: ExerciseProgress("02")}
    keep(Path(sys.argv[2]), now, already)
    already = now
"""


def test_kernels_that_write_at_once_lose_nothing(tmp_path):
    command = [sys.executable, "-c", KERNEL, str(ROOT / "notebooks"), str(tmp_path / "my_work")]
    kernels = [subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True) for name in ("a", "b", "c", "d")]
    assert [kernel.communicate()[1] for kernel in kernels] == [""] * 4
    read = read_progress(tmp_path / "my_work" / "progress.json")
    assert read.exercises["shared"] == ExerciseProgress("05", "attempted", 100, 0, {"swapped": 100})
    assert set(read.exercises) == {"shared", "a", "b", "c", "d"}
    assert sorted(path.name for path in (tmp_path / "my_work").iterdir()) == [".lock", "progress.json"]


def test_reading_needs_nothing_but_python():
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'notebooks')!r})\n"
    code += "from gancourse.checks import progress; print('torch' in sys.modules, 'numpy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert answer.stdout == "False False\n", answer.stderr
