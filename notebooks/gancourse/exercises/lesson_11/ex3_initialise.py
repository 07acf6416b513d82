"""Exercise 11.3, initialise: how the weights of a DCGAN start."""

import copy
import math

import torch
from torch import nn

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.exercises.lesson_11.networks import batch_norms
from gancourse.settings import device

initialise = Exercise(
    "initialise",
    lesson="11",
    changes=(NETWORKS,),
    remember="γ scales what a layer says, so it starts near 1 and not near 0. And a start that nobody calls starts nothing: "
    "read the weights of the network you train, not the function that should have set them.",
)


def _mixed() -> nn.Module:
    """Every kind of layer, some of them two levels deep, with weights far from any start."""
    network = nn.Sequential(
        nn.Linear(64, 4096),
        nn.Unflatten(1, (64, 8, 8)),
        nn.Sequential(
            nn.BatchNorm2d(64), nn.ReLU(), nn.Sequential(nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.BatchNorm2d(32))
        ),
        nn.Conv2d(32, 64, 4, 2, 1),
        nn.BatchNorm2d(64),
        nn.Conv2d(64, 128, 3, 2, 1),
        nn.BatchNorm2d(128),
    ).to(device())
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.uniform_(2, 3)
    return network


def _values(network: nn.Module, kinds: tuple, which: str) -> torch.Tensor:
    return torch.cat(
        [getattr(module, which).detach().flatten() for module in network.modules() if isinstance(module, kinds)]
    )


_NORM = (nn.BatchNorm2d,)


def _after(answer) -> nn.Module:
    network = _mixed()
    answer(network)
    return network


@initialise.probe("a network with all kinds of layers", expected="the same network, returned")
def returned(answer):
    network = _mixed()
    result = answer(network)
    return {"returns_the_network": result is network, "returned_kind": type(result).__name__}


@initialise.probe(
    "the weights of its convolutions",
    expected="mean 0, standard deviation 0.02",
    holds=lambda seen: abs(seen["conv_mean"]) < 0.002 and abs(seen["conv_std"] - 0.02) < 0.001,
)
def convolutions(answer):
    weights = _values(_after(answer), (nn.Conv2d,), "weight")
    return {"conv_mean": weights.mean(), "conv_std": weights.std()}


@initialise.probe(
    "the weights of its transposed convolutions, and of its linear layer",
    expected="mean 0, standard deviation 0.02",
    holds=lambda seen: (
        max(abs(seen["transposed_mean"]), abs(seen["linear_mean"])) < 0.002
        and abs(seen["transposed_std"] - 0.02) < 0.001 > abs(seen["linear_std"] - 0.02)
    ),
)
def others(answer):
    network = _after(answer)
    up, linear = (_values(network, (kind,), "weight") for kind in (nn.ConvTranspose2d, nn.Linear))
    return {
        "transposed_mean": up.mean(),
        "transposed_std": up.std(),
        "linear_mean": linear.mean(),
        "linear_std": linear.std(),
    }


@initialise.probe(
    "the form of the distribution: how many weights of the convolutions lie beyond 2 standard deviations",
    expected="about 4.6 %, as in a normal distribution",
    holds=lambda seen: 0.03 < seen["beyond_two"] < 0.06,
)
def normal_form(answer):
    weights = _values(_after(answer), (nn.Conv2d,), "weight")
    return {
        "beyond_two": ((weights - weights.mean()).abs() > 2 * weights.std()).float().mean(),
        "largest_weight": weights.abs().max(),
    }


@initialise.probe(
    "γ, the weights of its BatchNorms",
    expected="around 1, with a standard deviation of 0.02 at most",
    holds=lambda seen: abs(seen["gamma_mean"] - 1) < 0.01 and seen["gamma_std"] < 0.024,
)
def gammas(answer):
    gamma = _values(_after(answer), _NORM, "weight")
    return {"gamma_mean": gamma.mean(), "gamma_std": gamma.std(), "inner_gamma": _after(answer)[2][0].weight.mean()}


@initialise.probe(
    "β, the biases of its BatchNorms, and the biases of the other layers",
    expected="all 0",
    holds=lambda seen: seen["largest_beta"] == 0 == seen["largest_bias"],
)
def zeros(answer):
    network = _after(answer)
    biases = _values(network, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear), "bias")
    return {"largest_beta": _values(network, _NORM, "bias").abs().max(), "largest_bias": biases.abs().max()}


@initialise.probe(
    "two networks, one after the other, and their gradients",
    expected="different weights, all of them still trainable, the BatchNorms' running averages as they were",
    holds=lambda seen: seen["two_alike"] is False and seen["frozen"] == 0 and seen["running_moved"] == 0,
)
def still_trainable(answer):
    first, second = _after(answer), _after(answer)
    running = torch.cat([norm.running_mean.abs() + (norm.running_var - 1).abs() for norm in batch_norms(first)])
    return {
        "two_alike": bool(torch.equal(first[0].weight, second[0].weight)),
        "frozen": sum(not parameter.requires_grad for parameter in first.parameters()),
        "running_moved": running.max(),
    }


@initialise.probe(
    "an optimiser that was made before, and a layer without a bias",
    expected="every parameter is still the one that the optimiser holds",
    holds=lambda seen: seen["lost_by_the_optimiser"] == 0,
)
def same_parameters(answer):
    network = nn.Sequential(_mixed(), nn.Conv2d(128, 1, 3, bias=False).to(device()))
    held = list(network.parameters())
    answer(network)
    now = {id(parameter) for parameter in network.parameters()}
    return {"lost_by_the_optimiser": sum(id(parameter) not in now for parameter in held), "held": len(held)}


_SPREADS = "conv_std", "transposed_std", "linear_std"
_LAYERS = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


def _start(network: nn.Module, std=0.02, gamma=1.0, gamma_std=0.02, modules=None, draw=nn.init.normal_) -> nn.Module:
    for module in network.modules() if modules is None else modules:
        if isinstance(module, _LAYERS):
            draw(module.weight, 0.0, std) if draw is nn.init.normal_ else draw(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, _NORM):
            nn.init.normal_(module.weight, gamma, gamma_std)
            nn.init.zeros_(module.bias)
    return network


@initialise.right
def by_kind_of_module(network):
    return _start(network)


@initialise.right
def by_name_of_the_class(network):
    def set_weights(module):
        kind = type(module).__name__
        with torch.no_grad():
            if "Conv" in kind or "Linear" in kind:
                module.weight.normal_(0, 0.02)
                if module.bias is not None:
                    module.bias.zero_()
            elif "BatchNorm" in kind:
                module.weight.fill_(1)
                module.bias.zero_()

    return network.apply(set_weights)


@initialise.wrong(
    when=lambda seen: abs(seen["gamma_mean"]) < 0.1 and 0.01 < seen["gamma_std"] < 0.03 and seen["largest_beta"] == 0
)
def gamma_around_zero(network):
    """Your γ lie around {gamma_mean:.3f}: normal with standard deviation {gamma_std:.3f}, as for a convolution. But γ is what
    a BatchNorm multiplies by, so each one now divides its signal by fifty and turns half of the maps around. An online
    course on GANs and a deep-learning book both publish this. By what should a layer multiply that has nothing to say
    yet?"""
    return _start(network, gamma=0.0)


@initialise.wrong(when=lambda seen: abs(seen["gamma_mean"]) < 0.1 and seen["largest_beta"] > 0.5)
def every_weight_alike(network):
    """Everything called `weight` got the same draw, so γ lie around {gamma_mean:.3f} and BatchNorm divides its signal by fifty;
    and the biases are as they were, up to {largest_beta:.3f}. A BatchNorm has a `weight` too. How can your loop tell its
    layers apart?"""
    for module in network.modules():
        if hasattr(module, "weight"):
            nn.init.normal_(module.weight, 0, 0.02)
    return network


@initialise.wrong(
    when=lambda seen: (
        abs(seen["gamma_mean"]) < 0.01 and 0 < seen["largest_beta"] < 0.5 and 0.01 < seen["conv_std"] < 0.03
    )
)
def every_parameter_alike(network):
    """Every parameter got the same draw: γ lie around {gamma_mean:.3f}, and β and the biases go up to {largest_beta:.3f}. A
    loop over `network.parameters()` cannot know what a parameter is for, and a γ near 0 switches its map nearly off. Over
    what could you loop that knows its own kind?"""
    for parameter in network.parameters():
        nn.init.normal_(parameter, 0, 0.02)
    return network


@initialise.wrong(when=lambda seen: 0.19 < seen["conv_std"] < 0.21 and 0.03 < seen["beyond_two"] < 0.06)
def ten_times_too_wide(network):
    """Your weights have a standard deviation of {conv_std:.3f}. The comment in a well-known tutorial says 0.2, and its code
    says 0.02; the paper says 0.02. The audit below shows what ten times more does at the end of G, where no BatchNorm follows. Which of
    a comment and its code would you believe?"""
    return _start(network, std=0.2)


@initialise.wrong(when=lambda seen: 0.13 < seen["conv_std"] < 0.15 or 0.0003 < seen["conv_std"] < 0.0005)
def variance_for_deviation(network):
    """Your weights have a standard deviation of {conv_std:.4f}, which is 0.02 with a root or a square too many. `normal_`
    takes the standard deviation itself. What would N(0, 0.02) mean if its second number were a variance?"""
    return _start(network, std=math.sqrt(0.02))


@initialise.wrong(
    when=lambda seen: (
        seen["returns_the_network"] is True
        and min(seen[name] for name in ("conv_mean", "transposed_mean", "linear_mean", "gamma_mean", "largest_bias"))
        > 2
    )
)
def never_called(network):
    """The convolutions still have the mean {conv_mean:.2f} that the check had put there: whatever you defined was never
    applied to this network. It happened in a published GAN course, whose test tried the function and not the network. Which
    line of yours touches a weight?"""

    def set_weights(module):
        _start(module)

    return network


@initialise.wrong(when=lambda seen: seen["returns_the_network"] is False and seen["conv_mean"] > 2)
def starts_a_copy(network):
    """You return a {returned_kind} whose weights are right, and it is another one: the network that came in still has the
    mean {conv_mean:.2f}. If an optimiser already holds the old weights, it would train them, and you would look at the
    copy. Which network should change?"""
    return _start(copy.deepcopy(network))


@initialise.wrong(
    when=lambda seen: (
        min(seen["transposed_mean"], seen["inner_gamma"]) > 2
        and abs(seen["conv_mean"]) + abs(seen["linear_mean"]) < 0.1
    )
)
def stops_at_the_first_level(network):
    """The outer layers are right, and the transposed convolution still has mean {transposed_mean:.2f}: it lies inside a block inside
    a block. `children()`, or a loop over the Sequential, sees the first level. Which method walks through all of
    them?"""
    return _start(network, modules=list(network.children()))


@initialise.wrong(
    when=lambda seen: min(seen["transposed_mean"], seen["linear_mean"]) > 2 and abs(seen["conv_mean"]) < 0.1
)
def convolutions_only(network):
    """`Conv2d` is done; the transposed convolutions still have mean {transposed_mean:.2f} and the linear layer {linear_mean:.2f}. G
    consists of those two kinds and has no `Conv2d` at all, so nothing of it was started. Which three kinds of layer carry
    weights here?"""
    return _start(network, modules=[module for module in network.modules() if not isinstance(module, _LAYERS[1:])])


@initialise.wrong(when=lambda seen: seen["beyond_two"] == 0 and seen["largest_weight"] < 1 and seen["conv_std"] > 1e-4)
def uniform_draw(network):
    """The spread is {conv_std:.4f}, and {beyond_two:.1%} of the weights lie beyond twice that, where a normal draw has 4.6 %: yours
    has sharp ends. Either it is an even draw, or what lay outside was cut away. For D that hardly matters; the text asks for a normal distribution. What does a normal draw have that an even one
    has not?"""
    return _start(network, draw=lambda weight: nn.init.uniform_(weight, -0.02, 0.02))


@initialise.wrong(
    when=lambda seen: abs(seen["conv_std"] - 0.02) < 0.001 and seen["gamma_mean"] > 2 and seen["largest_beta"] > 2
)
def forgets_batch_norm(network):
    """The layers with kernels are right, and γ still has the mean {gamma_mean:.2f} that the check had put there. In a new
    BatchNorm it is 1 already, so you would not notice; in one that was trained before, you would start anew with old
    scales. Which two parameters does a BatchNorm have?"""
    return _start(network, modules=[module for module in network.modules() if not isinstance(module, _NORM)])


@initialise.wrong(
    when=lambda seen: (
        abs(seen["conv_std"] - 0.02) < 0.001
        and seen["largest_bias"] > 2
        and abs(seen["linear_mean"]) + abs(seen["transposed_mean"]) < 0.01
    )
)
def forgets_the_biases(network):
    """The weights are right; the biases go up to {largest_bias:.2f} still. At a scale of 0.02 for the weights, biases left at
    their old values say far more than the picture does. Which `nn.init` function makes them nothing?"""
    for module in network.modules():
        if isinstance(module, _LAYERS):
            nn.init.normal_(module.weight, 0, 0.02)
        elif isinstance(module, _NORM):
            nn.init.normal_(module.weight, 1, 0.02)
            nn.init.zeros_(module.bias)
    return network


@initialise.wrong(
    when=lambda seen: (
        seen["returned_kind"] == "NoneType"
        and abs(seen["conv_std"] - 0.02) < 0.001
        and abs(seen["gamma_mean"] - 1) < 0.01
    )
)
def returns_nothing(network):
    """Everything inside is right, and what comes out is {returned_kind}. The lesson writes
    `initialise(make_dcgan_generator())`, so the network has to come back. Which line is missing at the end?"""
    _start(network)


@initialise.wrong(when=lambda seen: seen["lost_by_the_optimiser"] > 0 and abs(seen["conv_std"] - 0.02) < 0.001)
def makes_new_parameters(network):
    """The numbers are right, and {lost_by_the_optimiser} of {held} parameters are new objects. An optimiser that was made before this call
    holds the old ones: it would train tensors that no layer uses any more, without an error. How are new numbers written
    *into* a parameter?"""
    for module in network.modules():
        if isinstance(module, _LAYERS):
            module.weight = nn.Parameter(torch.randn_like(module.weight) * 0.02)
            if module.bias is not None:
                module.bias = nn.Parameter(torch.zeros_like(module.bias))
        elif isinstance(module, _NORM):
            module.weight = nn.Parameter(torch.ones_like(module.weight))
            module.bias = nn.Parameter(torch.zeros_like(module.bias))
    return network


@initialise.wrong(when=lambda seen: "has no attribute 'data'" in seen["error"] or "NoneType" in seen["error"])
def trips_over_a_missing_bias(network):
    """It stopped with "{error:.100}": a layer in front of a BatchNorm has no bias at all, and its `bias` is None. What do you ask before
    you write zeros into it?"""
    for module in network.modules():
        if isinstance(module, _LAYERS):
            nn.init.normal_(module.weight, 0, 0.02)
            nn.init.zeros_(module.bias)
        elif isinstance(module, _NORM):
            nn.init.normal_(module.weight, 1, 0.02)
            nn.init.zeros_(module.bias)
    return network


@initialise.wrong(when=lambda seen: seen["two_alike"] is True and 0.01 < seen["conv_std"] < 0.03)
def draws_the_same_every_time(network):
    """Two networks, one after the other, start with the same weights ({two_alike}): the random numbers are set back in your function.
    Then three runs over three seeds would be one run, three times. Who should choose the seed, the function or its
    caller?"""
    torch.manual_seed(7)
    return _start(network)


@initialise.wrong(when=lambda seen: abs(seen["conv_std"] - 1) < 0.05 and abs(seen["conv_mean"]) < 0.1)
def mean_for_deviation(network):
    """Your weights lie around {conv_mean:.3f} with a spread of {conv_std:.3f}: the 0.02 stands where `normal_` takes the mean. Which of its two
    numbers comes first?"""
    for module in _start(network).modules():
        if isinstance(module, _LAYERS):
            nn.init.normal_(module.weight, 0.02)
    return network


@initialise.wrong(
    when=lambda seen: seen["linear_mean"] > 2 and max(abs(seen["conv_mean"]), abs(seen["transposed_mean"])) < 0.1
)
def forgets_the_linear_layer(network):
    """The kernels of both kinds are right, and the linear layer still has mean {linear_mean:.2f}: in G it holds six of seven numbers.
    The start in PyTorch's tutorial asks for "Conv" in the name of a class, and the networks there have no linear layer; a
    list of the two convolutions passes it by as well. What is the class called that your question never meets?"""
    return _start(network, modules=[module for module in network.modules() if not isinstance(module, nn.Linear)])


@initialise.wrong(
    when=lambda seen: (
        seen["transposed_mean"] > 2
        and max(abs(seen["conv_mean"]), abs(seen["linear_mean"])) < 0.1
        and seen["inner_gamma"] < 2
    )
)
def forgets_the_transposed_ones(network):
    """The linear layer and `Conv2d` are right, and the transposed convolution still has mean {transposed_mean:.2f}. For `isinstance`
    a ConvTranspose2d is no Conv2d. And `A or B` is no list of two: Python makes A of it before `isinstance` looks. How is
    `isinstance` asked for one of several kinds?"""
    kept = [module for module in network.modules() if not isinstance(module, nn.ConvTranspose2d)]
    return _start(network, modules=kept)


@initialise.wrong(
    when=lambda seen: (
        min(seen["conv_mean"], seen["transposed_mean"], seen["linear_mean"]) > 2
        and abs(seen["gamma_mean"] - 1) < 0.01
        and seen["largest_bias"] == 0 == seen["largest_beta"]
    )
)
def draws_into_a_name(network):
    """γ, β and the biases are right, and the kernels still have the mean {conv_mean:.2f} that the check had put there: no new numbers
    have arrived in them. Either none are drawn, or they go to a name of your own, which lets the layer's tensor go and holds
    another one from then on. Which methods write into a tensor that is there?"""
    for module in network.modules():
        if isinstance(module, _LAYERS):
            weight = module.weight
            weight = torch.randn_like(weight) * 0.02  # noqa: F841
            nn.init.zeros_(module.bias) if module.bias is not None else None
        elif isinstance(module, _NORM):
            _start(module)
    return network


@initialise.wrong(when=lambda seen: "cannot assign 'torch." in seen["error"])
def puts_a_tensor_for_a_parameter(network):
    """It stopped with "{error}": a layer's weight is a parameter, which optimisers hold, and a plain tensor may not take its place. The
    numbers should change and the parameter stay. How are new numbers written *into* it?"""
    for module in network.modules():
        if isinstance(module, _LAYERS):
            module.weight = torch.randn_like(module.weight) * 0.02
    return network


@initialise.wrong(
    when=lambda seen: (
        0 < max(seen["largest_beta"], seen["largest_bias"]) < 0.5
        and abs(seen["gamma_mean"] - 1) < 0.01
        and abs(seen["conv_std"] - 0.02) < 0.001
        and max(abs(seen[name]) for name in ("conv_mean", "transposed_mean", "linear_mean")) < 0.01
    )
)
def draws_the_biases_too(network):
    """Weights and γ are right, and β go up to {largest_beta:.3f}, the other biases up to {largest_bias:.3f}, where 0 was due: each map
    would start with a grey of its own, before anything has been learned. By how much should a layer raise what it says that
    has nothing to say yet?"""
    for module in _start(network).modules():
        if getattr(module, "bias", None) is not None:
            nn.init.normal_(module.bias, 0, 0.02)
    return network


@initialise.wrong(when=lambda seen: abs(seen["gamma_mean"] - 1) < 0.1 and 0.03 < seen["gamma_std"] < 1)
def spreads_gamma(network):
    """Your γ lie around {gamma_mean:.2f}, as they should, with a spread of {gamma_std:.3f} where 0.02 was due: some maps would speak
    far louder than others, before anything has been learned. Which of the two numbers in your line for γ says how far they
    may stray?"""
    return _start(network, gamma_std=0.2)


@initialise.decoy(every_weight_alike, every_parameter_alike, gamma_around_zero)
def every_parameter_is_half(network):
    for parameter in network.parameters():
        nn.init.constant_(parameter, 0.05)
    return network


@initialise.decoy(ten_times_too_wide, variance_for_deviation, told=uniform_draw)
def as_xavier_has_it(network):
    return _start(network, draw=nn.init.xavier_uniform_)


@initialise.decoy(ten_times_too_wide, told=uniform_draw)
def a_fifth_evenly(network):
    return _start(network, draw=lambda weight: nn.init.uniform_(weight, -0.34, 0.34))


@initialise.decoy(never_called, starts_a_copy, returns_nothing, draws_into_a_name)
def the_batch_norms_only(network):
    return _start(network, modules=[module for module in network.modules() if isinstance(module, _NORM)])


@initialise.decoy(starts_a_copy, returns_nothing)
def returns_the_first_layer(network):
    return _start(network)[0]


@initialise.decoy(forgets_the_transposed_ones, forgets_the_linear_layer, told=convolutions_only)
def plain_convolutions_only(network):
    return _start(network, modules=[module for module in network.modules() if type(module) in (nn.Conv2d, *_NORM)])


@initialise.decoy(convolutions_only, stops_at_the_first_level, never_called)
def transposed_ones_only(network):
    return _start(network, modules=[module for module in network.modules() if type(module) is nn.ConvTranspose2d])


@initialise.decoy(forgets_the_linear_layer, forgets_the_transposed_ones)
def moves_the_linear_layer_only(network):
    nn.init.normal_(_start(network)[0].weight, 1, 0.02)
    return network


@initialise.decoy(spreads_gamma, draws_the_biases_too)
def gamma_up_to_two(network):
    for module in _start(network).modules():
        if isinstance(module, _NORM):
            nn.init.uniform_(module.weight, 1, 2)
    return network


@initialise.decoy(puts_a_tensor_for_a_parameter)
def puts_a_number_for_a_parameter(network):
    for module in network.modules():
        if isinstance(module, _LAYERS):
            module.weight = 0.02
    return network


@initialise.decoy(uniform_draw, right=True)
def cuts_at_three(network):
    return _start(network, draw=lambda weight: nn.init.trunc_normal_(weight, 0, 0.02, -0.06, 0.06))


@initialise.decoy(makes_new_parameters, right=True)
def writes_into_data(network):
    for module in network.modules():
        if isinstance(module, _LAYERS):
            module.weight.data = torch.randn_like(module.weight) * 0.02
            if module.bias is not None:
                module.bias.data.fill_(0)
        elif isinstance(module, _NORM):
            module.weight.data.normal_(1, 0.02)
            module.bias.data.fill_(0)
    return network


@initialise.decoy(trips_over_a_missing_bias)
def asks_a_sequential_for_weights(network):
    for module in network.modules():
        module.weight.data.normal_(0, 0.02)
    return network


@initialise.decoy(draws_the_same_every_time, uniform_draw)
def all_weights_alike(network):
    return _start(network, draw=lambda weight: nn.init.constant_(weight, 0.02))


@initialise.decoy(mean_for_deviation)
def around_two_hundredths(network):
    return _start(network, draw=lambda weight: nn.init.normal_(weight, 0.04, 0.02))


@initialise.wrong(when=lambda seen: seen["gamma_mean"] == 0 and abs(seen["conv_std"] - 0.02) < 0.001)
def gamma_zero_exactly(network):
    """Your γ are all {gamma_mean:.0f}: then a BatchNorm multiplies every signal by nothing, and what comes back to the layers before it is
    nothing as well. A zero is right for β, which is added. By what should a layer multiply that has nothing to say yet?"""
    for module in _start(network).modules():
        if isinstance(module, _NORM):
            nn.init.zeros_(module.weight)
    return network


@initialise.wrong(
    when=lambda seen: seen["largest_beta"] > 2 and abs(seen["gamma_mean"] - 1) < 0.01 and seen["largest_bias"] == 0
)
def forgets_beta(network):
    """All is right but β, the biases of the BatchNorms, which go up to {largest_beta:.2f} still. In a new BatchNorm they are 0 already, so
    you would not notice; in one that was trained before, every map would start with its old grey. Which two parameters does
    a BatchNorm have?"""
    for module in network.modules():
        if isinstance(module, _LAYERS):
            _start(module)
        elif isinstance(module, _NORM):
            nn.init.normal_(module.weight, 1, 0.02)
    return network


@initialise.wrong(
    when=lambda seen: (
        max(seen[name] for name in _SPREADS) > 1.2 * min(seen[name] for name in _SPREADS)
        and 0.03 < seen["beyond_two"] < 0.06
        and max(abs(seen[name]) for name in ("conv_mean", "transposed_mean", "linear_mean")) < 0.01
    )
)
def as_kaiming_has_it(network):
    """Your spread differs from layer to layer: {conv_std:.3f} for the convolutions, {transposed_std:.3f} for the transposed ones,
    {linear_std:.3f} for the linear layer. A start that goes by the size of a layer, as Kaiming's or Xavier's, does that, and it
    is a good one for classifiers. The paper has one number for all layers; which?"""
    return _start(network, draw=nn.init.kaiming_normal_)


@initialise.decoy(gamma_around_zero, every_weight_alike, forgets_batch_norm, gamma_zero_exactly)
def gamma_a_tenth(network):
    for module in _start(network).modules():
        if isinstance(module, _NORM):
            nn.init.constant_(module.weight, 0.1)
    return network


@initialise.decoy(forgets_batch_norm, forgets_the_biases, forgets_beta, told=draws_the_biases_too)
def beta_around_zero(network):
    for module in _start(network).modules():
        if isinstance(module, _NORM):
            nn.init.normal_(module.bias, 0, 0.02)
    return network


@initialise.decoy(draws_the_biases_too)
def biases_of_one(network):
    for module in _start(network).modules():
        if isinstance(module, _LAYERS) and module.bias is not None:
            nn.init.ones_(module.bias)
    return network


@initialise.decoy(ten_times_too_wide, variance_for_deviation, as_kaiming_has_it)
def three_times_too_wide(network):
    return _start(network, std=0.06)


initialise.hints(
    "Walk over all modules of the network, ask each for its kind, and draw its weights in place.",
    "network.modules() walks through every level; isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)) is one "
    "kind, nn.BatchNorm2d the other. A bias can be None.",
    "nn.init.normal_(module.weight, 0, 0.02), nn.init.normal_(module.weight, 1, 0.02) for BatchNorm, nn.init.zeros_(module.bias), "
    "and return network.",
)
