"""The run loop: budgets, the Stop button, resuming, broken numbers and broken pictures."""

import math
import signal
import threading
import time

import pytest
import torch
from matplotlib.figure import Figure

from gancourse.errors import CourseError
from gancourse.training import budget, frames, history, runs, screen
from gancourse.training.recordings import Recording
from gancourse.training.runs import Run
from gancourse.training.stop_button import StopButton
from gancourse.views import plots


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setenv("GANCOURSE_SPEED", "quick")


class FrontEnd:
    """Stands in for JupyterLab: keeps every display and every update of it."""

    def __init__(self):
        self.outputs = []

    def publish(self, bundle, metadata=None, **options):
        self.outputs.append([bundle])
        history = self.outputs[-1]

        class Handle:
            def update(self, bundle, **options):
                history.append(bundle)

        return Handle()


@pytest.fixture
def front_end(monkeypatch):
    screen = FrontEnd()
    monkeypatch.setattr(plots, "in_notebook", lambda: True)
    monkeypatch.setattr(plots, "publish", screen.publish)
    return screen


class Clock:
    """Stands in for the module `time` of the runs: how long a real step takes, a busy machine decides."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    for module in (runs, screen):
        monkeypatch.setattr(module, "time", made)
    return made


def press_stop():
    signal.raise_signal(signal.SIGINT)  # os.kill would end pytest on Windows


def test_a_step_budget_gives_exactly_these_steps():
    run = Run("toy", steps=7)
    assert list(run) == [1, 2, 3, 4, 5, 6, 7]
    assert (run.step, run.ended) == (7, "finished")


def test_a_seconds_budget_ends_at_the_first_step_after_it(clock):
    run = Run("toy", seconds=10)
    for _ in run:
        clock.sleep(3)
    assert (run.step, run.seconds) == (4, 12)


def test_with_two_budgets_the_first_one_spent_ends_the_run():
    run = Run("toy", seconds=60, steps=3)
    assert len(list(run)) == 3


@pytest.mark.parametrize("budget", [{}, {"steps": 0}, {"seconds": 0}, {"seconds": -1}, {"seconds": math.nan}])
def test_a_run_without_a_budget_is_refused_in_words(budget):
    with pytest.raises(ValueError, match="budget"):
        Run("toy", **budget)


def test_a_budget_has_a_new_goal_only_when_the_old_one_is_reached():
    both = budget.Budget(seconds=10, steps=4)
    assert both.is_spent(0, 0) and both.share(5, 0) == 0.5, "no goal is set yet"
    both.renew(0, 0)
    assert [both.is_spent(*taken) for taken in ((9.9, 3), (10, 3), (9.9, 4))] == [False, True, True]
    assert (both.share(5, 1), both.share(1, 3), both.share(99, 3)) == (0.5, 0.75, 1.0)
    both.renew(9, 3)
    assert both.is_spent(9, 4)
    both.renew(9, 4)
    assert not both.is_spent(18.9, 7) and both.is_spent(19, 4) and both.is_spent(9, 8)
    assert both.share(9, 6) == 0.75


def test_smoke_shortens_seconds_and_leaves_steps_alone(clock, monkeypatch):
    monkeypatch.setenv("GANCOURSE_SPEED", "smoke")
    monkeypatch.setattr(budget, "SMOKE_SECONDS", 2.0)
    run = Run("toy", seconds=60)
    for _ in run:
        clock.sleep(0.5)
    assert run.seconds == 2
    assert len(list(Run("toy", steps=500))) == 500


def test_elapsed_fraction_goes_from_0_to_1(clock):
    run = Run("toy", steps=4)
    assert [run.elapsed_fraction for _ in run] == [0, 0.25, 0.5, 0.75]
    run = Run("toy", seconds=4)
    seen = []
    for _ in run:
        seen.append(run.elapsed_fraction)
        clock.sleep(1)
    assert seen == [0, 0.25, 0.5, 0.75]
    assert run.elapsed_fraction == 1


def test_the_stop_button_ends_the_loop_after_the_whole_step(capsys):
    run, whole = Run("toy", steps=1000), []
    for step in run:
        if step == 3:
            press_stop()
        run.log(loss=float(step))
        whole.append(step)
    assert whole == [1, 2, 3]
    assert run.history["loss"] == [1, 2, 3]
    assert "Stopped at step 3; everything is kept; run" in capsys.readouterr().out


def test_a_second_press_interrupts_at_once_and_keeps_what_was_logged():
    run, torn = Run("toy", steps=1000), False
    with pytest.raises(KeyboardInterrupt):
        for _ in run:
            run.log(loss=1.0)
            press_stop()
            press_stop()
            time.sleep(1)
            torn = True
    assert not torn
    assert run.history["loss"] == [1.0]


def leave_by_break(run):
    for _ in run:
        break


def leave_by_error(run):
    with pytest.raises(ZeroDivisionError):
        for _ in run:
            raise ZeroDivisionError


def leave_by_stop(run):
    for _ in run:
        press_stop()


def leave_at_the_end(run):
    list(run)


@pytest.mark.parametrize("leave", [leave_by_break, leave_by_error, leave_by_stop, leave_at_the_end])
def test_the_previous_handler_is_back_however_the_loop_ends(leave):
    mine = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run, during = Run("toy", steps=5), []
        leave(run)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        for _ in Run("toy", steps=1):
            during.append(signal.getsignal(signal.SIGINT))
        assert during[0] is not signal.default_int_handler
        with pytest.raises(KeyboardInterrupt):
            press_stop()
            time.sleep(1)
    finally:
        signal.signal(signal.SIGINT, mine)


def test_a_stop_button_counts_presses_while_it_holds_the_signal():
    before, button = signal.getsignal(signal.SIGINT), StopButton()
    button.catch()
    try:
        assert not button.pressed
        press_stop()
        assert button.pressed
        with pytest.raises(KeyboardInterrupt):
            press_stop()
            time.sleep(1)
    finally:
        button.release()
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_a_run_works_without_a_handler():
    counted = []
    thread = threading.Thread(target=lambda: counted.extend(Run("toy", steps=3)))
    thread.start()
    thread.join(60)
    assert counted == [1, 2, 3]


def test_iterating_again_finishes_a_budget_that_was_cut_short():
    run = Run("toy", steps=10)
    for step in run:
        if step == 4:
            press_stop()
    assert list(run) == [5, 6, 7, 8, 9, 10]


def test_iterating_again_adds_a_budget_to_a_finished_run(clock):
    run = Run("toy", steps=3)
    for step in run:
        run.log(loss=step)
    assert list(run) == [4, 5, 6]
    run = Run("toy", seconds=3)
    for _ in range(2):
        for _ in run:
            clock.sleep(2)
    assert (run.step, run.seconds) == (4, 8)


def test_a_new_run_starts_afresh():
    for _ in range(2):
        run = Run("toy", steps=3)
        assert run.step == 0 and run.history == {"step": [], "seconds": []}
        assert list(run) == [1, 2, 3]


def test_logging_takes_floats_and_tensors_of_one_element():
    run = Run("toy", steps=2)
    weight = torch.ones(1, requires_grad=True)
    for _ in run:
        run.log(a=1, b=(2 * weight).sum(), c=weight, d=torch.tensor(3, dtype=torch.int64), e=None)
    history = run.history
    assert (history["a"], history["b"], history["c"], history["d"]) == ([1, 1], [2, 2], [1, 1], [3, 3])
    assert "e" not in history
    assert all(isinstance(value, float) for name in "abcd" for value in history[name])


def test_a_logged_parameter_keeps_the_value_it_had():
    run = Run("toy", steps=3)
    weight = torch.zeros(())
    for _ in run:
        run.log(weight=weight)
        weight += 1
    assert run.history["weight"] == [0, 1, 2]


def test_a_history_keeps_its_first_broken_number_and_reads_at_the_flush():
    logged = history.History()
    logged.log(1, 0.5, {"loss": 1.0, "score": None})
    assert logged.columns["step"] == [] and not logged.is_full()
    logged.log(2, 1.0, {"loss": math.inf})
    logged.log(3, 1.5, {"loss": math.nan})
    logged.flush()
    assert logged.bad == (2, "loss", math.inf) and logged.columns["step"] == [1, 2, 3]
    assert logged.columns["seconds"] == [0.5, 1.0, 1.5] and logged.pending == []


def test_a_tensor_with_many_elements_is_refused_in_words():
    run = Run("toy", steps=1)
    with pytest.raises(ValueError, match=r"d_real=….*\(64, 1\).*mean"):
        for _ in run:
            run.log(d_real=torch.zeros(64, 1))


def test_rows_stay_aligned_when_a_name_is_logged_now_and_then():
    run = Run("toy", steps=4)
    for step in run:
        run.log(loss=step)
        if step % 2 == 0:
            run.log(score=10 * step)
    assert run.history["step"] == [1, 2, 3, 4]
    assert run.history["loss"] == [1, 2, 3, 4]
    assert [value for value in run.history["score"] if not math.isnan(value)] == [20, 40]
    assert len(run.history["score"]) == len(run.history["seconds"]) == 4


def test_each_row_has_its_own_time():
    run = Run("toy", steps=5)
    for step in run:
        time.sleep(0.01)
        run.log(loss=step)
    times = run.history["seconds"]
    assert all(b - a >= 0.009 for a, b in zip(times, times[1:], strict=False)) and times[-1] <= round(run.seconds, 4)


class Delayed:
    """A stand-in for a 0-d tensor on a GPU: reading it is what costs."""

    device = torch.device("cuda")
    reads = 0

    def __init__(self, value):
        self.value = value

    def numel(self):
        return 1

    def detach(self):
        return self

    def reshape(self, shape):
        return self

    def __float__(self):
        Delayed.reads += 1
        return self.value


def copied(tensors):
    return [Delayed(tensor.value) for tensor in tensors]


def test_what_is_logged_is_a_copy():
    loss, other = torch.tensor(1.0), torch.tensor(2.0, dtype=torch.float64)
    copies = history._copies((loss, other))
    loss += 5
    assert [copy.item() for copy in copies] == [1.0, 2.0]


def test_values_on_an_accelerator_are_not_read_step_by_step(monkeypatch):
    stacks = []
    monkeypatch.setattr(history, "_copies", copied)
    monkeypatch.setattr(
        history.History, "_read", staticmethod(lambda values: stacks.append(len(values)) or [v.value for v in values])
    )
    monkeypatch.setattr(screen, "STATUS_EVERY", 60)
    run = Run("toy", steps=300)
    loss = Delayed(0.0)
    for step in run:
        loss.value = float(step)  # as an optimiser changes a parameter in place
        run.log(loss=loss)
    assert Delayed.reads == 0
    assert len(stacks) <= 3 and sum(stacks) == 300
    assert run.history["loss"] == [float(step) for step in range(1, 301)]


def test_a_nan_on_an_accelerator_is_found_when_it_is_read(monkeypatch):
    monkeypatch.setattr(history, "_copies", copied)
    monkeypatch.setattr(history.History, "_read", staticmethod(lambda values: [v.value for v in values]))
    monkeypatch.setattr(history, "MOST_PENDING", 10)
    run = Run("toy", steps=300)
    for step in run:
        run.log(loss=Delayed(math.nan if step >= 5 else 1.0))
    assert run.step < 30
    assert "At step 5 loss became nan" in run.ending()
    run = Run("toy", steps=6)
    for step in run:
        run.log(loss=Delayed(math.nan if step >= 5 else 1.0))
    assert run.ended == "nan"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_broken_number_stops_the_run_and_is_named_once(value, capsys):
    run = Run("toy", steps=100)
    for step in run:
        run.log(d_loss=1.0, g_loss=torch.tensor(value) if step == 6 else 0.5)
    said = capsys.readouterr().out
    assert (run.step, run.ended) == (6, "nan")
    assert said.count(f"At step 6 g_loss became {value}") == 1
    assert run.history["d_loss"] == [1.0] * 6


def test_a_picture_that_raises_is_said_once_and_training_goes_on(front_end, clock):
    calls = []

    def picture():
        calls.append(1)
        raise RuntimeError("no ink")

    run = Run("toy", seconds=8, picture=picture)
    for _ in run:
        clock.sleep(0.25)
    shown = [bundle["text/plain"] for output in front_end.outputs for bundle in output]
    assert len(calls) > 1 and run.ended == "finished"
    assert sum("no ink" in text for text in shown) == 1


def test_pictures_do_not_count_as_training_and_come_early(front_end, clock):
    drawn_at = []

    def picture():
        drawn_at.append(run.seconds)
        clock.sleep(5)
        return Figure(figsize=(1, 1))

    run = Run("toy", seconds=8, picture=picture)
    for _ in run:
        clock.sleep(0.25)
    assert drawn_at == [1, 2, 4, 8]
    assert (run.seconds, clock.now) == (8, 8 + 4 * 5)


def test_dear_pictures_are_spaced_out_to_their_share_of_the_time():
    run = Run("toy", steps=1)
    plan = screen.Pictures(run, None)
    clock, pictures = 0.0, 0
    while clock < 300:
        run._seconds = clock
        plan.count, pictures = plan.count + 1, pictures + 1
        plan.plan(cost=0.5)
        assert plan.next > clock
        clock = plan.next
    assert pictures * 0.5 <= 0.03 * 300 + 3 * 0.5
    plan, clock, times = screen.Pictures(Run("toy", steps=1), None), 1.0, []
    while clock < 60:
        times.append(clock)
        plan.run._seconds = clock
        plan.count += 1
        plan.plan(cost=0.02)
        clock = plan.next
    assert times[:4] == [1, 2, 4, 8] and max(b - a for a, b in zip(times, times[1:], strict=False)) <= 5.1


def test_a_finished_run_leaves_one_picture_and_one_status(front_end):
    run = Run("toy", steps=5, picture=lambda: (Figure(figsize=(1, 1)), "two\nlines"), landmarks={"log 2": math.log(2)})
    for _ in run:
        run.log(loss=0.7)
    assert len(front_end.outputs) == 2
    picture, status = (output[-1] for output in front_end.outputs)
    assert picture["image/png"] and picture["text/plain"] == "two lines"
    caption, _, *rest = status["text/plain"].splitlines()
    assert caption == "two lines" and rest == ["loss 0.700", "landmarks log 2 = 0.693"]
    assert "%" not in status["text/plain"]


def test_a_loop_that_breaks_off_before_a_picture_says_so(front_end):
    run = Run("toy", steps=5, picture=lambda: Figure(figsize=(1, 1)))
    for _ in run:
        break
    picture, status = (output[-1]["text/plain"] for output in front_end.outputs)
    assert picture == "No picture was drawn yet."
    assert "Left the loop at step 1" in status


def test_at_smoke_one_picture_is_drawn(front_end, monkeypatch):
    monkeypatch.setenv("GANCOURSE_SPEED", "smoke")
    monkeypatch.setattr(screen, "FIRST_PICTURE", 0.0)
    calls = []
    list(Run("toy", steps=50, picture=lambda: calls.append(1) or Figure(figsize=(1, 1))))
    assert len(calls) == 1


def test_without_a_screen_no_picture_is_drawn_and_one_line_printed(capsys):
    list(Run("toy", steps=3, picture=lambda: 1 / 0, images_per_step=64))
    said = capsys.readouterr()
    assert said.out.startswith("toy: 3 steps in ") and "images/s" in said.out
    assert len(said.out.splitlines()) == 1 and said.err == ""


def test_a_step_has_one_frame_its_last():
    run = Run("toy", steps=3)
    for step in run:
        run.snapshot(torch.full((4, 4), 0.1 * step))
    run.snapshot(torch.ones(4, 4))  # after the loop, where the last frame of many films is taken
    assert [(step, picture[0, 0]) for step, _, picture in run.frames] == [(1, 26), (2, 51), (3, 255)]


def test_snapshots_are_bytes_of_one_shape_and_never_too_many(monkeypatch):
    monkeypatch.setattr(frames, "MOST_FRAMES", 8)
    run = Run("toy", steps=100)
    for step in run:
        run.snapshot(torch.full((6, 1, 4, 4), step / 100))
    kept = [step for step, _, _ in run.frames]
    assert 4 <= len(kept) <= 8 and kept[0] == 1 and kept[-1] == 100
    assert len({b - a for a, b in zip(kept[:-1], kept[1:-1], strict=False)}) == 1
    frame = run.frames[0][2]
    assert frame.dtype.name == "uint8" and frame.ndim == 2 and frame[0, 0] == round(2.55)
    with pytest.raises(ValueError, match="shape"):
        for _ in run:
            run.snapshot(torch.zeros(5, 5))
    with pytest.raises(ValueError, match="A frame is"):
        Run("toy", steps=1).snapshot(torch.zeros(3))


def test_a_recording_that_cannot_be_read_is_one_sentence_in_a_notebook(tmp_path):
    with pytest.raises(CourseError) as caught:
        Recording.load(tmp_path / "nowhere.npz")
    shown = " ".join(caught.value._render_traceback_())
    assert shown == f"RecordingError: There is no recording called 'nowhere.npz' in {tmp_path.name}/."
