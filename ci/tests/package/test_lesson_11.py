"""Lesson 11 beyond the matrix: answers nobody planned for, the recipe, and the numbers its prose quotes."""

import copy
import json
import math
import re
import statistics
from types import SimpleNamespace

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT
from gancourse.exercises.lesson_11.ex7_ablation_guess import ABLATIONS
from gancourse.models import recipes
from gancourse.models.published import book_generator
from gancourse.paths import ROOT, asset
from gancourse.training import digit_gan
from gancourse.training.recordings import BYTES, Recording

BANK = bank()

SOURCE = (ROOT / "solutions" / "source" / "11_dcgan_digits.py").read_text("utf-8")
softplus = F.softplus


def generator(*, widths=(64, 32), kernel=4, noise=False, order=("norm", "bend"), last=nn.Tanh):
    def make(latent_size=64, size=28, channels=1):
        start = size // 4
        first, second = widths

        def after(width):
            parts = {"norm": nn.BatchNorm2d(width), "bend": nn.ReLU()}
            return [parts[name] for name in order]

        layers = [nn.Linear(latent_size, first * start * start, bias=False), nn.Unflatten(1, (first, start, start))]
        layers += [*after(first), nn.ConvTranspose2d(first, second, kernel, 2, kernel // 2 - 1, bias=False)]
        layers += [*after(second), nn.ConvTranspose2d(second, channels, kernel, 2, kernel // 2 - 1), last()]
        return nn.Sequential(*layers, *[nn.Dropout(0.1)] * noise)

    return make


@pytest.mark.parametrize(
    "answer",
    [
        generator(widths=(32, 64)),
        generator(kernel=6),
        generator(noise=True),
        generator(order=("bend", "norm")),
        generator(last=nn.Hardtanh),
        generator(last=nn.Softsign),
        lambda latent_size=64, size=28, channels=1: torch.zeros,
        lambda latent_size=64, size=28, channels=1: recipes.make_generator(),
        lambda latent_size=64, size=28, channels=1: nn.Sequential(*generator()(latent_size, size, channels), nn.Tanh()),
    ],
)
def test_generators_nobody_planned(answer):
    assert BANK["make_dcgan_generator"].judge(answer).kind != CORRECT


def discriminator(*extra, widths=(16, 32, 64), slope=0.2, ends=True):
    def make(size=28, channels=1):
        layers, inputs = [], channels
        for width, kernel in zip(widths, (4, 4, 3)):
            layers += [nn.Conv2d(inputs, width, kernel, 2, 1), nn.LeakyReLU(slope)]
            inputs = width
        if not ends:
            layers = layers[:-1]
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs * math.ceil(size / 8) ** 2, 1), *extra)

    return make


@pytest.mark.parametrize(
    "answer",
    [
        discriminator(nn.Tanh()),
        discriminator(nn.BatchNorm1d(1)),
        discriminator(nn.Dropout(0.5)),
        discriminator(nn.Flatten(0)),
        discriminator(widths=(16, 32, 32)),
        discriminator(slope=0.1),
        discriminator(ends=False),
        lambda size=28, channels=1: recipes.make_discriminator(),
    ],
)
def test_discriminators_nobody_planned(answer):
    assert BANK["make_dcgan_discriminator"].judge(answer).kind != CORRECT


@pytest.mark.parametrize("size", range(4, 72, 4))
def test_a_multiple_of_four_ends_at_an_eighth_rounded_up(size):
    """What 11.2 promises: only the last halving can meet an odd side, and its kernel of 3 rounds up."""
    logits = BANK["make_dcgan_discriminator"].reference(size)(torch.zeros(2, 1, size, size))
    assert logits.shape == (2, 1)


def set_all(weight, gamma=lambda w: nn.init.ones_(w)):
    def answer(network):
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                gamma(module.weight)
                nn.init.zeros_(module.bias)
            elif hasattr(module, "weight"):
                weight(module.weight)
                nn.init.zeros_(module.bias)
        return network

    return answer


def frozen(network):
    return BANK["initialise"].reference(network).requires_grad_(False)


def seeded(network):
    torch.manual_seed(7)
    return BANK["initialise"].reference(network)


@pytest.mark.parametrize(
    "answer",
    [
        set_all(nn.init.zeros_),
        set_all(nn.init.kaiming_normal_),
        set_all(nn.init.xavier_uniform_),
        set_all(lambda w: nn.init.constant_(w, 0.02)),
        set_all(lambda w: nn.init.trunc_normal_(w, 0, 0.02, -0.02, 0.02)),
        set_all(lambda w: nn.init.normal_(w, 0.02, 0.02)),
        set_all(lambda w: nn.init.normal_(w, 0, 0.02), lambda w: nn.init.normal_(w, 1, 0.2)),
        set_all(lambda w: nn.init.normal_(w, 0, 0.02), lambda w: nn.init.constant_(w, 0.5)),
        frozen,
        seeded,
    ],
)
def test_starts_nobody_planned(answer):
    assert BANK["initialise"].judge(answer).kind != CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        lambda r, f, s=0.0: torch.tensor(1.231427),
        lambda r, f, s=0.1: BANK["smoothed_loss"].reference(r, f, s) if s else softplus(-r).mean(),
        lambda r, f, s=0.0: (softplus(-r) + s * r).sum() + softplus(f).sum(),
        lambda r, f, s=0.0: (softplus(-r) + s * r).mean() + softplus(f).mean().detach() * 1.01,
        lambda r, f, s=0.0: (softplus(-r) + s * r.detach()).mean() + softplus(f).mean(),
        lambda r, f, s=0.0: softplus(-(r - s)).mean() + softplus(f).mean(),
        lambda r, f, s=0.1: (softplus(-r) + s * r).mean() + softplus(f).mean(),
        lambda r, f, s=0.0: softplus(-r).mean() + s * r.mean().clamp(max=1) + softplus(f).mean(),
    ],
)
def test_smoothed_losses_nobody_planned(answer):
    assert BANK["smoothed_loss"].judge(answer).kind != CORRECT


def go(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def d_part(gan, real, price=None):
    fake = gan.generator(gan.latent(len(real))).detach()
    real_logits, fake_logits = gan.discriminator(torch.cat([real, fake])).chunk(2)
    d_loss = softplus(-real_logits).mean() + softplus(fake_logits).mean()
    due = gan.steps % gan.every == 0
    extra = gan.gamma / 2 * gan.every * recipes.r1(gan.discriminator, real) if price is None else price
    go(gan.d_optimizer, d_loss + extra if due else d_loss)
    return d_loss.detach()


def g_part(gan, real, sign=-1):
    return go(gan.g_optimizer, softplus(sign * gan.discriminator(gan.generator(gan.latent(len(real))))).mean())


def end(gan, decay=None):
    gan.steps += 1
    recipes.update_average(gan.average, gan.generator, 1 - 1 / (1 + gan.memory * gan.steps) if decay is None else decay)


def two_steps_of_d(gan, real):
    d_part(gan, real)
    losses = d_part(gan, real), g_part(gan, real)
    end(gan)
    return losses


def fixed_decay(gan, real):
    losses = d_part(gan, real), g_part(gan, real)
    end(gan, decay=0.999)
    return losses


def price_one_step_late(gan, real):
    gan.steps += 1
    losses = d_part(gan, real), g_part(gan, real)
    recipes.update_average(gan.average, gan.generator, 1 - 1 / (1 + gan.memory * gan.steps))
    return losses


def detached_price(gan, real):
    price = gan.gamma / 2 * gan.every * recipes.r1(gan.discriminator, real).detach()
    losses = d_part(gan, real, price=price), g_part(gan, real)
    end(gan)
    return losses


def g_wants_to_be_caught(gan, real):
    losses = d_part(gan, real), g_part(gan, real, sign=1)
    end(gan)
    return losses


def half_the_batch(gan, real):
    losses = d_part(gan, real[: len(real) // 2]), g_part(gan, real)
    end(gan)
    return losses


def average_becomes_g(gan, real):
    losses = d_part(gan, real), g_part(gan, real)
    gan.steps += 1
    gan.average = gan.generator
    return losses


def wakes_the_average(gan, real):
    losses = d_part(gan, real), g_part(gan, real)
    end(gan)
    gan.average.train()
    return losses


@pytest.mark.parametrize(
    "answer",
    [
        two_steps_of_d,
        fixed_decay,
        price_one_step_late,
        detached_price,
        g_wants_to_be_caught,
        half_the_batch,
        average_becomes_g,
        wakes_the_average,
    ],
)
def test_steps_nobody_planned(answer):
    assert BANK["dcgan_step"].judge(answer).kind != CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        lambda g, z, block=500: BANK["sample_many"].reference(g, z.flip(0), block),
        lambda g, z, block=500: BANK["sample_many"].reference(g, z, block).clamp(0.4, 1),
        lambda g, z, block=500: BANK["sample_many"].reference(g, z, block).round(),
        lambda g, z, block=500: BANK["sample_many"].reference(g, z / z.norm(dim=1, keepdim=True), block),
        lambda g, z, block=500: BANK["sample_many"].reference(g, z, block + 1),
        lambda g, z, block=500: list(BANK["sample_many"].reference(g, z, block)),
    ],
)
def test_samplers_nobody_planned(answer):
    assert BANK["sample_many"].judge(answer).kind != CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        lambda z, c: BANK["digit_means"].reference(z, c).flip(0),
        lambda z, c: BANK["digit_means"].reference(z, c)[:9],
        lambda z, c: BANK["digit_means"].reference(z, (c + 1) % 10),
        lambda z, c: BANK["digit_means"].reference(z, c) + z.mean(0),
        lambda z, c: BANK["digit_means"].reference(z.mul_(2), c) / 2,
    ],
)
def test_means_nobody_planned(answer):
    assert BANK["digit_means"].judge(answer).kind != CORRECT


@pytest.mark.parametrize("name", ["generator", "discriminator"])
@pytest.mark.parametrize(("size", "channels"), [(28, 1), (32, 3), (64, 1)])
def test_the_recipe_has_the_lessons_networks(name, size, channels):
    reference = BANK[f"make_dcgan_{name}"].reference
    mine = reference(64, size, channels) if name == "generator" else reference(size, channels)
    theirs = getattr(recipes, f"make_dcgan_{name}")(size=size, channels=channels)
    mine.load_state_dict(theirs.state_dict())
    inputs = torch.randn(5, 64) if name == "generator" else torch.randn(5, channels, size, size)
    torch.testing.assert_close(mine(inputs), theirs(inputs))


def namespace(recipe):
    """A DCGAN of the recipe, as the lesson holds it."""
    g_optimizer, d_optimizer = recipe.optimizers
    return SimpleNamespace(
        generator=recipe.generator, discriminator=recipe.discriminator, average=recipe.average, latent=recipe.latent,
        g_optimizer=g_optimizer, d_optimizer=d_optimizer, gamma=recipe.gamma, every=recipe.every, memory=recipe.memory, autocast=recipe.autocast,
        steps=recipe.steps,
    )  # fmt: skip


def test_the_recipe_takes_the_lessons_step():
    """Three steps, two of them without R1, from equal weights with equal noise: equal weights afterwards."""
    torch.manual_seed(0)
    recipe = digit_gan.DCGAN("cpu", half=False)
    lesson = namespace(copy.deepcopy(recipe))
    for optimizer, network in ((lesson.g_optimizer, lesson.generator), (lesson.d_optimizer, lesson.discriminator)):
        held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
        assert held == {id(parameter) for parameter in network.parameters()}
    real = torch.rand(16, 1, 28, 28)
    for step in range(3):
        torch.manual_seed(step)
        theirs = recipe.step(real, 0.0)
        torch.manual_seed(step)
        lesson.latent = lambda m: torch.randn(m, recipes.LATENT_SIZE)
        mine = BANK["dcgan_step"].reference(lesson, real * 2 - 1)
        torch.testing.assert_close(
            torch.stack(mine), torch.stack([theirs["d_loss"], theirs["g_loss"]]), rtol=1e-4, atol=1e-5
        )
    for one, other in zip(
        (recipe.generator, recipe.discriminator, recipe.average),
        (lesson.generator, lesson.discriminator, lesson.average),
    ):
        for a, b in zip(one.parameters(), other.parameters()):
            torch.testing.assert_close(a, b, rtol=1e-3, atol=2e-4)


def constant(name):
    """A number of the lesson's one cell of constants."""
    start = SOURCE.index("LATENT_SIZE, BATCH =")
    cell = SOURCE[start : SOURCE.index("# %%", start)]
    values = {}
    exec(cell, values)
    return values[name]


def test_the_lessons_constants_are_the_recipes():
    recipe = digit_gan.DCGAN("cpu", half=False)
    assert (constant("LATENT_SIZE"), constant("BATCH")) == (recipes.LATENT_SIZE, recipe.batch_size)
    assert (constant("RATE"), constant("GAMMA"), constant("EVERY"), constant("MEMORY")) == (
        recipe.rate,
        recipe.gamma,
        recipe.every,
        recipe.memory,
    )
    assert recipe.optimizers[0].defaults["betas"] == (constant("BETA1"), constant("BETA2"))
    rates = []
    for progress in (0.0, 0.4, 0.75, 1.0):
        recipe.step(torch.rand(4, 1, 28, 28), progress)
        factor = min(1.0, (1 - progress) / (1 - constant("DECAY_FROM")) + 0.01)
        rates.append((recipe.optimizers[0].param_groups[0]["lr"], constant("RATE") * factor))
    for theirs, mine in rates:
        assert theirs == pytest.approx(mine)


def test_smoothing_one_side_moves_the_best_d_and_smoothing_both_adds_p_g():
    """The closed forms that the exercise quotes, by descending each loss over D's logit at a point."""
    p_data, p_g = 0.7, 0.2
    for soft_fake, closed in ((0.0, 0.9 * p_data / (p_data + p_g)), (0.1, (0.9 * p_data + 0.1 * p_g) / (p_data + p_g))):
        a = torch.linspace(-8, 8, 160_001, dtype=torch.float64)
        loss = p_data * (0.9 * softplus(-a) + 0.1 * softplus(a))
        loss = loss + p_g * ((1 - soft_fake) * softplus(a) + soft_fake * softplus(-a))
        assert torch.sigmoid(a[loss.argmin()]).item() == pytest.approx(closed, abs=1e-4)


def work(network, inputs):
    """Multiply-adds of one forward pass, counted from the shapes."""
    total = []

    def note(layer, given, out):
        places = given[0] if isinstance(layer, nn.ConvTranspose2d) else out
        total.append(layer.weight.numel() * (places[0, 0].numel() if places.ndim == 4 else 1))

    for layer in network.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            layer.register_forward_hook(note)
    with torch.no_grad():
        network.eval()(inputs)
    return sum(total)


def test_the_costs_that_the_prose_quotes():
    ours = work(recipes.make_dcgan_generator(), torch.zeros(1, 64))
    assert ours == 64 * 3136 + 64 * 32 * 16 * 49 + 32 * 16 * 196
    assert work(book_generator(), torch.zeros(1, 100)) / ours == pytest.approx(46, abs=0.5)
    assert work(recipes.make_generator(), torch.zeros(1, 64)) < ours
    weights = [
        sum(p.numel() for p in network.parameters())
        for network in (recipes.make_dcgan_generator(), recipes.make_generator())
    ]
    assert weights[1] / weights[0] == pytest.approx(6.3, abs=0.2)


def test_batch_norm_in_d_needs_two_passes():
    """With real and fake in one pass the verdict on the real ones depends on the fakes beside them."""
    torch.manual_seed(0)
    plain, normed = nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1)), nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1), nn.BatchNorm2d(4))
    real, fakes = (
        torch.randn(8, 1, 28, 28),
        torch.randn(2, 8, 1, 28, 28) + torch.tensor([0.0, 2.0])[:, None, None, None, None],
    )
    for network, moves in ((plain, False), (normed, True)):
        first, second = (network(torch.cat([real, fake]))[:8] for fake in fakes)
        assert ((first - second).abs().max().item() > 0.1) == moves


def test_the_variants_are_those_of_the_bet():
    table = SOURCE[SOURCE.index("VARIANTS = {") : SOURCE.index("# %% [markdown]", SOURCE.index("VARIANTS = {"))]
    for name in ABLATIONS:
        assert f'"{name}": lambda' in table
        assert f"`{name}`" in SOURCE


def test_recording_and_picture():
    assert asset("lesson-11-run.npz").stat().st_size <= BYTES
    recording = Recording.load(asset("lesson-11-run.npz"))
    assert {"d_loss", "g_loss"} <= set(recording.history)
    assert len(recording.frames) and asset("lesson-11.png").stat().st_size < 200_000


def test_stored_measurements_can_be_read():
    path = asset("lesson-11-measured.json")
    if not path.is_file():
        pytest.xfail("no measurements are stored yet")
    record = json.loads(path.read_text("utf-8"))
    assert record["machine"]
    for row in record["rows"]:
        assert {"kind", "name", "seconds", "seed", "images", "frechet", "total_variation"} <= set(row)


def recorded(name, field="frechet", kind="recipe", seconds=60):
    """This field of the recorded rows, seed by seed."""
    rows = json.loads(asset("lesson-11-measured.json").read_text("utf-8"))["rows"]
    own = [row for row in rows if (row["kind"], row["name"]) == (kind, name)]
    own = [row for row in own if kind == "ablation" or row["seconds"] == seconds]
    return [row[field] for row in sorted(own, key=lambda row: row["seed"])]


def test_the_race_says_what_its_rows_say():
    ours, equal_images = recorded("DCGAN"), recorded("MLP, equal images")
    equal_steps, equal_both = recorded("MLP, equal steps"), recorded("MLP, batch of 64")
    assert recorded("MLP, batch of 64", "images") == recorded("DCGAN", "images")
    assert recorded("MLP, equal steps", "images") == [2 * seen for seen in recorded("DCGAN", "images")]
    assert all(a < b for a, b in zip(ours, equal_both)) and all(a < 0.6 * b for a, b in zip(ours, equal_images))
    medians = [f"{statistics.median(row):.1f}" for row in (ours, equal_images, equal_both, equal_steps)]
    assert medians == ["7.9", "14.8", "12.5", "7.4"]
    parzen = [statistics.median(recorded(name, "parzen")) for name in ("MLP, equal images", "DCGAN")]
    assert parzen[0] - parzen[1] == pytest.approx(60, abs=2)
    later = [statistics.median(recorded(name, seconds=300)) for name in ("MLP, equal images", "DCGAN")]
    assert [f"{value:.1f}" for value in later] == ["2.6", "3.4"]


def test_the_ablation_was_recorded_at_the_lessons_steps():
    assert re.search(r"STEPS, LIMIT = by_speed\(smoke=5, quick=421, full=421\)", SOURCE)
    assert {row for name in ABLATIONS for row in recorded(name, "images", "ablation")} == {421 * constant("BATCH")}


def test_the_solutions_bet_is_scored_against_the_record():
    bet = BANK["ablation_guess"].reference()
    order = sorted(bet, key=lambda name: statistics.median(recorded(name, kind="ablation")))
    apart = sum((bet.index(name) - order.index(name)) ** 2 for name in bet)
    assert 1 - 6 * apart / 210 == pytest.approx(0.83, abs=0.005)


def test_one_pass_collapsed_in_every_seed_and_one_beta_in_one():
    assert min(recorded("BatchNorm in D, one pass", kind="ablation")) > 200
    assert sorted(value > 200 for value in recorded("β₁ = 0.9", kind="ablation")) == [False, False, True]


def test_the_card_about_speed_counts_right():
    nets = [
        (recipes.make_dcgan_generator(), recipes.make_generator(), torch.zeros(1, 64)),
        (recipes.make_dcgan_discriminator(), recipes.make_discriminator(), torch.zeros(1, 1, 28, 28)),
    ]
    assert [round(work(ours, given) / work(theirs, given), 1) for ours, theirs, given in nets] == [1.3, 1.4]
    ratio = sum(recorded("MLP", "images")) / sum(recorded("DCGAN", "images"))
    assert ratio == pytest.approx(3, abs=0.1)


def test_an_even_slope_is_nine_percent_of_noise():
    start = SOURCE.index("def share_of_slope")
    space = {"torch": torch}
    exec(SOURCE[start : SOURCE.index("# %%", start)], space)
    torch.manual_seed(0)
    assert space["share_of_slope"](torch.randn(20_000, 4, 4)) == pytest.approx(0.094, abs=0.005)
    slopes = torch.linspace(-1, 1, 4).expand(3, 4, 4)
    assert space["share_of_slope"](slopes) == pytest.approx(1)
