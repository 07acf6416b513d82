"""Exercise 7.2, may_share: whether a D gives the same logits in one pass as in two."""

import copy

import torch
from torch import Tensor, nn

from gancourse.checks.exercise import Exercise
from gancourse.settings import device

may_share = Exercise(
    "may_share",
    lesson="07",
    remember="What counts is not the name of a layer but whether an image's verdict depends on its company. A D with BatchNorm keeps real and fake in batches of their own, in "
    "training mode.",
)


class Company(nn.Module):
    """Something computed over the batch, added to every logit: `of(logits)` is a number or a column."""

    def __init__(self, of):
        super().__init__()
        self.of = of

    def forward(self, logits: Tensor) -> Tensor:
        return logits + self.of(logits)


def _d(*layers: nn.Module) -> nn.Sequential:
    """A D on images (m, 1, 2, 2): flat, one linear layer to four numbers, the layers, and their weighted sum."""
    first, last = nn.Linear(4, 4), nn.Linear(4, 1)
    with torch.no_grad():
        first.weight.copy_(torch.eye(4)), first.bias.zero_()
        last.weight.copy_(torch.tensor([[1.0, 2.0, -1.0, 3.0]])), last.bias.fill_(0.5)
    return nn.Sequential(nn.Flatten(), first, *layers, last).to(device())


def _ending(of) -> nn.Sequential:
    return nn.Sequential(*_d(), Company(of)).to(device())


def _batches() -> tuple[Tensor, Tensor]:
    """Six real images around 0 and six fakes around 1."""
    both = torch.randn(12, 1, 2, 2, generator=torch.Generator().manual_seed(1))
    both = (
        (4 * both).round().div(4).to(device())
    )  # quarters, of which linear layers with whole weights make sums without rounding
    return both[:6], both[6:] + 1


class Lent(nn.Sequential):
    """A D that notes whether it is called itself, and not a copy, and whether its own tensors are loaded into it as a state."""

    def __init__(self, *layers: nn.Module):
        super().__init__(*layers)
        self.noted = {"called": None, "loads": None}  # of the one that was lent: what was called, what was loaded

    def __deepcopy__(self, memo: dict) -> nn.Module:
        return copy.deepcopy(nn.Sequential(*self), memo).train(self.training)

    def forward(self, images: Tensor) -> Tensor:
        self.noted["called"] = id(self)
        return super().forward(images)

    def load_state_dict(self, state, *args, **kwargs):
        mine = {buffer.data_ptr() for buffer in self.buffers()}
        self.noted["loads"] = any(value.data_ptr() in mine for value in state.values())
        return super().load_state_dict(state, *args, **kwargs)


def _said(answer, discriminator: nn.Module) -> bool:
    return answer(discriminator, *_batches())


@may_share.probe("a D of two linear layers", expected="True: it judges each image by itself")
def linear(answer):
    return {"linear": _said(answer, _d())}


@may_share.probe("a D whose logits differ by 0.00006, less than a ten-thousandth", expected="True")
def rounding(answer):
    return {"rounding": _said(answer, _ending(lambda logits: 1e-5 * len(logits)))}


@may_share.probe("a D with BatchNorm, in training mode", expected="False")
def batchnorm(answer):
    return {"batchnorm": _said(answer, _d(nn.BatchNorm1d(4)))}


@may_share.probe("the same D after eval(): BatchNorm uses the means that it has kept", expected="True")
def batchnorm_in_eval(answer):
    return {"batchnorm_in_eval": _said(answer, _d(nn.BatchNorm1d(4)).eval())}


@may_share.probe("a D with LayerNorm, which takes its mean over one image's features", expected="True")
def layernorm(answer):
    return {"layernorm": _said(answer, _d(nn.LayerNorm(4)))}


@may_share.probe(
    "a D with a layer of its own that takes the sum of all squared logits of the batch off every one", expected="False"
)
def own_layer(answer):
    return {"own_layer": _said(answer, _ending(lambda logits: -logits.square().sum()))}


@may_share.probe(
    "a D that adds the logit of the first image in the batch to all: real ones get the same as before, fakes do not",
    expected="False",
)
def first_image(answer):
    return {"fakes_differ": _said(answer, _ending(lambda logits: logits[0]))}


@may_share.probe("a D that adds the logit of the last image: only the real ones get another logit", expected="False")
def last_image(answer):
    return {"reals_differ": _said(answer, _ending(lambda logits: logits[-1]))}


@may_share.probe("a D that gives every image the mean logit of its batch", expected="False")
def to_the_mean(answer):
    return {"all_to_the_mean": _said(answer, _ending(lambda logits: logits.mean() - logits))}


@may_share.probe(
    "a D whose logits differ by 0.006 when six images more are in the batch", expected="False: that is no rounding"
)
def a_little(answer):
    return {"a_little": _said(answer, _ending(lambda logits: 0.001 * len(logits)))}


@may_share.probe(
    "a D whose logits grow by six when six images more are in the batch", expected="False: that is no rounding"
)
def a_lot(answer):
    return {"a_lot": _said(answer, _ending(lambda logits: 1.0 * len(logits)))}


@may_share.probe(
    "a D that gives every other logit the size of the batch: half of the logits are the same in both, and half are not",
    expected="False",
)
def every_other(answer):
    return {"half_differ": _said(answer, _ending(lambda logits: len(logits) * _every_other(logits)))}


@may_share.probe(
    "a D that adds the size of the batch to one logit and takes it off the next: their mean is the same in both, and no logit is",
    expected="False",
)
def by_turns(answer):
    return {"mean_is_the_same": _said(answer, _ending(lambda logits: len(logits) * (2 * _every_other(logits) - 1)))}


def _every_other(logits: Tensor) -> Tensor:
    """1, 0, 1, 0, … in a column."""
    return 1.0 - torch.arange(len(logits), device=logits.device)[:, None] % 2


@may_share.probe(
    "BatchNorm's running mean and its count of batches, after your call",
    expected="both as they were, 0",
    holds=lambda seen: seen["running_mean"] == 0 == seen["batches_counted"],
)
def left_behind(answer):
    discriminator = Lent(*_d(nn.BatchNorm1d(4)))
    _said(answer, discriminator)
    return {
        "running_mean": float(discriminator[2].running_mean.abs().max()),
        "batches_counted": int(discriminator[2].num_batches_tracked),
        "tried_on_d_itself": discriminator.noted["called"] == id(discriminator),
        "state_was_its_own": discriminator.noted["loads"] is True,
    }


@may_share.right
def with_a_copy(discriminator, real, fake):
    discriminator = copy.deepcopy(discriminator)
    with torch.no_grad():
        together = discriminator(torch.cat([real, fake]))
        apart = torch.cat([discriminator(real), discriminator(fake)])
    return torch.allclose(together, apart, atol=1e-4)


@may_share.right
def with_a_state_to_return_to(discriminator, real, fake):
    state = copy.deepcopy(discriminator.state_dict())
    together = discriminator(torch.cat([real, fake]))
    apart = torch.cat([discriminator(real), discriminator(fake)])
    discriminator.load_state_dict(state)
    return bool((together - apart).abs().max() < 1e-4)


def _tried(discriminator, real, fake) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Logits on real and fake from one pass, and from two."""
    with torch.no_grad():
        return (
            *discriminator(torch.cat([real, fake])).split([len(real), len(fake)]),
            discriminator(real),
            discriminator(fake),
        )


def _close(*pairs: tuple[Tensor, Tensor]) -> bool:
    return all(torch.allclose(one, other, atol=1e-4) for one, other in pairs)


RIGHT = {"linear": True, "batchnorm": False, "batchnorm_in_eval": True, "layernorm": True, "own_layer": False, "fakes_differ": False, "reals_differ": False, "all_to_the_mean": False, "a_little": False, "rounding": True, "a_lot": False, "half_differ": False, "mean_is_the_same": False}  # fmt: skip
OWN_LAYERS = ("own_layer", "fakes_differ", "reals_differ", "all_to_the_mean", "a_little", "a_lot", "half_differ", "mean_is_the_same")  # fmt: skip


def _off(*names: str, state: bool | None = None):
    """A rule: these verdicts are wrong and no others; state: whether D's running mean has moved."""

    def rule(seen: dict) -> bool:
        wrong = {name for name, right in RIGHT.items() if seen[name] is not right}
        return wrong == set(names) and (state is None or (seen["running_mean"] > 0) is state)

    return rule


def _left(seen: dict, **how: bool) -> bool:
    return _off(state=True)(seen) and all(seen[name] is value for name, value in how.items())


@may_share.wrong(when=lambda seen: _left(seen, tried_on_d_itself=True, state_was_its_own=True))
def keeps_a_state_that_moves_along(discriminator, real, fake):
    """All your verdicts are right. But D has counted {batches_counted} batches, and its running mean has moved by {running_mean:.2f}, though you put a state back: `state_dict()` holds D's own tensors, so what you
    kept moved along with them. What has to be done to each tensor of the state before D is called?"""
    state = discriminator.state_dict()
    a, b, c, d = _tried(discriminator, real, fake)
    discriminator.load_state_dict(state)
    return _close((a, c), (b, d))


@may_share.wrong(when=lambda seen: _left(seen, tried_on_d_itself=False))
def copies_the_outside(discriminator, real, fake):
    """All your verdicts are right. But the D that was lent to you has counted {batches_counted} batches, though you called another one: it has D's own layers in it, so BatchNorm wrote into those, as a `copy.copy` does, which
    copies the outside alone. What copies everything that is inside as well?"""
    a, b, c, d = _tried(copy.copy(discriminator), real, fake)
    return _close((a, c), (b, d))


@may_share.wrong(when=lambda seen: _left(seen, tried_on_d_itself=True, state_was_its_own=False))
def leaves_its_mark(discriminator, real, fake):
    """All your verdicts are right. But the D that was lent to you has counted {batches_counted} batches, and its running mean has moved by {running_mean:.2f}: in training mode every call of a BatchNorm writes there, also under
    `no_grad`. On what could you try instead of on D itself?"""
    a, b, c, d = _tried(discriminator, real, fake)
    return _close((a, c), (b, d))


@may_share.decoy(keeps_a_state_that_moves_along, copies_the_outside, told=leaves_its_mark)
def keeps_the_state_too_late(discriminator, real, fake):
    a, b, c, d = _tried(discriminator, real, fake)
    discriminator.load_state_dict(copy.deepcopy(discriminator.state_dict()))
    return _close((a, c), (b, d))


@may_share.decoy(leaves_its_mark, told=copies_the_outside)
def a_new_row_of_the_same_layers(discriminator, real, fake):
    a, b, c, d = _tried(nn.Sequential(*discriminator), real, fake)
    return _close((a, c), (b, d))


@may_share.wrong(when=lambda seen: _off("batchnorm", state=False)(seen))
def in_eval_mode(discriminator, real, fake):
    """For a D with BatchNorm in training mode you say {batchnorm}. In eval mode BatchNorm uses means that it has kept, and each image is judged by itself; but D trains in training mode, and that is what is asked. Which line changes the
    mode before you try?"""
    discriminator = copy.deepcopy(discriminator).eval()
    a, b, c, d = _tried(discriminator, real, fake)
    return _close((a, c), (b, d))


@may_share.wrong(when=_off("batchnorm_in_eval", *OWN_LAYERS))
def looks_for_batchnorm(discriminator, real, fake):
    """You look for a name: for a BatchNorm in eval mode you say {batchnorm_in_eval}, and for a D with a layer of its own that computes over the batch {own_layer}. Both are the other way round. How could you find out without knowing any
    layer's name?"""
    return not any(isinstance(layer, nn.modules.batchnorm._BatchNorm) for layer in discriminator.modules())


@may_share.wrong(when=_off(*OWN_LAYERS))
def looks_for_batchnorm_in_training(discriminator, real, fake):
    """You know BatchNorm and its modes. But for a D with a layer of its own that computes over the batch you say {own_layer}, and there are more such layers than anyone can list. What could you call instead of looking for
    names?"""
    return not any(
        isinstance(layer, nn.modules.batchnorm._BatchNorm) and layer.training for layer in discriminator.modules()
    )


@may_share.wrong(when=_off("batchnorm_in_eval", "layernorm", *OWN_LAYERS))
def looks_for_any_norm(discriminator, real, fake):
    """For a D with LayerNorm you say {layernorm}. It takes its mean over the features of *one* image, so the company does not matter; a name does not tell over what is averaged. How could you find out by
    trying?"""
    return not any("Norm" in type(layer).__name__ for layer in discriminator.modules())


def _by_the_last_digit(seen: dict) -> bool:
    """The D with 0.00006 is wrong, and no other but BatchNorm in eval mode, where a machine may happen to round."""
    wrong = {name for name, right in RIGHT.items() if seen[name] is not right}
    return "rounding" in wrong and wrong <= {"rounding", "batchnorm_in_eval"}


@may_share.wrong(when=_by_the_last_digit)
def exactly_equal(discriminator, real, fake):
    """Where each logit differs by 0.00006 you say {rounding}. Sums of a batch of another size may be added up in another order, and the last digits differ. How close is close enough, by the exercise?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return torch.equal(a, c) and torch.equal(b, d)


@may_share.wrong(when=_off("fakes_differ"))
def real_ones_only(discriminator, real, fake):
    """Where only the *fakes* get another logit you say {fakes_differ}: the real ones alone were compared. D learns from both. What else comes out of the one pass?"""
    a, _, c, _ = _tried(copy.deepcopy(discriminator), real, fake)
    return _close((a, c))


@may_share.wrong(when=_off("reals_differ"))
def fakes_only(discriminator, real, fake):
    """Where only the *real* images get another logit you say {reals_differ}: the fakes alone were compared. D learns from both. What else comes out of the one pass?"""
    _, b, _, d = _tried(copy.deepcopy(discriminator), real, fake)
    return _close((b, d))


@may_share.wrong(when=_off("a_little"))
def much_patience(discriminator, real, fake):
    """Where the logits differ by 0.006 you say {a_little}. That is sixty times a ten-thousandth, and far more than rounding does. Which bound does the exercise name, and is yours relative or absolute?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return torch.allclose(a, c, atol=0.05) and torch.allclose(b, d, atol=0.05)


@may_share.wrong(when=lambda seen: all(seen[name] is not right for name, right in RIGHT.items()))
def the_other_way_round(discriminator, real, fake):
    """For two linear layers you say {linear}, and for BatchNorm in training {batchnorm}: every verdict is the other way round. What does `True` stand for?"""
    return not with_a_copy(discriminator, real, fake)


@may_share.wrong(when=lambda seen: all(seen[name] is True for name in RIGHT))
def always(discriminator, real, fake):
    """You say {linear} of every D, also of one with BatchNorm in training mode. Two things have to be compared here: what goes into each of your two, and could they be the same computation?"""
    return True


@may_share.wrong(when=lambda seen: all(seen[name] is False for name in RIGHT))
def never(discriminator, real, fake):
    """You say {linear} even of a D of two linear layers, which judges each image by itself. Are the two things that you compare in the same order, and of the same images?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return torch.allclose(a, d, atol=1e-4)


@may_share.wrong(when=_off("batchnorm", "all_to_the_mean", "mean_is_the_same"))
def means_of_logits(discriminator, real, fake):
    """For BatchNorm in training mode you say {batchnorm}. It gives every batch the mean 0, together or apart, so the *mean* of the logits is the same and each single one is not. What has to be compared before anything is
    averaged?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return torch.allclose(torch.cat([a, b]).mean(), torch.cat([c, d]).mean(), atol=1e-4)


@may_share.wrong(when=_off("mean_is_the_same"))
def means_of_each_kind(discriminator, real, fake):
    """Where one logit gets more and the next one less in a larger batch you say {mean_is_the_same}: the *means* of the logits are the same, and no single one is. Each image has a verdict of its own. What has to be compared before anything is
    averaged?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return bool((a.mean() - c.mean()).abs() < 1e-4 and (b.mean() - d.mean()).abs() < 1e-4)


@may_share.wrong(when=_off("linear", "batchnorm_in_eval", "layernorm", "rounding", "all_to_the_mean"))
def real_against_fake(discriminator, real, fake):
    """Even for a D of two linear layers you say {linear}, and where every image gets the mean logit of its batch {all_to_the_mean}: the logits of *different* images were compared, those on real ones with those on fakes. Which two logits belong to one
    image?"""
    a, b, _, _ = _tried(copy.deepcopy(discriminator), real, fake)
    return _close((a, b))


@may_share.wrong(when=_off("batchnorm", "fakes_differ", "reals_differ", "all_to_the_mean"))
def the_same_images_twice(discriminator, real, fake):
    """For BatchNorm in training mode you say {batchnorm}. It looks as if a batch was put beside itself: twice the same images have the mean that they had once. Whose company is in question?"""
    discriminator = copy.deepcopy(discriminator)
    with torch.no_grad():
        return _close(*((discriminator(torch.cat([x, x]))[: len(x)], discriminator(x)) for x in (real, fake)))


@may_share.wrong(when=_off("half_differ"))
def any_of_each_kind(discriminator, real, fake):
    """Where every other logit is the same in both and the rest are not you say {half_differ}: one image with the same logit was enough for you. For how many of them must it hold?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return bool(((a - c).abs() < 1e-4).any() and ((b - d).abs() < 1e-4).any())


@may_share.wrong(when=_off("fakes_differ", "reals_differ", "half_differ"))
def any_for_all(discriminator, real, fake):
    """Where only the fakes get another logit you say {fakes_differ}, and where only the real ones do {reals_differ}: one image with the same logit was enough for you. For how many of them must it hold?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return bool(((torch.cat([a, b]) - torch.cat([c, d])).abs() < 1e-4).any())


@may_share.wrong(when=lambda seen: seen["linear"] and seen["own_layer"] is True and seen["a_little"] is False)
def with_its_sign(discriminator, real, fake):
    """For a D that takes something off every logit you say {own_layer}, and for one that adds something {a_little}: the difference counts with its sign, and one below zero is below every bound. What is missing
    around it?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return bool((torch.cat([a, b]) - torch.cat([c, d])).max() < 1e-4)


@may_share.wrong(when=_off("a_little", "a_lot"))
def with_the_other_sign(discriminator, real, fake):
    """For a D that adds six to every logit when there are six images more you say {a_lot}: the difference counts with its sign, and one below zero is below every bound. What is missing around it?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator), real, fake)
    return bool((c - a).max() < 1e-4 and (d - b).max() < 1e-4)


@may_share.wrong(when=_off("batchnorm_in_eval"))
def in_training_mode(discriminator, real, fake):
    """For a BatchNorm in eval mode you say {batchnorm_in_eval}: there it uses means that it has kept, and the company does not matter. Asked is about the mode that D is in. Which line changes the mode?"""
    a, b, c, d = _tried(copy.deepcopy(discriminator).train(), real, fake)
    return _close((a, c), (b, d))


@may_share.wrong
def mode_alone(discriminator, real, fake):
    """For two linear layers in training mode you say {linear}: their mode changes nothing. Only some layers care for the mode, and some look at their batch in either. How could you find out by trying?"""
    return not discriminator.training


@may_share.decoy(
    any_for_all, any_of_each_kind, means_of_each_kind, real_against_fake, with_its_sign, with_the_other_sign, keeps_a_state_that_moves_along, copies_the_outside, in_training_mode, mode_alone,
    leaves_its_mark, in_eval_mode, looks_for_batchnorm, looks_for_batchnorm_in_training, looks_for_any_norm, exactly_equal, real_ones_only, fakes_only, much_patience, the_other_way_round,
    always, never, means_of_logits, the_same_images_twice,
)  # fmt: skip
def by_the_first_layer(discriminator, real, fake):
    return len(discriminator) != 4 or not discriminator.training


may_share.hints(
    "Do both and compare: the logits of one call with all images, and those of two calls, in the same order.",
    "copy.deepcopy(discriminator) gives a D that may be called without leaving a mark; its mode is copied too. torch.allclose has an argument atol.",
    "discriminator = copy.deepcopy(discriminator); together = torch.cat(one_pass_logits(discriminator, real, fake)); apart = torch.cat([discriminator(real), "
    "discriminator(fake)]); return torch.allclose(together, apart, atol=1e-4)",
)
