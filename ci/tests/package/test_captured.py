"""`captured`: the step itself where nothing can be recorded; elsewhere the same steps, replayed. A stand-in records here by
keeping the function, and replays by running it."""

import contextlib
import sys

import pytest
import torch
from torch import nn

from gancourse import Run, seed_everything
from gancourse.models.recipes import r1
from gancourse.training import captured as capturing
from gancourse.training.captured import captured
from gancourse.training.digit_gan import DCGAN, DigitGAN, half_is_faster

CPU = torch.device("cpu")


class StandIn:
    """Records on the CPU. What PyTorch does while it records, nothing, is a run that is taken back."""

    fails: str | None = None
    made: list["StandIn"] = []

    def __init__(self, device):
        self.recorded = self.replays = self.rehearsed = 0
        self.made.append(self)

    @contextlib.contextmanager
    def rehearsing(self):
        self.rehearsed += 1
        yield

    def record(self, run):
        if self.fails:
            raise RuntimeError(self.fails)
        self.recorded += 1
        owned = {id(each): each for get, each in self.trained}
        kept = [(each, {name: value.clone() for name, value in each.state_dict().items()}) for each in owned.values()]
        optimizers = [(each, each.state_dict()) for each in self.optimizers]
        moments = [[value.clone() for value in _tensors(state["state"])] for _, state in optimizers]
        random = torch.get_rng_state()
        run()
        torch.set_rng_state(random)
        for network, state in kept:
            network.load_state_dict(state)
        with torch.no_grad():
            for (optimizer, _), before in zip(optimizers, moments):
                for now, old in zip(_tensors(optimizer.state_dict()["state"]), before):
                    now.copy_(old)
        return Replay(self, run)

    def keep_pace(self):
        self.replays += 1


class Replay:
    def __init__(self, recorder, run):
        self.recorder, self.run = recorder, run

    def replay(self):
        self.run()


def _tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else []
    return [tensor for part in parts for tensor in _tensors(part)]


@pytest.fixture
def gpu(monkeypatch):
    """As if steps on the CPU could be recorded; gives the recorders that were made. `capturable` asks for a GPU, so the
    optimisers keep what they have."""
    monkeypatch.setattr(StandIn, "made", [])
    monkeypatch.setattr(StandIn, "fails", None)
    monkeypatch.setitem(capturing.RECORDERS, "cpu", StandIn)
    start_over = capturing.Captured._start_over

    def told(self):
        start_over(self)
        networks = [(get, each) for get, each in self._trained if isinstance(each, nn.Module)]
        self._recorder.trained, self._recorder.optimizers = networks, self._rates.optimizers

    monkeypatch.setattr(capturing.Captured, "_start_over", told)
    monkeypatch.setattr(capturing.Rates, "_prepare", only_rates(capturing.Rates._prepare))
    return StandIn.made


def only_rates(prepare):
    def prepared(self, optimizer):
        prepare(self, optimizer)
        for group in optimizer.param_groups:
            group["capturable"] = False

    return prepared


class Pair:
    """Two small networks and six steps, as a learner writes them."""

    def __init__(self, optimizer=torch.optim.Adam, **options):
        seed_everything(0)
        self.generator, self.discriminator = nn.Linear(3, 2), nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
        options = {"lr": 0.01, "fused": True} | options  # the plain Adam reads its count of steps, on the CPU alone
        self.optimizers = [optimizer(each.parameters(), **options) for each in (self.generator, self.discriminator)]

    def step(self, real, scale=1.0, penalty=False):
        g_optimizer, d_optimizer = self.optimizers
        fake = self.generator(torch.randn(len(real), 3))
        on_real, on_fake = self.discriminator(real), self.discriminator(fake.detach())
        d_loss = nn.functional.softplus(-on_real).mean() + nn.functional.softplus(on_fake).mean()
        if penalty:
            d_loss = d_loss + scale * r1(self.discriminator, real)
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        g_loss = nn.functional.softplus(-self.discriminator(self.generator(torch.randn(len(real), 3)))).mean()
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        return {"d_loss": d_loss.detach(), "g_loss": g_loss.detach()}

    def weights(self):
        return nn.utils.parameters_to_vector([*self.generator.parameters(), *self.discriminator.parameters()])


def train(step, steps=20, every=4):
    seed_everything(1)
    losses = [step(torch.randn(16, 2) + 1, scale=0.1 + i / 100, penalty=i % every == 0) for i in range(steps)]
    return torch.stack([loss["d_loss"] for loss in losses])


def test_a_replayed_training_is_the_same_training(gpu):
    plain, other = Pair(), Pair()
    step = captured(other.step, CPU)
    expected, found = train(plain.step), train(step)
    assert step.why_not is None and gpu[-1].recorded == 2, "one recording with the penalty, one without"
    assert gpu[-1].rehearsed == 6 and gpu[-1].replays == 14
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(other.weights(), plain.weights())


def test_results_are_fresh_copies(gpu):
    step = captured(Pair().step, CPU)
    seed_everything(1)
    losses = [step(torch.randn(16, 2)) for _ in range(8)]
    assert len({loss["d_loss"].item() for loss in losses}) == 8, "an earlier loss stays what it was"


@pytest.mark.parametrize("make", [DigitGAN, DCGAN])
def test_the_recipes_replay_the_steps_they_would_have_made(gpu, make):
    real = torch.rand(6, 4, 1, 28, 28)
    ends = []
    for capture in (False, True):
        seed_everything(0)
        gan = make("cpu", half=False, every=2, average_every=2, capture=capture)
        losses = [gan.step(real[i % 6], i / 12)["d_loss"].item() for i in range(12)]
        ends.append((losses, torch.cat([weight.flatten() for weight in gan.average.parameters()])))
        assert (gan.why_not_captured is None) == capture and gan.steps == 12
    assert gpu[-1].recorded == 2 and gpu[-1].replays == 6
    assert ends[0][0] == pytest.approx(ends[1][0], rel=1e-4)
    torch.testing.assert_close(ends[0][1], ends[1][1], rtol=1e-3, atol=1e-4)


def test_stop_and_resume_and_a_history_as_ever(gpu):
    step, run = captured(Pair().step, CPU), Run("replayed", steps=10)
    for number in run:
        run.log(**step(torch.randn(16, 2), penalty=number % 4 == 1))
    for number in run:
        run.log(**step(torch.randn(16, 2), penalty=number % 4 == 1))
    assert run.step == 20 and len(run.history["d_loss"]) == 20 and step.why_not is None


def test_a_rate_that_is_written_between_two_steps_is_obeyed(gpu):
    plain, other = Pair(), Pair()
    step = captured(other.step, CPU)
    for pair, one in ((plain, plain.step), (other, step)):
        seed_everything(1)
        for i in range(10):
            for optimizer in pair.optimizers:
                optimizer.param_groups[0]["lr"] = 0.01 / (1 + i)
            one(torch.ones(16, 2))
    assert step.why_not is None and gpu[-1].replays == 7
    torch.testing.assert_close(other.weights(), plain.weights())


def test_an_optimiser_that_cannot_learn_of_a_new_rate_ends_it(gpu, capsys):
    pair = Pair(torch.optim.SGD, fused=False)
    step = captured(pair.step, CPU)
    for i in range(8):
        pair.optimizers[0].param_groups[0]["lr"] = 0.01 if i < 6 else 0.005
        step(torch.ones(16, 2))
    assert gpu[-1].replays == 3 and "the learning rate of SGD changed" in capsys.readouterr().out


def test_new_networks_under_the_old_names_are_noticed(gpu):
    pair = Pair()
    step = captured(pair.step, CPU)
    for _ in range(6):
        step(torch.ones(16, 2))
    pair.generator = nn.Linear(3, 2)
    pair.optimizers[0] = torch.optim.Adam(pair.generator.parameters(), lr=0.01, fused=True)
    before = pair.generator.weight.clone()
    for _ in range(6):
        step(torch.ones(16, 2))
    assert not torch.equal(pair.generator.weight, before), "the new one is trained"
    assert len(gpu) == 2 and gpu[-1].recorded == 1


def test_another_shape_runs_as_written_and_says_so(gpu, capsys):
    step = captured(Pair().step, CPU)
    for size in (16, 16, 16, 16, 5, 16, 5):
        step(torch.ones(size, 2))
    told = capsys.readouterr().out
    assert told.count("Captured for shapes [(16, 2)]; a step on [(5, 2)] runs as it is written.") == 1, "once"
    assert gpu[-1].replays == 2 and step.why_not is None


def reads_a_loss(pair, real, calls):
    losses = pair.step(real)
    return {"d_loss": losses["d_loss"].item()}  # reads


def asks_whether(pair, real, calls):
    losses = pair.step(real)
    return losses["d_loss"] if losses["d_loss"] > 0 else losses["g_loss"]  # asks


def picks_some(pair, real, calls):
    return pair.step(real[real[:, 0] > -9])  # picks


def counts_in_python(pair, real, calls):
    calls.append(0)
    real = real * (1 + 0.1 * len(calls))  # counts
    return pair.step(real)


def grows(pair, real, calls):
    calls.append(0)
    more = torch.ones(len(calls), 2)  # grows
    return pair.step(torch.cat([real, more]))


def does_it_now_and_then(pair, real, calls):
    calls.append(0)
    if len(calls) % 2:
        real = real + 1  # now and then
    return pair.step(real)


CANNOT = {
    reads_a_loss: ("# reads", "asks for a number"),
    asks_whether: ("# asks", "asks for a number"),
    picks_some: ("# picks", "how large its result is"),
    counts_in_python: ("# counts", "a Python number changes from step to step (1.2, then 1.3"),
    grows: ("# grows", "change"),
    does_it_now_and_then: ("# now and then", "something else than in the call before"),
}


@pytest.mark.parametrize("fault", CANNOT, ids=lambda fault: fault.__name__)
def test_a_step_that_cannot_be_captured_says_which_line_and_trains_on(gpu, capsys, fault):
    mark, reason = CANNOT[fault]
    pair, plain = Pair(), Pair()
    calls, others = [], []
    step = captured(lambda real: fault(pair, real, calls), CPU)
    seed_everything(1)
    for _ in range(6):
        step(torch.ones(16, 2))
    seed_everything(1)
    for _ in range(6):
        fault(plain, torch.ones(16, 2), others)
    told = capsys.readouterr().out
    assert told.count("This step is not captured and runs as it is written, because of line ") == 1
    assert reason in told and (mark in told or fault is does_it_now_and_then), told
    assert all(recorder.recorded == 0 for recorder in gpu)
    torch.testing.assert_close(pair.weights(), plain.weights())


def test_ever_new_values_end_it(gpu, capsys):
    def step(real, number):
        return pair.step(real)

    pair, step = Pair(), captured(step, CPU)
    for number in range(12):
        step(torch.ones(16, 2), number)
    assert "ever new values (0, then 1)" in capsys.readouterr().out and "def step" in step.why_not


def test_a_recording_that_stops_on_a_line_names_it(gpu, monkeypatch, capsys):
    def step(real):
        losses = pair.step(real)
        if recording:
            raise RuntimeError("Cannot copy between CPU and CUDA tensors during CUDA graph capture")  # stops
        return losses

    recording, record = [], StandIn.record
    monkeypatch.setattr(StandIn, "record", lambda self, run: recording.append(1) or record(self, run))
    pair, step = Pair(), captured(step, CPU)
    for _ in range(3):
        step(torch.ones(16, 2))
    with pytest.raises(RuntimeError):  # the step itself goes on stopping there
        step(torch.ones(16, 2))
    told = capsys.readouterr().out
    assert "# stops`): PyTorch could not record it (Cannot copy between CPU and CUDA tensors" in told


def test_a_recording_that_fails_is_a_sentence(gpu, monkeypatch, capsys):
    monkeypatch.setattr(StandIn, "fails", "operation not permitted when stream is capturing\nCUDA kernel errors …")
    pair, plain = Pair(), Pair()
    step = captured(pair.step, CPU)
    expected, found = train(plain.step), train(step)
    told = capsys.readouterr().out
    assert "PyTorch could not record it (operation not permitted when stream is capturing)." in told
    torch.testing.assert_close(found, expected)


def test_on_a_cpu_the_step_is_the_step_and_says_so_once(capsys):
    pair, plain = Pair(), Pair()
    step = captured(pair.step, "cpu")
    assert "a CPU starts each operation as it comes" in capsys.readouterr().out
    torch.testing.assert_close(train(step), train(plain.step), rtol=0, atol=0)
    assert capsys.readouterr().out == "" and step.__name__ == "step"


def test_elsewhere_too(capsys):
    assert "Apple's GPU" in captured(Pair().step, torch.device("mps"), quiet=True).why_not
    assert capsys.readouterr().out == ""


def test_a_debugger_sees_lines(gpu):
    step = captured(Pair().step, CPU, quiet=True)
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        step(torch.ones(16, 2))
    finally:
        sys.settrace(before)
    assert "a debugger is watching" in step.why_not


def test_half_is_decided_by_whole_steps_and_draws_nothing(monkeypatch):
    seed_everything(0)
    expected = torch.rand(1)
    seed_everything(0)
    steps = []
    monkeypatch.setattr(
        DCGAN, "step", lambda self, real, progress: steps.append(self.half) or {"g_loss": torch.ones(1)}
    )
    half_is_faster.cache_clear()
    assert half_is_faster(CPU, DCGAN) in (True, False) and half_is_faster(CPU, DCGAN) in (True, False)
    assert steps == [False, True] * 6, "in turns, and once in a process"
    assert torch.equal(torch.rand(1), expected)
    half_is_faster.cache_clear()
