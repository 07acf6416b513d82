"""From the plain training step to the recipes, a rung at a time: `python3 ci/course.py run measuring/recipes`.

    python3 ci/course.py run measuring/recipes --part speed --json assets/recipe-steps.json      three minutes on two cores
    python3 ci/course.py run measuring/recipes --part quality --json assets/recipe-steps.json    half an hour
    python3 ci/course.py run measuring/recipes --table                                           what the file holds, as Markdown

Speed climbs two ladders, the MLP's and the DCGAN's: milliseconds per step and images per second, each rung added to the
kept ones before it. The rungs take turns, `--seeds` rounds of `--seconds` each, so that a busy moment hurts all alike. A
rung that is tried but not kept is compared with the last kept one, and the next rung goes on from there.

Quality trains the finished recipes and, for the same seconds, the same recipes with one thing changed, and scores all of
them as lesson 11 does, on 10,000 samples: Fréchet distance in the judge's features, Parzen log-likelihood, total variation
of the classes. The variants of a seed follow each other. A row measured again replaces the old one; rows of another machine
or another PyTorch are refused.

`--only WORD ...` takes one recipe (MLP, DCGAN); in the quality part other words choose the variants that have one of them
in their name, such as R1, beside the whole recipe. Leave the machine alone meanwhile.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from environment import ROOT
from gancourse import images, seed_everything
from gancourse.data.loading import Images
from gancourse.models import recipes
from gancourse.models.recipes import descend
from gancourse.settings import device
from gancourse.training.digit_gan import DCGAN, DigitGAN, half_is_faster
from measuring import command_line, sheet
from measuring.plain_gan import plain_batches
from measuring.scores import Scores, train
from measuring.sheet import spread

FILE = ROOT / "assets" / "recipe-steps.json"
RECIPES = {"MLP": DigitGAN, "DCGAN": DCGAN}
DEFAULTS = {"speed": (0.3, 15), "quality": (30.0, 2)}  # seconds, and rounds or seeds
BLOCK = 16  # steps: in so many the lazy penalty falls due as often as in any others
KEY = ("recipe", "name", "seconds", "seed")


@dataclass(frozen=True)
class Rung:
    name: str
    change: dict[str, Any]
    kept: bool = True


def ladder(recipe: str, half: bool) -> list[Rung]:
    """The rungs of a recipe, from the plain step up. half: whether bfloat16 is found to be faster here."""
    bfloat16 = Rung("bfloat16", {"half": True}, kept=half)
    whole = [
        Rung("lazy R1, average, decay: the recipe", {"whole": True}),
        Rung("R1 at every step", {"every": 1}, kept=False),
    ]
    plain = [
        Rung("torchvision transforms, DataLoader, plain Adam, batch 64", {}),
        Rung("one tensor in memory", {"in_memory": True}),
        Rung("fused Adam", {"fused": True}),
        Rung("real and fake through D in one pass", {"one_pass": True}),
        Rung("no gradients for the other player", {"own_gradients": True}),
    ]
    if recipe == "MLP":
        batch = [Rung("batch 128", {"batch": 128}), Rung("batch 256", {"batch": 256}, kept=False)]
        return [*plain, bfloat16, *batch, Rung("torch.compile", {"compiled": True}, kept=False), *whole]
    batch = [Rung(f"batch {batch}", {"batch": batch}, kept=False) for batch in (128, 256)]
    return [*plain, Rung("channels_last", {"channels_last": True}), bfloat16, *batch, *whole]


class Plain:
    """A recipe's two networks under the plain six steps, with a switch for every rung that the recipe adds."""

    def __init__(
        self,
        recipe: str,
        data: Images,
        *,
        batch: int = 64,
        in_memory: bool = False,
        fused: bool = False,
        one_pass: bool = False,
        own_gradients: bool = False,
        channels_last: bool = False,
        half: bool = False,
        compiled: bool = False,
    ):
        makers: dict[str, tuple[Callable[[], nn.Module], ...]] = {
            "MLP": (recipes.make_generator, recipes.make_discriminator),
            "DCGAN": (recipes.make_dcgan_generator, recipes.make_dcgan_discriminator),
        }
        layout = torch.channels_last if channels_last else torch.contiguous_format
        networks = [make().to(device(), memory_format=layout) for make in makers[recipe]]
        options = {"fused": True} if fused else {}
        self.g_optimizer, self.d_optimizer = (
            torch.optim.Adam(network.parameters(), lr=3e-4, betas=(0.5, 0.999), **options) for network in networks
        )
        self.generator, self.discriminator = map(torch.compile, networks) if compiled else networks
        self.data, self.batch, self.one_pass, self.half = data, batch, one_pass, half
        self.descend = descend if own_gradients else descend_plainly
        self.batches = None if in_memory else plain_batches(data, device())

    def step(self) -> Tensor:
        """One step of D and one of G; returns G's loss."""
        real = self.data.random(self.batch) * 2 - 1 if self.batches is None else next(self.batches)
        autocast = torch.autocast(real.device.type, dtype=torch.bfloat16, enabled=self.half)
        with autocast:
            fake = self.generator(self.latent()).detach()
            if self.one_pass:
                real_logits, fake_logits = self.discriminator(torch.cat([real, fake])).float().chunk(2)
            else:
                real_logits, fake_logits = self.discriminator(real).float(), self.discriminator(fake).float()
        self.descend(self.d_optimizer, F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean())
        with autocast:
            logits = self.discriminator(self.generator(self.latent())).float()
        g_loss = F.softplus(-logits).mean()
        self.descend(self.g_optimizer, g_loss)
        return g_loss.detach()

    def latent(self) -> Tensor:
        return torch.randn(self.batch, recipes.LATENT_SIZE, device=device())


def descend_plainly(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step down this loss, with gradients for everything it depends on, as most scripts compute it."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def stepper(recipe: str, data: Images, options: dict[str, Any]) -> Callable[[], Tensor]:
    """The training step that these options describe; the whole recipe is the course's own class."""
    if not options.get("whole"):
        return Plain(recipe, data, **options).step
    gan = RECIPES[recipe](device(), half=options["half"], **{key: options[key] for key in ("every",) if key in options})
    return lambda: gan.step(data.random(gan.batch_size), 0.0)["g_loss"]


def time_steps(step: Callable[[], Tensor], seconds: float) -> float:
    """Milliseconds per step; reading a loss at the ends waits for what a GPU still has to do."""
    step().item()
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        for _ in range(BLOCK):
            loss = step()
        steps += BLOCK
        loss.item()
    return 1000 * (time.perf_counter() - start) / steps


def climb(recipe: str, data: Images, seconds: float, rounds: int, half: bool) -> list[dict]:
    """A row for every rung: its milliseconds in every round, and the rung it is compared with."""
    steps, rows, options, before = [], [], {"half": False}, None
    for rung in ladder(recipe, half):
        tried = options | rung.change
        seed_everything(0)
        try:
            step = stepper(recipe, data, tried)
            began = time.perf_counter()
            for _ in range(3):
                step().item()
        except Exception as error:
            if not tried.get("compiled"):
                raise
            print(f"{recipe}: torch.compile does not work here, so it is left out ({type(error).__name__}).")
            continue
        row = {"recipe": recipe, "name": rung.name, "batch": tried.get("batch", 64), "kept": rung.kept}
        if tried.get("compiled"):
            row["seconds_to_compile"] = round(time.perf_counter() - began, 1)
        steps.append(step)
        rows.append(row | {"before": before, "ms": []})
        if rung.kept:
            options, before = tried, rung.name
    for _ in range(rounds):
        for step, row in zip(steps, rows):
            row["ms"].append(round(time_steps(step, seconds), 2))
    return rows


def variants(recipe: str, half: bool) -> dict[str, Callable[[], Any]]:
    """The recipe, and the recipe with one thing changed: how to make each. half: whether the recipe uses bfloat16."""
    whole = RECIPES[recipe]

    class WithoutDecay(whole):
        def step(self, real: Tensor, progress: float) -> dict[str, Tensor]:
            return super().step(real, 0.0)

    class Contiguous(whole):
        def make_networks(self) -> tuple[nn.Module, nn.Module]:
            return tuple(network.to(memory_format=torch.contiguous_format) for network in super().make_networks())

    def make(cls: type = whole, **options: Any) -> Callable[[], Any]:
        return lambda: cls(device(), **({"half": half} | options))

    usual = whole(device(), half=half)
    rate, (beta1, beta2) = usual.rate / 4, usual.optimizers[0].defaults["betas"]
    other = 0.0 if beta1 else 0.5
    found = {
        "the recipe": make(),
        "without R1": make(gamma=0.0, every=10**9),  # computed in the first step and never again
        "R1 at every step": make(every=1),
        "without decay": make(WithoutDecay),
        f"rate {rate:g}": make(rate=rate),
        f"β₁ = {other:g}": make(betas=(other, beta2)),
        "bfloat16 off" if half else "bfloat16 on": make(half=not half),
    }
    for size in (64, 128, 256):
        if size != whole.batch_size:
            found[f"batch {size}"] = make(type("Batches", (whole,), {"batch_size": size}))
    if usual.average_every > 1:
        found["averaged at every step"] = make(average_every=1)
    if recipe == "DCGAN":
        found["contiguous, not channels_last"] = make(Contiguous)
    return found


def leave_one_out(
    recipe: str, scores: Scores, seconds: float, seed: int, only: list[str], half: bool
) -> Iterator[dict]:
    """A row for every variant of one seed. The trained generator of the whole recipe is scored without its average too."""
    for name, make in variants(recipe, half).items():
        if not chosen(recipe, name, only) and name != "the recipe":
            continue
        seed_everything(seed)
        gan = make()
        run = train(f"{recipe}, {name}", gan, partial(scores.data.random, gan.batch_size), {"seconds": seconds})
        seen = run.step * gan.batch_size
        row = {"recipe": recipe, "name": name, "seconds": seconds, "seed": seed, "half": gan.half, "images": seen}
        seed_everything(seed)
        yield row | scores.of(gan.sample, gan.latent)
        if name == "the recipe":
            gan.average = gan.generator.eval()
            seed_everything(seed)
            yield row | {"name": "without the average"} | scores.of(gan.sample, gan.latent)


def chosen(recipe: str, name: str, only: list[str]) -> bool:
    """Whether to measure it. Names of recipes choose among recipes, every other word among their parts."""
    which, words = [word for word in only if word in RECIPES], [word for word in only if word not in RECIPES]
    return (not which or recipe in which) and (not words or any(word.lower() in name.lower() for word in words))


def demand_same_machine(path: Path, part: str) -> None:
    """A part of the file names one machine for all its rows, so rows of another one do not belong there."""
    here = sheet.machine()
    there = sheet.read(path, {}).get(part, {"machine": here})["machine"]
    if not there.startswith(here):
        raise SystemExit(f"{path.name} holds what was measured on {there}. Name another file for {here}.")


def keep(path: Path, part: str, rows: list[dict], remark: str) -> None:
    """Write the rows into their part of the file, in place of an older ladder of the recipe, or of an older row of the
    same variant, budget and seed."""
    stored = sheet.read(path, {})
    old = stored.get(part, {"rows": []})["rows"]
    if part == "speed":
        old = [row for row in old if row["recipe"] != rows[0]["recipe"]]
    merged = sheet.replaced(old, rows, lambda row: tuple(row.get(field) for field in KEY))
    stored[part] = {"machine": sheet.machine() + remark, "rows": merged}
    parts = [
        f' "{name}": {{"machine": {json.dumps(kept["machine"], ensure_ascii=False)}, '
        f'"rows": {sheet.one_a_line(kept["rows"])}}}'
        for name, kept in sorted(stored.items())
    ]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def speed_table(rows: list[dict]) -> list[str]:
    """The ladders as Markdown. Ratios compare the same round and count images per second."""
    lines = []
    for recipe, own in sheet.grouped(rows, itemgetter("recipe")).items():
        rungs = {row["name"]: row for row in own}
        head = [f"{recipe}: each rung added to the kept ones", "ms a step", "images/s", "× the rung before", "× plain"]
        told = []
        for row in own:
            name = row["name"] + ("" if row["kept"] else " *(tried)*")
            others = (rungs.get(row["before"]), own[0])
            faster = [
                "" if other is None or other is row else spread(times_faster(row, other), ".2f") for other in others
            ]
            told.append([name, spread(row["ms"], ".1f"), spread(paces(row), ",.0f"), *faster])
        lines += ["", *sheet.table(head, told)]
    return lines


def paces(row: dict) -> list[float]:
    """Images per second of a rung, round by round."""
    return [1000 * row["batch"] / ms for ms in row["ms"]]


def times_faster(row: dict, other: dict) -> list[float]:
    return [here / there for here, there in zip(paces(row), paces(other))]


def quality_table(rows: list[dict]) -> list[str]:
    """The variants as Markdown. Ratios compare the same seed; below 1 the variant is nearer to real digits."""
    lines = []
    for (recipe, seconds), own in sheet.grouped(rows, itemgetter("recipe", "seconds")).items():
        whole = {row["seed"]: row["frechet"] for row in own if row["name"] == "the recipe"}
        head = [f"{recipe}, {seconds:g} s", "Fréchet", "× the recipe's", "Parzen", "total variation", "images", "seeds"]
        told = []
        for name, same in sheet.grouped(own, itemgetter("name")).items():
            ratios = [row["frechet"] / whole[row["seed"]] for row in same if row["seed"] in whole]
            cells = [name, spread(sheet.column(same, "frechet"), ".1f"), spread(ratios, ".2f") if ratios else ""]
            for field, form in (("parzen", ".0f"), ("total_variation", ".3f"), ("images", ",.0f")):
                cells.append(spread(sheet.column(same, field), form))
            told.append([*cells, str(len(same))])
        lines += ["", *sheet.table(head, told)]
    return lines


def tables(stored: dict[str, Any]) -> str:
    """Everything that was kept, as Markdown."""
    lines = []
    for part, write in {"speed": speed_table, "quality": quality_table}.items():
        if part in stored:
            lines += [
                "",
                f"**{part.capitalize()}**, {stored[part]['machine']}; median (range).",
                *write(stored[part]["rows"]),
            ]
    return "\n".join(lines).strip()


def arguments_of() -> argparse.Namespace:
    parser = command_line.parser(__doc__)
    parser.add_argument("--part", choices=["speed", "quality"], help="without it, both")
    parser.add_argument("--seconds", type=float, help="speed: for each rung and round (0.3); quality: of training (30)")
    parser.add_argument("--seeds", type=int, help="speed: rounds (15); quality: seeds (2)")
    command_line.add(parser, "first-seed", help="quality: goes on where another run ended")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD")
    command_line.add(parser, "samples", "limit", "json", "remark")
    parser.add_argument("--table", action="store_true", help="print what --json, or the course's own file, holds")
    return parser.parse_args()


def measure(part: str, data: Images, arguments: argparse.Namespace, half: bool) -> Iterator[list[dict]]:
    """The rows of a part, as many at a time as replace older ones together."""
    default_seconds, default_seeds = DEFAULTS[part]
    seconds = default_seconds if arguments.seconds is None else arguments.seconds
    seeds = default_seeds if arguments.seeds is None else arguments.seeds
    named = [word for word in arguments.only if word in RECIPES]
    wanted = [recipe for recipe in RECIPES if chosen(recipe, "", named)]
    if part == "speed":
        for recipe in wanted:
            yield climb(recipe, data, seconds, seeds, half)
        return
    scores = Scores(data, arguments.samples)
    for seed in range(arguments.first_seed, arguments.first_seed + seeds):
        for recipe in wanted:
            for row in leave_one_out(recipe, scores, seconds, seed, arguments.only, half):
                yield [row]


def main() -> None:
    arguments = arguments_of()
    if arguments.table:
        print(tables(json.loads((arguments.json or FILE).read_text("utf-8"))))
        return
    data = images("digits", limit=arguments.limit)
    half = half_is_faster(device())  # once, so that everything has the same
    found: dict[str, list[dict]] = {}
    for part in [arguments.part] if arguments.part else DEFAULTS:
        if arguments.json:
            demand_same_machine(arguments.json, part)
        for rows in measure(part, data, arguments, half):
            found.setdefault(part, []).extend(rows)
            print(*rows, sep="\n", flush=True)
            if arguments.json:
                keep(arguments.json, part, rows, arguments.remark and f"; {arguments.remark}")
    print(tables({part: {"machine": sheet.machine(), "rows": rows} for part, rows in found.items()}))


if __name__ == "__main__":
    main()
