"""The measurement of the recipes, on a few steps: its ladders, its variants, its file and its tables."""

import json
import sys

import pytest
import torch
from torch import nn
from torch.nn.utils import parameters_to_vector

from gancourse import images, seed_everything
from measuring import recipes as measure_recipes


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    path = tmp_path / "steps.json"
    monkeypatch.setattr(measure_recipes, "BLOCK", 1)

    def run(*arguments: str) -> tuple[dict, str]:
        options = ["--samples", "500", "--limit", "600", "--json", str(path), *arguments]
        monkeypatch.setattr(sys, "argv", ["measure", *options])
        measure_recipes.main()
        return json.loads(path.read_text(encoding="utf-8")), capsys.readouterr().out

    return run


def no_compiler(network):
    raise RuntimeError("no compiler")


def test_a_ladder_is_climbed_rung_by_rung(run, monkeypatch):
    monkeypatch.setattr(torch, "compile", no_compiler)
    monkeypatch.setattr(measure_recipes, "half_is_faster", lambda device: False)
    stored, said = run("--part", "speed", "--seconds", "0.001", "--seeds", "2")
    rows = stored["speed"]["rows"]
    assert "torch.compile does not work here" in said
    assert {row["recipe"] for row in rows} == {"MLP", "DCGAN"}
    assert all(len(row["ms"]) == 2 and min(row["ms"]) > 0 for row in rows)
    before = {row["name"]: row["before"] for row in rows if row["recipe"] == "MLP"}
    assert before["bfloat16"] == before["batch 128"] == "no gradients for the other player"  # it was not kept
    assert before["batch 256"] == "batch 128"
    assert {row["batch"] for row in rows if row["name"].endswith("the recipe")} == {128, 64}


def test_where_bfloat16_is_faster_the_next_rung_stands_on_it(monkeypatch):
    kept = {rung.name: rung.kept for rung in measure_recipes.ladder("DCGAN", half=True)}
    assert kept["bfloat16"] and kept["channels_last"] and not kept["batch 128"]


@pytest.mark.parametrize("recipe", ["MLP", "DCGAN"])
@pytest.mark.parametrize("one_pass", [True, False])
def test_every_rung_trains_the_recipes_own_networks(recipe, one_pass):
    data = images("digits", limit=600)
    plain = measure_recipes.Plain(recipe, data, in_memory=True, fused=True, one_pass=one_pass, channels_last=True)
    gan = measure_recipes.RECIPES[recipe]("cpu", half=False)
    for mine, its in ((plain.generator, gan.generator), (plain.discriminator, gan.discriminator)):
        assert str(mine) == str(its)
        weights = [weight.detach().clone() for weight in mine.parameters()]
        plain.step()
        assert all((weight != old).any() for weight, old in zip(mine.parameters(), weights))


@pytest.mark.parametrize("recipe", ["MLP", "DCGAN"])
def test_one_pass_through_D_teaches_it_the_same_as_two(recipe):
    learnt = []
    for one_pass in (True, False):
        seed_everything(0)
        plain = measure_recipes.Plain(recipe, images("digits", limit=600), in_memory=True, one_pass=one_pass)
        plain.step()
        learnt.append(parameters_to_vector(plain.discriminator.parameters()))
    # Adam's first step moves every weight by its rate, 3e-4, in one direction or the other.
    assert (learnt[0] - learnt[1]).abs().mean() < 1e-5


def test_gradients_for_the_other_player_teach_nobody():
    learnt = []
    for own_gradients in (True, False):
        seed_everything(0)
        plain = measure_recipes.Plain("MLP", images("digits", limit=600), in_memory=True, own_gradients=own_gradients)
        for _ in range(3):
            plain.step()
        networks = (plain.generator, plain.discriminator)
        learnt.append(torch.cat([parameters_to_vector(network.parameters()) for network in networks]))
    torch.testing.assert_close(learnt[0], learnt[1])


def test_a_variant_changes_one_thing():
    fields = ("rate", "betas", "gamma", "every", "average_every", "half", "batch_size", "step", "make_networks")
    for recipe, whole in measure_recipes.RECIPES.items():
        made = {name: make() for name, make in measure_recipes.variants(recipe, half=False).items()}
        full = made.pop("the recipe")
        for name, gan in made.items():
            changed = {field for field in fields if differs(gan, full, field)}
            assert len(changed) == 1 or changed == {"gamma", "every"}, name
            assert isinstance(gan, whole)


def differs(gan, full, field: str) -> bool:
    if field == "betas":
        return gan.optimizers[0].defaults["betas"] != full.optimizers[0].defaults["betas"]
    mine, its = getattr(gan, field), getattr(full, field)
    return mine.__func__ is not its.__func__ if callable(mine) else mine != its


def test_without_decay_the_rate_stays():
    gan = measure_recipes.variants("MLP", half=False)["without decay"]()
    gan.step(torch.rand(128, 1, 28, 28, device=gan.device), progress=1.0)
    assert gan.optimizers[0].param_groups[0]["lr"] == gan.rate


def test_without_channels_last_the_weights_lie_in_order():
    made = measure_recipes.variants("DCGAN", half=False)
    kernel = [
        next(
            layer.weight
            for layer in made[name]().discriminator.modules()
            if isinstance(layer, nn.Conv2d) and layer.in_channels > 1
        )
        for name in ("the recipe", "contiguous, not channels_last")
    ]
    assert [weight.is_contiguous() for weight in kernel] == [False, True]


def test_variants_are_scored_beside_the_recipe(run):
    stored, said = run("--part", "quality", "--seconds", "0.1", "--seeds", "1", "--only", "MLP", "decay")
    names = [row["name"] for row in stored["quality"]["rows"]]
    assert names == ["the recipe", "without the average", "without decay"]
    assert "| without decay |" in said and "DCGAN" not in said
    run("--part", "quality", "--seconds", "0.1", "--seeds", "1", "--only", "MLP", "decay", "--remark", "again")
    stored, said = run("--table")
    assert len(stored["quality"]["rows"]) == 3  # measured again, kept once
    assert "; again; median" in said


def test_red_rows_of_another_machine_are_refused_before_anything_is_measured(run, tmp_path):
    rung = {"recipe": "MLP", "name": "plain", "batch": 64, "kept": True, "before": None, "ms": [1.0]}
    measure_recipes.keep(tmp_path / "steps.json", "speed", [rung], "; other programs were running")
    measure_recipes.demand_same_machine(tmp_path / "steps.json", "speed")
    text = (tmp_path / "steps.json").read_text("utf-8")
    (tmp_path / "steps.json").write_text(text.replace("torch", "a GPU; torch"), "utf-8")
    measure_recipes.demand_same_machine(tmp_path / "steps.json", "quality")
    with pytest.raises(SystemExit, match="steps.json holds what was measured on .*a GPU.* Name another file"):
        run("--part", "speed", "--only", "MLP")


def test_the_tables_compare_the_same_round_and_the_same_seed():
    slow = {"recipe": "MLP", "name": "plain", "batch": 64, "kept": True, "before": None, "ms": [20.0, 40.0]}
    fast = {**slow, "name": "fast", "batch": 128, "before": "plain", "ms": [20.0, 20.0], "kept": False}
    lines = measure_recipes.speed_table([slow, fast])
    assert lines[-1] == "| fast *(tried)* | 20.0 | 6,400 | 3.00 (2.00 to 4.00) | 3.00 (2.00 to 4.00) |"
    whole = {
        "recipe": "MLP",
        "name": "the recipe",
        "seconds": 30,
        "seed": 0,
        "images": 9,
        "parzen": 1,
        "total_variation": 0.1,
    }
    rows = [
        whole | {"name": name, "seed": seed, "frechet": value}
        for seed, pair in enumerate(((10.0, 20.0), (20.0, 30.0)))
        for name, value in zip(("the recipe", "without R1"), pair)
    ]
    line = measure_recipes.quality_table(rows)[-1]
    assert line.startswith("| without R1 | 25.0 (20.0 to 30.0) | 1.75 (1.50 to 2.00) |")


def test_a_ladder_replaces_the_old_one_whole(tmp_path):
    path, rung = tmp_path / "steps.json", {"batch": 64, "kept": True, "before": None, "ms": [1.0]}
    rows = [rung | {"recipe": "MLP", "name": name} for name in ("plain", "torch.compile")]
    measure_recipes.keep(path, "speed", [*rows], "")
    measure_recipes.keep(path, "speed", [rung | {"recipe": "DCGAN", "name": "plain"}], "")
    measure_recipes.keep(path, "speed", rows[:1], "")
    stored = json.loads(path.read_text(encoding="utf-8"))["speed"]["rows"]
    assert [(row["recipe"], row["name"]) for row in stored] == [("DCGAN", "plain"), ("MLP", "plain")]


def test_the_courses_own_file_holds_both_ladders():
    stored = json.loads(measure_recipes.FILE.read_text(encoding="utf-8"))
    assert "torch" in stored["speed"]["machine"]
    for recipe in measure_recipes.RECIPES:
        own = [row for row in stored["speed"]["rows"] if row["recipe"] == recipe]
        rungs = [rung.name for rung in measure_recipes.ladder(recipe, half=True)]
        assert [row["name"] for row in own if row["name"] != "torch.compile"] == [
            r for r in rungs if r != "torch.compile"
        ]
    assert "| torchvision transforms" in measure_recipes.tables(stored)
