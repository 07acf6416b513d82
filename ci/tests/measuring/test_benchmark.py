"""The benchmark and its plain baseline: what the introduction prints, who wins on made-up rows, a few steps for real."""

import itertools
import json
import sys

import pytest
import torch
from torch import nn

from gancourse import images
from measuring import benchmark
from measuring.plain_gan import PlainGAN, plain_batches, plain_discriminator, plain_generator


def numbers(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_the_plain_networks_have_the_introductions_sizes():
    assert numbers(plain_generator(nn.Tanh())) == 1_510_288
    assert numbers(plain_discriminator()) == 576_513


def test_the_transforms_leave_what_a_scaling_by_hand_leaves():
    data = images("digits", limit=64)
    ours = (data.pixels.float() / 255).flatten(1)
    for batch, expected in (
        (next(plain_batches(data)), ours * 2 - 1),
        (next(plain_batches(data, normalised=False)), ours),
    ):
        assert batch.shape == (64, 1, 28, 28)
        assert all(((picture - expected).abs().amax(1) < 1e-6).any() for picture in batch.flatten(1))


def test_a_plain_step_teaches_the_generator_first():
    """By hand: G against the old D, then D on the same fakes."""
    torch.manual_seed(0)
    gan, real = PlainGAN(), torch.rand(64, 1, 28, 28) * 2 - 1
    torch.manual_seed(1)
    fake = gan.generator(gan.latent(64))
    logs = [gan.discriminator(pictures).log().mean() for pictures in (fake, real)]
    d_loss = -logs[1] - (1 - gan.discriminator(fake)).log().mean()
    torch.manual_seed(1)
    before = [[weight.clone() for weight in network.parameters()] for network in (gan.generator, gan.discriminator)]
    losses = gan.step(real)
    assert losses["g_loss"].item() == pytest.approx(-logs[0].item(), abs=1e-5)
    assert losses["d_loss"].item() == pytest.approx(d_loss.item(), abs=1e-5)
    for old, network in zip(before, (gan.generator, gan.discriminator)):
        assert any((a != b).any() for a, b in zip(old, network.parameters()))


@pytest.mark.parametrize("normalised", [True, False])
def test_plain_samples_have_the_range_of_pixels(normalised):
    gan = PlainGAN(normalised=normalised)
    pictures = gan.sample(gan.latent(300))
    assert pictures.shape == (300, 1, 28, 28) and pictures.min() >= 0 and pictures.max() <= 1
    assert pictures.mean().item() == pytest.approx(0.5, abs=0.05), "an untrained G is grey in either range"
    assert gan.generator.training


def rows_of(name: str, scores: dict[int, list[float]]) -> list[dict]:
    """Made-up rows: the Fréchet distances of every seed by share of the budget."""
    common = {"kind": "contest", "name": name, "images_per_second": 100, "parzen": 200.0}
    common |= {"smallest_share": 0.1, "total_variation": 0.02}
    return [
        common | {"share": share, "seed": seed, "frechet": score}
        for share, each in scores.items()
        for seed, score in enumerate(each)
    ]


def test_sooner_wants_every_seed_to_be_as_good():
    rival = rows_of("plain MLP", {1: [50.0, 60.0]})
    for ours, expected in (
        ({1: [4.0, 5.0], 8: [10.0, 12.0], 16: [50.0, 59.0], 32: [40.0, 61.0]}, (16, 54.5)),
        ({1: [51.0, 70.0]}, None),
        ({1: [4.0, 5.0], 8: [10.0]}, (1, 4.5)),  # a missing seed proves nothing
    ):
        rows = benchmark.complete(rival + rows_of(benchmark.MLP, ours) + everybody_else(2))
        assert benchmark.sooner(rows, benchmark.MLP, "plain MLP") == expected


def everybody_else(seeds: int) -> list[dict]:
    others = [name for name in benchmark.CONTESTANTS if name not in ("plain MLP", benchmark.MLP)]
    return [row for name in others for row in rows_of(name, {1: [9.0] * seeds})]


def test_the_table_divides_the_right_way_round():
    rows = rows_of("plain MLP", {1: [40.0]}) + everybody_else(1)
    rows += [row | {"images_per_second": 400} for row in rows_of(benchmark.MLP, {1: [10.0], 8: [40.0]})]
    line = next(line for line in benchmark.ratios_table(rows, 300).splitlines() if "plain MLP |" in line)
    assert line == "| lesson 05's MLP to plain MLP | 4.0 × | 4.0 × smaller | 37.5 s, 1/8 of the time (40.0) |"


def test_a_seed_counts_when_everybody_had_it():
    rows = rows_of("plain MLP", {1: [5.0, 6.0]}) + rows_of(benchmark.MLP, {1: [5.0, 6.0]}) + everybody_else(1)
    assert {row["seed"] for row in benchmark.complete(rows)} == {0}
    with pytest.raises(SystemExit, match="to its end"):
        benchmark.complete(rows_of("plain MLP", {1: [5.0]}))


def test_ratios_are_taken_seed_by_seed():
    assert benchmark.ratios([6.0, 9.0], [2.0, 1.0]) == [3.0, 9.0]


def test_a_short_benchmark_from_end_to_end(tmp_path, monkeypatch, capsys):
    path = tmp_path / "benchmark.json"
    monkeypatch.setattr(benchmark, "SHARES", (1, 8))
    monkeypatch.setattr(benchmark, "SIZES", (100, 600))
    arguments = ["benchmark", "--minutes", "0.005", "--seeds", "1", "--samples", "500", "--limit", "600"]
    monkeypatch.setattr(sys, "argv", [*arguments, "--json", str(path)])
    benchmark.main()
    measured = json.loads(path.read_text("utf-8"))
    names = [row["name"] for row in measured["rows"] if row["kind"] == "contest" and row["share"] == 1]
    assert names == list(benchmark.CONTESTANTS)
    assert all(row["images_per_second"] > 0 for row in measured["rows"])
    table = path.with_suffix(".md").read_text("utf-8")
    assert all(f"| {name} |" in table for name in names) and measured["machine"] in table
    assert path.with_suffix(".png").read_bytes().startswith(b"\x89PNG")

    capsys.readouterr()
    benchmark.main()
    assert "'kind'" not in capsys.readouterr().out, "what is kept is not measured again"
    assert json.loads(path.read_text("utf-8"))["rows"] == measured["rows"]

    for other in (["--minutes", "0.006"], ["--samples", "1000"]):
        monkeypatch.setattr(sys, "argv", [*arguments, *other, "--json", str(path)])
        with pytest.raises(SystemExit, match="Move it away"):
            benchmark.main()


def test_kept_digits_come_back_as_they_were():
    pictures = torch.rand(12, 1, 28, 28)
    sheet = benchmark.unpacked(benchmark.packed(pictures))
    assert sheet.shape == (28, 12 * 30 - 2)
    difference = abs(sheet[:, :28] / 255 - pictures[0, 0].numpy())
    assert difference.max() < 0.02


def test_batches_do_not_end():
    batches = benchmark.CONTESTANTS["plain MLP"][1](images("digits", limit=130))
    assert len(list(itertools.islice(batches, 5))) == 5
