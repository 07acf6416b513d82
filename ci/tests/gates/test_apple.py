"""Apple's GPU, met before a Mac is: every lesson runs on a stand-in that refuses what PyTorch refuses on "mps".

The stand-in changes a process for good, so everything happens in processes of its own.
"""

import json
import os
import subprocess
import sys

import pytest

from building.build import Course
from environment import ROOT

LESSONS = [source.stem for source in Course().sources]


def ran(*command: str) -> str:
    """What a new Python says that runs this."""
    path = os.pathsep.join([str(ROOT / "notebooks"), str(ROOT / "ci")])
    environment = os.environ | {"PYTHONPATH": path, "MPLBACKEND": "agg", "GANCOURSE_DEVICE": ""}
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, env=environment, cwd=ROOT)
    return done.stdout + done.stderr


def runs(way: str, *numbers: str) -> str:
    return ran(str(ROOT / "ci" / "gates" / "apple.py"), way, *numbers)


@pytest.fixture(scope="module")
def said():
    """What is said of all lessons with their answers; one process, because PyTorch takes seconds to import."""
    return runs("solved")


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_answers_are_right_there(lesson, said):
    assert f"{lesson[:2]} solved: runs\n" in said, said


def pytest_generate_tests(metafunc):
    """An unsolved notebook falls back to the right answers, which ran already: it is only proved when all is to be."""
    if "way" in metafunc.fixturenames:
        metafunc.parametrize(
            "way", ["rights", "unsolved"] if metafunc.config.getoption("--every-lesson") else ["rights"]
        )


@pytest.mark.on_two_lessons("an answer", "a check", "data", "a training run")
@pytest.mark.parametrize("lesson", LESSONS)
def test_so_does_what_a_learner_opens_and_every_right_answer(lesson, way):
    said = runs(way, lesson[:2])
    assert f"{lesson[:2]} {way}: runs\n" in said, said


# What it refuses, and with which words, in the order of the lines.
REFUSED = {
    "x.double()": "TypeError: Cannot convert a MPS Tensor to float64",
    "x.sum(dtype=torch.float64)": "TypeError: Cannot convert a MPS Tensor to float64",
    "torch.zeros(3, dtype=torch.float64, device='metal')": "TypeError: Cannot convert a MPS Tensor to float64",
    "torch.tensor([0.5], dtype=torch.float64, device='metal')": "TypeError: Cannot convert a MPS Tensor to float64",
    "torch.as_tensor(numpy.ones(3), device='metal')": "TypeError: Cannot convert a MPS Tensor to float64",
    "torch.ones(3, dtype=torch.float64).to('metal')": "TypeError: Cannot convert a MPS Tensor to float64",
    "nn.Linear(4, 1).double().to('metal')": "TypeError: Cannot convert a MPS Tensor to float64",
    "x.to('cpu', torch.float64)": "TypeError: Cannot convert a MPS Tensor to float64",
    "torch.zeros(3, 4, dtype=torch.float64).copy_(x)": "TypeError: Cannot convert a MPS Tensor to float64",
    "x + torch.ones(3, 4)": "RuntimeError: Expected all tensors to be on the same device",
    "nn.Linear(4, 1)(x)": "RuntimeError: Expected all tensors to be on the same device",
    "net(torch.ones(3, 4))": "RuntimeError: Expected all tensors to be on the same device",
    "x.numpy()": "TypeError: can't convert metal:0 device type tensor to numpy",
    "numpy.asarray(x)": "TypeError: can't convert metal:0 device type tensor to numpy",
    "torch.linalg.eigvals(x[:, :3])": "NotImplementedError: The operator 'aten::linalg_eig' is not currently implemented",
}
# What works there, and must hold.
HELD = {
    "0-dimensional tensors of the CPU mix": "(x * torch.tensor(2.0)).device.type == 'metal'",
    "numbers of 32 bits arrive": "torch.ones(3, dtype=torch.float64).to('metal', torch.float32).tolist() == [1, 1, 1]",
    "on the CPU there is float64": "x.cpu().double().dtype == torch.float64",
    "lists are indices": "torch.equal(x[[2, 0]].cpu(), x.cpu()[[2, 0]])",
    "a network keeps its parameters": "(lambda n: n.weight is n.to('metal').weight)(nn.Linear(2, 2))",
    "a copy has its own": "copy.deepcopy(net)[0].weight.data_ptr() != net[0].weight.data_ptr()",
    "data can be set": "set_data() == [[3.0]]",
    "fused Adam steps as on the CPU": "trained('metal', fused=True) == pytest.approx(trained('cpu'), abs=1e-6)",
    "a gradient has a gradient": "penalised('metal') == pytest.approx(penalised('cpu'), abs=1e-6)",
    "autocast multiplies in bfloat16": "under_autocast(net[:1]) == torch.bfloat16",
    "autocast normalises in float32": "under_autocast(net[:2]) == torch.float32",
    "the seed is the device's too": "drawn() == drawn()",
    "other numbers than the CPU's": "drawn() != drawn('cpu')",
    "a fork gives the state back": "forked() == drawn()",
}
HELPERS = """
import contextlib, copy, json, sys, numpy, pytest, torch
from pathlib import Path
from torch import nn
from building import lesson_source
from gates import apple, metal
metal.install()
x = torch.randn(3, 4, device="metal")
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 1)).to("metal")

def on(device):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 1)).to(device), torch.randn(3, 4).to(device)

def trained(device, **options):
    net, x = on(device)
    optimizer = torch.optim.Adam(net.parameters(), **options)
    for _ in range(3):
        optimizer.zero_grad()
        net(x).square().mean().backward()
        optimizer.step()
    return net[0].weight.flatten().tolist()

def penalised(device):
    net, x = on(device)
    (slope,) = torch.autograd.grad(net(x.requires_grad_()).sum(), x, create_graph=True)
    slope.square().sum().backward()
    return net[0].weight.grad.flatten().tolist()

def under_autocast(net):
    with torch.autocast("metal", dtype=torch.bfloat16):
        return net(x).dtype

def set_data():
    layer = nn.Linear(1, 1).to("metal")
    layer.weight.data = torch.full((1, 1), 3.0, device="metal")
    return layer.weight.tolist()

def drawn(device="metal"):
    torch.manual_seed(5)
    return torch.randn(4, device=device).tolist()

def forked():
    torch.manual_seed(5)
    with torch.random.fork_rng([torch.device("metal")], device_type="metal"):
        torch.randn(9, device="metal")
    return torch.randn(4, device="metal").tolist()

def tried(line):
    try:
        return repr(eval(line))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
"""


@pytest.fixture(scope="module")
def answers():
    lines = [*REFUSED, *HELD.values()]
    said = ran("-c", f"{HELPERS}\nprint('ANSWERS', json.dumps([tried(line) for line in {lines!r}]))")
    _, found, told = said.partition("ANSWERS ")
    assert found, said
    return dict(zip(lines, json.JSONDecoder().raw_decode(told)[0]))


@pytest.mark.parametrize("line", REFUSED)
def test_the_stand_in_refuses(line, answers):
    assert answers[line].startswith(REFUSED[line])


@pytest.mark.parametrize("what", HELD)
def test_the_stand_in_can(what, answers):
    assert answers[HELD[what]] == "True"


# Lessons with one cell that stop there, and what is said; the last one does not.
RED = {
    "90_wide.py": "noise = torch.randn(2, 1, device=device(), dtype=torch.float64)",
    "91_elsewhere.py": "picture = torch.ones(2, device=device()) + torch.ones(2)",
    "92_drawn.py": "import numpy as np\nnp.asarray(torch.ones(2, device=device()))",
    "93_wrong.py": "from gancourse import check\ncheck('generator_loss', lambda logits: -logits.mean())",
    "94_fine.py": "picture = torch.ones(2, device=device()).cpu().double()",
}


def test_red_lessons_stop_with_their_line_and_the_next_one_follows(tmp_path):
    for name, line in RED.items():
        (tmp_path / name).write_text(f"import torch\nfrom gancourse import device\n\n# %%\n{line}\n")
    said = ran("-c", f"{HELPERS}\nlesson_source.SOURCES = Path({str(tmp_path)!r})\nsys.exit(apple.main(['solved']))")
    reports = dict(zip(RED, said.split("solved: ")[1:]))
    assert [report.split()[0] for report in reports.values()] == ["stops", "stops", "stops", "stops", "runs"], said
    for name, words in {
        "90_wide.py": "doesn't support float64",
        "91_elsewhere.py": "to be on the same device",
        "92_drawn.py": "Use Tensor.cpu()",
        "93_wrong.py": "AssertionError",
    }.items():
        assert words in reports[name] and f'{name}", line 5' in reports[name].replace("line 6", "line 5"), reports[name]
