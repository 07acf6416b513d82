"""The one command for whoever has a GPU, on a CPU in seconds: its parts, its file, its clock, and a machine without Jupyter."""

import json
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
import torch

from building import plain_cells
from building.run_times import GPU_FILE
from environment import ROOT
from gancourse import images, settings
from gancourse.checks.bank import bank
from gancourse.training.digit_gan import DCGAN, DigitGAN
from measuring import eager_and_captured, gpu, recipes, works_here

LITTLE = "--seconds 0.1 --pace 0.01 --rounds 1 --steps 2 --seeds 2 --batches 4 8 --samples 500 --limit 600 --workers 1"
ABSENT = ("IPython", "ipykernel", "ipywidgets", "jupytext", "nbclient", "nbformat", "pytest", "scipy")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    path = tmp_path / "gpu.json"
    monkeypatch.setattr(recipes, "BLOCK", 1)
    monkeypatch.setattr(DigitGAN, "batch_size", 4)
    monkeypatch.setattr(DCGAN, "batch_size", 2)
    monkeypatch.setattr(settings, "_chosen", {})
    monkeypatch.setenv("GANCOURSE_OFFLINE", "1")

    def run(*arguments: str) -> tuple[int, dict, str]:
        monkeypatch.setattr(sys, "argv", ["gpu", *arguments, "--device", "cpu", "--json", str(path), *LITTLE.split()])
        code = gpu.main()
        return code, json.loads(path.read_text("utf-8")), capsys.readouterr().out

    return run


def test_every_number_of_the_recipes_is_taken(run):
    code, kept, said = run("--part", "agreement", "speed", "batches", "learnt")
    assert code == 0, said
    parts = kept["parts"]
    assert kept["machine"]["device"] == "cpu" and kept["machine"]["torch"] == torch.__version__
    first, losses = parts["agreement"]["same_draws"], parts["agreement"]["losses"]
    assert [row["recipe"] for row in first] == ["MLP", "DCGAN"] and all(row["with_r1"] < 1e-4 for row in first)
    assert [(row["recipe"], row["loss"]) for row in losses] == [
        (recipe, loss) for recipe in ("MLP", "DCGAN") for loss in ("d_loss", "g_loss")
    ]
    assert all(len(row["eager"]) == len(row["captured"]) == 2 and row["overlap"] for row in losses)
    assert [(row["recipe"], row["mode"], row["batch"], row["half"]) for row in parts["speed"]["rows"]] == [
        (recipe, mode, batch, half)
        for recipe, batch in (("MLP", 4), ("DCGAN", 2))
        for mode in ("eager", "captured")
        for half in (False, True)
    ]
    assert sum(row["as_the_recipe"] for row in parts["speed"]["rows"]) == 4
    assert all(row["images_per_second"] > 0 for row in parts["speed"]["rows"])
    assert [row["batch"] for row in parts["batches"]["rows"]] == [4, 4, 8, 8] * 2
    assert {row["launches"] for row in parts["batches"]["launches"]} == {None}, "a CPU launches nothing"
    for row in parts["learnt"]["rows"]:
        assert "CPU" in row["why_not_captured"] and row["steps"] >= 1 and row["frechet"] > 0 and row["parzen"] < 300
    assert all("taken" in part for part in parts.values())


def test_what_the_file_has_of_other_parts_and_lessons_stays(run, monkeypatch):
    asked = []

    def lesson(path, speed, limit, threads=None):
        asked.append((path.name[:2], speed))
        return works_here.Ended(path, 12.34, "It fell." if path.name.startswith("10") else None)

    monkeypatch.setattr(works_here, "run_lesson", lesson)
    code, kept, _ = run("05", "00", "--part", "quick")
    assert code == 0 and asked == [("05", "quick")], "no GPU helps lesson 00"
    code, kept, _ = run("10", "11", "--part", "quick", "lessons")
    quick = kept["parts"]["quick"]["lessons"]
    assert {number: each.get("quick") for number, each in quick.items()} == {"05": 12.3, "10": None, "11": 12.3}
    assert quick["10"]["error"] == "It fell." and len(quick["05"]["code"]) == 16
    assert kept["parts"]["lessons"]["failed"] == 2, "the unsolved one and the solved one"
    assert kept["parts"]["lessons"]["notebooks"]["solutions/11_dcgan_digits.ipynb"] == "no error"


def test_the_shortest_lesson_comes_first_and_the_minutes_are_kept(run, monkeypatch):
    asked = []
    monkeypatch.setattr(gpu.Asked, "seconds_left", property(lambda asked_for: 100.0 if len(asked) < 2 else 3.0))
    monkeypatch.setattr(
        works_here, "run_lesson", lambda path, *_: asked.append(path) or works_here.Ended(path, 1.0, None)
    )
    code, kept, _ = run("--part", "quick")
    stated = [plain_cells.read(path)["metadata"]["gancourse"]["run_seconds"]["quick"] for path in asked]
    assert code == 1 and len(stated) == 2 and stated == sorted(stated)
    assert kept["parts"]["quick"]["error"].endswith("3 s are left. Ask for this part alone, with --part quick.")
    assert len(kept["parts"]["quick"]["lessons"]) == 2


def test_a_part_that_fails_says_why_and_the_next_one_goes_on(run, monkeypatch):
    def falls(asked):
        yield {"rows": [1]}
        raise RuntimeError("CUDA error: no kernel image")

    monkeypatch.setitem(gpu.PARTS, "speed", falls)
    monkeypatch.setitem(gpu.PARTS, "learnt", lambda asked: iter([{"rows": [2]}]))
    code, kept, said = run("--part", "speed", "learnt")
    assert code == 1 and kept["parts"]["learnt"]["rows"] == [2]
    assert kept["parts"]["speed"]["rows"] == [1], "what it had is kept"
    assert kept["parts"]["speed"]["error"] == "It ended with RuntimeError: CUDA error: no kernel image"
    assert "raise RuntimeError" in "\n".join(kept["parts"]["speed"]["traceback"])


def test_red_another_machines_file_and_a_cpu_without_a_file_of_its_own_are_refused(run, tmp_path, monkeypatch):
    monkeypatch.setitem(gpu.PARTS, "speed", lambda asked: iter([{}]))
    run("--part", "speed")
    path = tmp_path / "gpu.json"
    path.write_text(path.read_text("utf-8").replace('"words": "', '"words": "an abacus, '), "utf-8")
    with pytest.raises(SystemExit, match="measured on an abacus"):
        run("--part", "speed")
    monkeypatch.setattr(sys, "argv", ["gpu", "--device", "cpu"])
    with pytest.raises(SystemExit, match="this computes on cpu: name a file with --json"):
        gpu.main()


def test_the_machine_names_the_card_and_its_driver(monkeypatch):
    card = SimpleNamespace(name="NVIDIA H200", total_memory=150e9)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda number: card)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: card.name)
    monkeypatch.setattr(gpu.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout="570.86.15\n570.86.15\n"))
    here = gpu.machine("cuda")
    assert here["words"].startswith("NVIDIA H200; torch ")
    assert (here["card"], here["gigabytes"], here["driver"]) == ("NVIDIA H200", 150, "570.86.15")

    def no_such_program(*_, **__):
        raise FileNotFoundError("nvidia-smi")

    monkeypatch.setattr(gpu.subprocess, "run", no_such_program)
    assert gpu.machine("cuda")["driver"] is None


# The recipes twice ----------------------------------------------------------------------------------------------------


def test_the_step_with_r1_is_counted_apart(monkeypatch):
    due = []
    monkeypatch.setattr(eager_and_captured, "launched", lambda step: due.append(gans[-1].steps % 16) or step())
    gans, make = [], eager_and_captured.make
    monkeypatch.setattr(eager_and_captured, "make", lambda *_: gans.append(make(*_)) or gans[-1])
    monkeypatch.setattr(DigitGAN, "batch_size", 2)
    list(eager_and_captured.launches("MLP", images("digits", limit=100)))
    assert due == [0, 1] * 2, "first a step in which R1 is due, then one in which it is not"


class Drifting(DigitGAN):
    """A recipe whose captured step does something else."""

    batch_size, why_not_captured = 2, None

    def __init__(self, device, *, half=None, capture=True):
        super().__init__(device, half=False, capture=capture)
        self.captured = capture

    def step(self, real, progress):
        losses = super().step(real, progress)
        return {name: 10 + loss if self.captured else loss for name, loss in losses.items()}


def test_red_two_modes_that_do_not_agree_are_seen(monkeypatch):
    monkeypatch.setitem(recipes.RECIPES, "MLP", Drifting)
    data = images("digits", limit=100)
    apart = eager_and_captured.same_draws("MLP", data)
    assert apart["with_r1"] > 1 and apart["without"] > 1
    rows = list(eager_and_captured.agreement("MLP", data, steps=2, seeds=range(2)))
    assert [row["overlap"] for row in rows] == [False, False]
    assert rows[0]["why_not_captured"] is None


def test_a_batch_that_fails_says_so_and_the_next_is_measured(monkeypatch):
    monkeypatch.setattr(recipes, "BLOCK", 1)

    class Small(Drifting):
        def step(self, real, progress):
            if len(real) > 4:
                raise torch.OutOfMemoryError("CUDA out of memory.\nTried to allocate")
            return super().step(real, progress)

    monkeypatch.setitem(recipes.RECIPES, "MLP", Small)
    rows = list(eager_and_captured.batches("MLP", images("digits", limit=100), [8, 4], 0.001))
    assert [row.get("error") for row in rows] == ["CUDA out of memory."] * 2 + [None] * 2
    assert all(row["images_per_second"] > 0 for row in rows[2:])


# The course itself ----------------------------------------------------------------------------------------------------


def test_every_answer_of_an_exercise_is_judged():
    exercise = bank()["statements"]
    count = len(exercise.rights) + len(exercise.wrongs) + len(exercise.decoys)
    assert works_here.judged("statements") == (count, [])


def test_red_an_answer_with_another_verdict_is_named(monkeypatch):
    exercise = bank()["statements"]
    swapped = SimpleNamespace(rights=[exercise.wrongs[0].answer], wrongs=exercise.wrongs[:1], decoys=[])
    swapped.judge = exercise.judge
    monkeypatch.setattr(works_here, "bank", lambda: {"statements": swapped})
    tried, (said,) = works_here.judged("statements")
    assert tried == 2
    name = exercise.wrongs[0].name
    assert said == f"statements, right answer 0: Not yet ({name}) in place of Correct (None)"


def notebook(folder, *codes, name="77_try.ipynb"):
    cells = [{"cell_type": "markdown", "id": "words", "metadata": {}, "source": "# A try"}]
    cells += [
        {"cell_type": "code", "id": f"cell-{number}", "metadata": metadata, "source": code.splitlines(True)}
        for number, (code, metadata) in enumerate(codes)
    ]
    path = folder / name
    path.write_text(json.dumps({"cells": cells}), "utf-8")
    return path


def test_a_notebook_runs_without_its_first_cell_and_says_which_line_failed(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "_chosen", {"device": "cpu"})
    bootstrap = ("raise SystemExit('fetches the course')", {"tags": ["bootstrap"]})
    told = "import os, gancourse\nassert gancourse.speed() == 'smoke' and os.path.exists('77_try.ipynb')"
    good = notebook(tmp_path, bootstrap, (told, {}), ("assert os.environ['GANCOURSE_OFFLINE']", {}))
    assert works_here.run_lesson(good, "smoke", 60).error is None
    bad = notebook(tmp_path, ("def half(x):\n    return x / 0  # here", {}), ("half(2)", {}))
    error = works_here.run_lesson(bad, "smoke", 60).error
    assert error.endswith("ZeroDivisionError: division by zero") and "return x / 0  # here" in error
    assert '<cell cell-0>", line 2' in error


def test_a_lesson_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "_chosen", {"device": "cpu"})
    endless = notebook(tmp_path, ("while True: pass", {}))
    begun = time.monotonic()
    assert works_here.run_lesson(endless, "smoke", 0.5).error == "It was not done after 0 s, and was ended."
    assert time.monotonic() - begun < 60
    assert works_here.run_lesson(endless, "smoke", -1).error == "It was not begun: no time was left."


BARE = f"""
import sys
class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {ABSENT!r}:
            raise ModuleNotFoundError(f"a bare machine has no {{name}}", name=name)
sys.meta_path.insert(0, Bare())
"""


def test_a_machine_without_jupyter_is_enough(tmp_path):
    """The command as it is called there, and an unsolved lesson, each with nothing of Jupyter to be found."""
    (tmp_path / "sitecustomize.py").write_text(BARE, "utf-8")
    words = f"00 --part lessons matrix --device cpu --within 300 --json {tmp_path / 'gpu.json'} --limit 600 --workers 2"
    ran = subprocess.run(
        [sys.executable, ROOT / "ci" / "measuring" / "gpu.py", *words.split()],
        env={"PYTHONPATH": str(tmp_path), "PATH": "", "HOME": str(tmp_path), "GANCOURSE_DATA": "none"},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    parts = json.loads((tmp_path / "gpu.json").read_text("utf-8"))["parts"]
    assert parts["lessons"]["notebooks"] == {
        f"{folder}/00_start_here.ipynb": "no error" for folder in ("notebooks", "solutions")
    }
    own = [each for each in bank().values() if each.lesson == "00"]
    count = sum(len(each.rights) + len(each.wrongs) + len(each.decoys) for each in own)
    assert (parts["matrix"]["tried"], parts["matrix"]["differ"]) == (count, 0)


def test_what_the_readme_says_of_a_gpu_is_what_was_measured():
    parts = json.loads((ROOT / GPU_FILE).read_text("utf-8"))["parts"]
    pace = {(row["recipe"], row["mode"]): row["steps_per_second"] for row in parts["speed"]["rows"]}
    times = {recipe: round(pace[recipe, "captured"] / pace[recipe, "eager"]) for recipe in ("MLP", "DCGAN")}
    said = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert f"{times['MLP']} times the steps of the MLP's recipe and {times['DCGAN']} of the DCGAN's" in said
    assert all(row["why_not_captured"] is None for row in parts["learnt"]["rows"])
    minute = {row["recipe"]: row for row in parts["learnt"]["rows"] if row["seconds"] == 60}
    assert minute["MLP"]["parzen"] >= 240 and minute["DCGAN, wide"]["frechet"] < minute["DCGAN"]["frechet"]
