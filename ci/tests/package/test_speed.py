"""What keeps the course fast, without a clock: what an import brings, how many threads compute, and that nothing in a
training loop waits for the device. The measuring is done by `ci/measuring/profile_lessons.py`."""

import ast
import contextlib
import os
import subprocess
import sys

import nbformat
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from environment import ROOT
from gancourse import settings
from gancourse.data.loading import Images
from gancourse.training import digit_gan, screen
from gancourse.training.history import History
from gancourse.training.runs import Run

DEAR = {"torch", "torchvision", "numpy", "matplotlib", "PIL", "IPython", "ipywidgets", "scipy", "tqdm"}
NOT_FOR_LESSONS = {"torchvision", "scipy", "IPython", "ipywidgets", "matplotlib.pyplot"}


def fresh(code: str, **environment: str) -> str:
    """What a new Python prints that runs this code beside the lessons."""
    path = {"PYTHONPATH": str(ROOT / "notebooks"), **environment}
    kept = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**kept, **path})
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


# Imports --------------------------------------------------------------------------------------------------------------


def brought(statement: str, unwanted: set[str]) -> set[str]:
    """Which of these modules a statement imports in a new Python."""
    return set(fresh(f"import sys\n{statement}\nprint(*{unwanted!r} & sys.modules.keys())").split())


def test_importing_the_course_brings_nothing_dear():
    assert brought("import gancourse", DEAR) == set()
    assert brought("from gancourse import launch", DEAR) == set()  # the first cell of every notebook


def test_what_every_lesson_imports_brings_no_more_than_it_needs():
    every_name = "import gancourse\nfor name in gancourse.__all__: getattr(gancourse, name)"
    assert brought(every_name, NOT_FOR_LESSONS) == set()
    assert (
        brought(
            "from gancourse.models import recipes, judge; from gancourse import metrics, figure_one, small_game",
            {"matplotlib"},
        )
        == set()
    )


def test_a_check_does_not_bring_pytorchs_compiler():
    """It takes seconds to import, and each notebook's first check would wait for it."""
    a_check = "from gancourse.checks.bank import bank; one = bank()['value']; one.judge(one.reference)"
    assert brought(f"import torch\n{a_check}", {"torch._dynamo", "torch._inductor"}) == set()


def test_red_an_import_too_many_is_seen():
    assert brought("import gancourse, matplotlib", DEAR) >= {"matplotlib", "numpy"}


# Threads --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def large_host(monkeypatch, tmp_path):
    """A machine of 64 cores; `large_host("0::/job", {"job/cpu.max": "200000 100000"})` describes its control groups."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(64)), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(settings, "CGROUPS", tmp_path / "fs")
    monkeypatch.setattr(settings, "OWN_CGROUPS", tmp_path / "own")

    def describe(own: str, files: dict[str, str]) -> None:
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            (tmp_path / "fs" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "fs" / name).write_text(text)

    return describe


V1_OF_TWO = {"cpu.cfs_quota_us": "200000\n", "cpu.cfs_period_us": "100000\n"}
V1_WITHOUT = {"cpu.cfs_quota_us": "-1\n", "cpu.cfs_period_us": "100000\n"}


def inside(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


CONTAINERS = {
    "a container": ("0::/\n", {"cpu.max": "200000 100000\n"}),
    "two and a half cores": ("0::/\n", {"cpu.max": "250000 100000\n"}),
    "a limit on the group around it": (
        "0::/job/step\n",
        {"job/step/cpu.max": "max 100000\n", "job/cpu.max": "200000 100000\n", "cpu.max": "6400000 100000\n"},
    ),
    "version 1 in a container, its own group at the root": (
        "4:cpu,cpuacct:/docker/a1\n",
        inside("cpu,cpuacct", V1_OF_TWO),
    ),
    "version 1 of a job": (
        "5:memory:/job\n4:cpuacct,cpu:/job\n1:name=systemd:/job\n0::/\n",
        {**inside("cpu/job", V1_OF_TWO), **inside("cpu", V1_WITHOUT)},
    ),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_two_cores_of_sixty_four_are_two(large_host, container):
    large_host(*CONTAINERS[container])
    assert settings.usable_cores() == 2


def test_a_machine_without_a_limit_is_used_whole_and_a_small_share_is_one_core(large_host):
    assert settings.usable_cores() == 64  # no control groups at all, as on Windows
    large_host("4:cpu:/a\n0::/a\n", {**inside("cpu/a", V1_WITHOUT), "a/cpu.max": "max 100000", "cpu.max": "nonsense"})
    assert settings.usable_cores() == 64
    large_host("0::/a\n", {"a/cpu.max": "50000 100000"})
    assert settings.usable_cores() == 1


def test_torch_that_is_there_already_is_told(large_host, monkeypatch):
    large_host(*CONTAINERS["a container"])
    threads = []
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads[-1] if threads else 64)
    monkeypatch.setattr(torch, "set_num_threads", threads.append)
    settings.limit_threads()
    settings.limit_threads()
    assert threads == [2] and "OMP_NUM_THREADS" not in os.environ
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)  # as lessons 02 and 03 choose for their small networks
    settings.limit_threads()
    assert threads == [2]


def test_libraries_that_come_later_read_the_variable(large_host, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    settings.limit_threads()
    assert "OMP_NUM_THREADS" not in os.environ, "without a limit the libraries choose"
    large_host(*CONTAINERS["a container"])
    settings.limit_threads()
    assert os.environ.pop("OMP_NUM_THREADS") == "2"


def test_a_readers_own_number_of_threads_is_obeyed(large_host, monkeypatch):
    large_host(*CONTAINERS["a container"])
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    monkeypatch.setattr(torch, "set_num_threads", lambda threads: pytest.fail("PyTorch was told another number"))
    settings.limit_threads()
    assert os.environ["OMP_NUM_THREADS"] == "5"


# A container with half of one core, on whatever machine this runs; PyTorch starts with as many threads as it has cores.
HALF_A_CORE = """
import pathlib
real = pathlib.Path.read_text
files = {"/proc/self/cgroup": "0::/\\n", "/sys/fs/cgroup/cpu.max": "50000 100000"}
pathlib.Path.read_text = lambda path, *rest, **options: files.get(path.as_posix()) or real(path, *rest, **options)
"""
ORDERS = {
    "the course first": "import gancourse, torch",
    "torch first": "import torch, gancourse",
    "torch has computed already": "import torch; torch.ones(900, 900) @ torch.ones(900, 900); import gancourse",
    "one module of the course, by itself": "import torch; from gancourse.models import judge",
    "as a lesson begins": "from gancourse import launch; import numpy, torch; from gancourse import metrics",
    "the doctor": "import gancourse.desk.doctor; import torch",
}


@pytest.mark.parametrize("order", ORDERS)
def test_no_order_of_imports_defeats_the_limit(order):
    assert fresh(f"{HALF_A_CORE}\n{ORDERS[order]}\nprint(torch.get_num_threads())") == "1"


@pytest.mark.may_skip
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core, one thread: there is nothing to limit")
def test_red_without_the_course_torch_takes_every_core():
    assert int(fresh(f"{HALF_A_CORE}\nimport torch\nprint(torch.get_num_threads())")) > 1


# Nothing waits for the device ------------------------------------------------------------------------------------------

# A GPU is kept busy only while the loop reads nothing from it. The meta device stands for it: its tensors have a shape
# and no values, so that .item(), .cpu(), a mask as an index, or a second device in one product is an error.
META = torch.device("meta")


class Uploads(TorchDispatchMode):
    """The copies to the device: a tensor that was made elsewhere comes over a slow bus, and often waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def __torch_dispatch__(self, function, types, arguments=(), options=None):
        out = function(*arguments, **(options or {}))
        tensors = [each for each in arguments if isinstance(each, torch.Tensor)]
        if isinstance(out, torch.Tensor) and out.device == META and any(t.device != META and t.ndim for t in tensors):
            self.found.append(str(function))
        return out


@pytest.fixture
def far_away(monkeypatch):
    """Everything is computed on a device that nobody can read; only a run's own flush may, which here reads noughts."""
    monkeypatch.setattr(
        torch.optim, "Adam", lambda parameters, lr, **_: torch.optim.SGD(parameters, lr)
    )  # PyTorch's own
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: contextlib.nullcontext())
    monkeypatch.setattr(screen, "STATUS_EVERY", 3600.0)  # the status line reads what was logged; here it is shown once
    reads = []
    monkeypatch.setattr(
        History, "_read", staticmethod(lambda tensors: reads.append(len(tensors)) or [0.0] * len(tensors))
    )
    return reads


def digits_far_away() -> Images:
    return Images(torch.zeros(600, 1, 28, 28, dtype=torch.uint8, device=META), torch.zeros(600, device=META), "none")


def train(step, steps: int = 20) -> Run:
    """A loop as the lessons write it; step(real, progress) returns what is to be logged."""
    data, run = digits_far_away(), Run("far away", steps=steps)
    with Uploads() as uploads:
        for _ in run:
            run.log(**step(data.random(16), run.elapsed_fraction))
    assert uploads.found == []
    return run


def definitions(stem: str, **others) -> dict:
    """What a lesson's solution defines: its imports, functions and constants, and `others` in place of its own."""
    notebook = nbformat.read(ROOT / "solutions" / f"{stem}.ipynb", as_version=4)
    names: dict = {"__name__": stem, **others}
    for cell in notebook.cells:
        if cell.cell_type != "code" or cell.id == "bootstrap":
            continue
        for statement in ast.parse(cell.source).body:
            constant = isinstance(statement, ast.Assign) and all(
                name.id.isupper() for name in _names(statement.targets)
            )
            if constant or isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef):
                with contextlib.suppress(NameError):  # a constant made of what the lesson computes
                    exec(compile(ast.Module([statement], []), stem, "exec"), names)
    names.update(others)  # the functions look their names up here
    return names


def _names(targets: list[ast.expr]) -> list[ast.Name]:
    return [node for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


@pytest.mark.parametrize("recipe", [digit_gan.DigitGAN, digit_gan.DCGAN], ids=lambda recipe: recipe.__name__)
def test_the_recipes_never_wait_for_the_device(far_away, recipe):
    run = train(recipe(META, half=False).step)
    assert run.step == 20 and set(run.history) == {"step", "seconds", "d_loss", "g_loss", "d_real", "d_fake"}
    assert far_away == [4, 76], "the logged values are read with the status line and at the end"


def test_lesson_05_never_waits_for_the_device(far_away):
    def in_steps(name, seconds, **others):
        return Run(name, **others | {"steps": 25})

    lesson = definitions("05_mlp_gan_digits", data=digits_far_away(), device=lambda: META, Run=in_steps)
    printed = lesson["make_printed_generator"](torch.nn.Tanh()).to(META), lesson["make_discriminator"]().to(META)
    with Uploads() as uploads:
        run = lesson["train_printed"]("far away", *printed, lambda pixels: pixels * 2 - 1, None)
    assert uploads.found == [] and run.step == 25 and "d_loss" in run.history


def test_lesson_07_never_waits_for_the_device(far_away):
    lesson = definitions("07_faster_and_better", device=lambda: META)
    gan = lesson["start"]()
    assert train(lambda real, progress: lesson["better_steps"](gan, real, progress)).step == gan.steps == 20


def test_lesson_11_never_waits_for_the_device(far_away):
    lesson = definitions("11_dcgan_digits", HALF=False, device=lambda: META)
    gan = lesson["start_dcgan"]()

    def step(real, progress):
        lesson["set_rate"](gan, progress)
        return dict(zip(("d_loss", "g_loss"), lesson["dcgan_step"](gan, real * 2 - 1)))

    assert train(step).step == gan.steps == 20


SLOW = {
    "reads a loss": lambda loss: {"loss": loss.item()},
    "asks whether": lambda loss: {"loss": loss if loss > 0 else -loss},
    "takes it home": lambda loss: {"loss": loss.cpu()},
    "picks with a mask": lambda loss: {"loss": loss[None][loss[None] > 0].sum()},
}


@pytest.mark.parametrize("slow", SLOW)
def test_red_a_step_that_reads_is_seen(far_away, slow):
    with pytest.raises((RuntimeError, NotImplementedError), match="(?i)meta"):
        train(lambda real, progress: SLOW[slow](real.mean()))


def test_red_noise_made_elsewhere_is_seen(far_away):
    with pytest.raises(AssertionError, match="_to_copy"):
        train(lambda real, progress: {"loss": (real + torch.randn(16, 1, 28, 28).to(real.device)).mean()})
    with pytest.raises(AssertionError, match="mm"):
        train(lambda real, progress: {"loss": (real @ torch.randn(28, 28)).mean()})
