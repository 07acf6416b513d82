"""Exercise 7.3, average_weights: the running average of G."""

import copy

import torch
from torch import nn

from gancourse.checks.exercise import Exercise
from gancourse.checks.guard import NETWORKS
from gancourse.settings import device

average_weights = Exercise(
    "average_weights",
    lesson="07",
    changes=(NETWORKS,),
    remember="The average costs one pass over G's weights each time, and nothing when you sample. What it is worth you measure below.",
)


def _pair_of_networks() -> tuple[nn.Module, nn.Module]:
    """An average at 1 and a network at 3, everywhere, with BatchNorm's statistics at 2 and 6."""
    pair = []
    for weight, statistic in ((1.0, 2.0), (3.0, 6.0)):
        network = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)).to(device())
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(weight)
            network[1].running_mean.fill_(statistic)
            network[1].running_var.fill_(statistic)
            network[1].num_batches_tracked.fill_(int(statistic))
        pair.append(network)
    return pair[0].eval(), pair[1]


@average_weights.probe(
    "weights at 1 in the average and 3 in the network, decay 0.75",
    expected="the average moves a quarter of the way: to 1.5",
)
def quarter_of_the_way(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.75)
    return {
        "weight": average[0].weight.mean(),
        "bias": average[0].bias.mean(),
        "scale": average[1].weight.mean(),
        "shift": average[1].bias.mean(),
    }


@average_weights.probe(
    "BatchNorm's running mean at 2 in the average and 6 in the network, decay 0.75",
    expected="3: the statistics belong to the weights, and are averaged like them",
)
def statistics_too(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.75)
    return {"running_mean": average[1].running_mean.mean(), "running_variance": average[1].running_var.mean()}


@average_weights.probe("the network itself", expected="unchanged at 3, and the average still a network of its own")
def network_unchanged(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.75)
    parts = {parameter.data_ptr() for parameter in average.parameters()}
    return {
        "network_weight": network[0].weight.mean(),
        "network_mean": network[1].running_mean.mean(),
        "shares_tensors_with_the_network": any(parameter.data_ptr() in parts for parameter in network.parameters()),
        "network_still_trains": network.training and all(parameter.requires_grad for parameter in network.parameters()),
    }


@average_weights.probe(
    "decay 0, nearly that of the very first step", expected="the average becomes a copy of the network: 3"
)
def first_step(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.0)
    return {"weight_at_0": average[0].weight.mean(), "mean_at_0": average[1].running_mean.mean()}


@average_weights.probe(
    "three steps with decay 0.5 towards a network at 3", expected="2.75: half of what is left, each time"
)
def three_steps(answer):
    average, network = _pair_of_networks()
    for _ in range(3):
        answer(average, network, 0.5)
    return {"after_three": average[0].weight.mean(), "graph": average[0].weight.grad_fn is not None}


@average_weights.probe(
    "BatchNorm's count of batches, which is a whole number", expected="still a whole number, whichever you leave there"
)
def the_count(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.75)
    return {"count_is_whole": not average[1].num_batches_tracked.is_floating_point()}


@average_weights.right
def average_of_the_state(average, network, decay):
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.lerp_(new, 1 - decay)


@average_weights.right
def average_of_parameters_and_buffers(average, network, decay):
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters()):
            old.mul_(decay).add_((1 - decay) * new)
        for old, new in zip(average.buffers(), network.buffers()):
            old.copy_(decay * old + (1 - decay) * new)


@average_weights.right
def average_by_a_new_state(average, network, decay):
    new = network.state_dict()
    average.load_state_dict({name: decay * old + (1 - decay) * new[name] for name, old in average.state_dict().items()})


@average_weights.wrong(when=lambda seen: abs(seen["weight"] - 2.5) < 1e-5 and abs(seen["weight_at_0"] - 1) < 1e-5)
def mixes_up_the_shares(average, network, decay):
    """From 1 towards 3 with decay 0.75 you went to {weight:.2f}, and 1.50 was asked: decay is the share of the old average that
    stays. With the decays of this lesson, near 1, your average would be the last weights and nothing else. Which of the two
    should change slowly?"""
    average_of_the_state(average, network, 1 - decay)


@average_weights.wrong(
    when=lambda seen: (
        abs(seen["weight"] - 1.5) < 1e-5
        and abs(seen["scale"] - 1.5) < 1e-5
        and seen["running_mean"] == 2 == seen["running_variance"]
        and not seen["shares_tensors_with_the_network"]
    )
)
def forgets_the_statistics(average, network, decay):
    """The weights are averaged, {weight:.2f}, and BatchNorm's running mean stayed at {running_mean:.2f} where 3.00 was due. In
    eval mode, in which the average paints, BatchNorm uses exactly those numbers, so averaged weights would meet the
    statistics of an untrained G. Either your lines never come to the module's buffers, or they give a new tensor to a name, and the one in
    the module stays as it was. Which line of yours writes into `running_mean` itself?"""
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters()):
            old.lerp_(new, 1 - decay)


@average_weights.wrong(
    when=lambda seen: (
        seen["bias"] == 1 == seen["shift"] and all(abs(seen[name] - 1.5) < 1e-5 for name in ("weight", "scale"))
    )
)
def leaves_the_biases_out(average, network, decay):
    """What is called `weight` moved to {weight:.2f}, and every bias stayed at {bias:.2f}: your lines go by a name, or from layer to layer, and pass the biases by. They are painted with as well. Of what else than weights does a layer
    consist?"""
    with torch.no_grad():
        for name, old in average.state_dict().items():
            if name.endswith("weight") or "running" in name:
                old.lerp_(network.state_dict()[name], 1 - decay)


@average_weights.wrong(
    when=lambda seen: (
        seen["scale"] == 1 == seen["shift"] and all(abs(seen[name] - 1.5) < 1e-5 for name in ("weight", "bias"))
    )
)
def leaves_batchnorms_weights_out(average, network, decay):
    """The linear layer moved to {weight:.2f}, and BatchNorm's own scale and shift stayed at {scale:.2f}: your lines come to one kind of layer only. BatchNorm is trained too. How do you come to every weight there is, without naming a
    kind of layer?"""
    with torch.no_grad():
        for old, new in zip(average, network):
            if isinstance(old, nn.Linear):
                old.weight.lerp_(new.weight, 1 - decay)
                old.bias.lerp_(new.bias, 1 - decay)


@average_weights.wrong(
    when=lambda seen: (
        all(seen[name] == 1 for name in ("weight", "bias", "scale", "shift")) and abs(seen["running_mean"] - 3) < 1e-5
    )
)
def averages_the_statistics_alone(average, network, decay):
    """BatchNorm's running mean moved to {running_mean:.2f}, as it should, and the weights stayed at {weight:.2f}: your lines go over the buffers alone, or write the weights under another name. What do a network's
    parameters have to do with its average?"""
    with torch.no_grad():
        for name, old in average.state_dict().items():
            if "running" in name:
                old.lerp_(network.state_dict()[name], 1 - decay)


@average_weights.wrong(
    when=lambda seen: (
        abs(seen["weight"] - 1.5) < 1e-5
        and abs(seen["scale"] - 1.5) < 1e-5
        and 2 in (seen["running_mean"], seen["running_variance"])
        and max(abs(seen["running_mean"] - 3), abs(seen["running_variance"] - 3)) == 1
        and min(abs(seen["running_mean"] - 3), abs(seen["running_variance"] - 3)) < 1e-5
    )
)
def averages_one_of_the_statistics(average, network, decay):
    """Of BatchNorm's two statistics one is averaged and the other one stayed: the running mean is {running_mean:.2f} and the running variance {running_variance:.2f}, and both are due at 3. In eval mode an image is shifted by the one and divided by
    the root of the other. Which entry of the state do your lines pass by?"""
    with torch.no_grad():
        for name, old in average.state_dict().items():
            if old.is_floating_point() and "running_var" not in name:
                old.lerp_(network.state_dict()[name], 1 - decay)


@average_weights.decoy(
    leaves_the_biases_out, leaves_batchnorms_weights_out, averages_the_statistics_alone, averages_one_of_the_statistics
)
def averages_the_last_layer_only(average, network, decay):
    average_of_the_state(average[1], network[1], decay)


@average_weights.wrong(when=lambda seen: abs(seen["weight"] - 1.5) < 1e-5 and seen["network_weight"] != 3)
def uses_the_network_up(average, network, decay):
    """The average is right, {weight:.2f}, and on the way the network that you train went from 3 to {network_weight:.2f}: a function whose name ends with an underscore, or an operation such as *=, writes into the tensor before it. Which of your operations has a tensor of
    `network` before it?"""
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.mul_(decay).add_(new.mul_(1 - decay))


@average_weights.wrong(when=lambda seen: "leaf Variable" in seen["error"])
def writes_with_the_gradient_on(average, network, decay):
    """PyTorch stopped: "{error:.90} …". A parameter that training may change must not be written into while gradients are
    recorded, because nothing could be computed back through that. The average is never trained. Which block tells PyTorch to
    record nothing?"""
    for old, new in zip(average.parameters(), network.parameters()):
        old.mul_(decay).add_((1 - decay) * new)


@average_weights.wrong(when=lambda seen: "Long" in seen["error"] or "dtype" in seen["error"])
def averages_the_count_too(average, network, decay):
    """PyTorch stopped: "{error:.110}". Among BatchNorm's buffers is one that counts batches; it is a whole number, and a quarter
    of the way between two counts is none. Which entries of the state can be averaged, and how do you recognise them?"""
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            old.lerp_(new, 1 - decay)


@average_weights.wrong(when=lambda seen: not seen["count_is_whole"] and abs(seen["running_mean"] - 3) < 1e-5)
def makes_a_fraction_of_the_count(average, network, decay):
    """The weights are averaged, {weight:.2f}, and so was BatchNorm's count of batches, which has become a fraction: through
    `.data` a tensor of another kind was put in its place. Which entries of the state are numbers that can lie between two
    others?"""
    for old, new in zip(average.parameters(), network.parameters()):
        old.data = decay * old.data + (1 - decay) * new.data
    for old, new in zip(average.buffers(), network.buffers()):
        old.data = decay * old.data + (1 - decay) * new.data


@average_weights.wrong(
    when=lambda seen: seen["weight"] == 3 == seen["after_three"] and not seen["shares_tensors_with_the_network"]
)
def copies_the_network(average, network, decay):
    """Whatever the decay, your average becomes the network: {weight:.2f} where 1.50 was asked. A copy of the last weights has
    all of their noise. How much of the old average should be left after one step with decay 0.75?"""
    average.load_state_dict(network.state_dict())


@average_weights.wrong(
    when=lambda seen: (
        abs(seen["weight"] - 1.5) < 1e-5
        and seen["running_mean"] == 6 == seen["running_variance"]
        and seen["network_mean"] == 6
    )
)
def copies_the_statistics(average, network, decay):
    """The weights are averaged, {weight:.2f}, and BatchNorm's running mean is {running_mean:.0f}, the network's own, where 3 was due: the
    buffers are copied. Much code does that, and it means statistics of the last weights behind averaged ones. The
    exercise asks for one rule for both. How far from 2 towards 6 does a decay of 0.75 go?"""
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters()):
            old.lerp_(new, 1 - decay)
        for old, new in zip(average.buffers(), network.buffers()):
            old.copy_(new)


@average_weights.decoy(copies_the_statistics, forgets_the_statistics)
def copies_the_running_mean_only(average, network, decay):
    average_of_the_state(average, network, decay)
    average[1].running_mean.copy_(network[1].running_mean)


@average_weights.decoy(copies_the_statistics, told=forgets_the_statistics)
def gives_new_statistics_to_a_name(average, network, decay):
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters()):
            old.lerp_(new, 1 - decay)
        for old, new in zip(average.buffers(), network.buffers()):
            old = decay * old + (1 - decay) * new  # noqa: PLW2901


@average_weights.wrong(when=lambda seen: seen["weight"] == 1 == seen["after_three"] and seen["network_weight"] != 3)
def moves_the_network(average, network, decay):
    """The average stayed at {weight:.2f}, and the network you train went from 3 to {network_weight:.2f}. Training would be
    pulled back to the start in every step. Which of the two is being written, and which only read?"""
    average_of_the_state(network, average, 1 - decay)


@average_weights.wrong
def adds_without_forgetting(average, network, decay):
    """From 1 you went to {weight:.2f}: you add the new share without taking away from the old one, and after three steps with
    decay 0.5 the weight is {after_three:.2f}, larger than anything that was averaged. What must the two shares of a mean add
    up to?"""
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.add_(new, alpha=1 - decay)


@average_weights.wrong
def returns_a_new_state(average, network, decay):
    """After your call the module `average` is as it was: its weight is still {weight:.2f}. The training loop calls your function
    for what it does to `average`; an average that is computed beside it, in a dict or under a name of its own, is never seen again. How do you write into a tensor that exists, so that its owner sees it?"""
    new = network.state_dict()
    return {name: decay * old + (1 - decay) * new[name] for name, old in average.state_dict().items()}


@average_weights.decoy(mixes_up_the_shares, told="goes_another_share_of_the_way")
def goes_three_quarters_and_then_stays(average, network, decay):
    average_of_the_state(average, network, 0.25)


@average_weights.decoy(forgets_the_statistics, told=averages_one_of_the_statistics)
def averages_the_running_variance_only(average, network, decay):
    with torch.no_grad():
        for name, old in average.state_dict().items():
            if old.is_floating_point() and "running_mean" not in name:
                old.lerp_(network.state_dict()[name], 1 - decay)


@average_weights.decoy(copies_the_network, forgets_the_statistics, told="parameters_replaced")
def shares_the_weights_of_the_network(average, network, decay):
    for mine, theirs in zip(average, network):
        for name, parameter in theirs.named_parameters():
            setattr(mine, name, parameter)


@average_weights.decoy(returns_a_new_state, uses_the_network_up, told=moves_the_network)
def leaves_the_average_where_it_is(average, network, decay):
    average_of_the_state(network, average, decay)


@average_weights.decoy(adds_without_forgetting, returns_a_new_state)
def adds_the_difference_twice(average, network, decay):
    average_of_the_state(average, network, 2 * decay - 1)


@average_weights.decoy(moves_the_network, told=returns_a_new_state)
def averages_a_copy(average, network, decay):
    average_of_the_state(copy.deepcopy(average), network, decay)


@average_weights.decoy(writes_with_the_gradient_on, averages_the_count_too, right=True)
def writes_into_the_data(average, network, decay):
    for old, new in zip(average.state_dict().values(), network.state_dict().values()):
        if old.is_floating_point():
            old.data.mul_(decay).add_(new.data, alpha=1 - decay)


@average_weights.decoy(averages_the_count_too, makes_a_fraction_of_the_count, right=True)
def rounds_the_count(average, network, decay):
    average_of_the_state(average, network, decay)
    average[1].num_batches_tracked.copy_(network[1].num_batches_tracked)


@average_weights.decoy(forgets_the_statistics, copies_the_statistics, told=returns_a_new_state)
def computes_an_average_and_returns_nothing(average, network, decay):
    state = average.state_dict()
    for name, new in network.state_dict().items():
        state[name] = decay * state[name] + (1 - decay) * new


@average_weights.wrong(when=lambda seen: abs(seen["weight"] - 2) < 1e-5 and abs(seen["weight_at_0"] - 2) < 1e-5)
def takes_half_of_each(average, network, decay):
    """From 1 towards 3 you went to {weight:.2f} with decay 0.75, and to {weight_at_0:.2f} with decay 0: half of each, every time. Such an average forgets in a
    few steps what was before. Which argument says how much of the old one stays?"""
    average_of_the_state(average, network, 0.5)


@average_weights.decoy(takes_half_of_each, told=copies_the_network)
def takes_all_of_the_new_one(average, network, decay):
    average_of_the_state(average, network, 0.0)


@average_weights.wrong(
    when=lambda seen: (
        abs(seen["weight"] - 3.75) < 1e-5 or abs(seen["weight"] - 1.25) < 1e-5 or abs(seen["weight"] - 1.75) < 1e-5
    )
)
def shares_that_are_no_whole(average, network, decay):
    """Between 1 in the average and 3 in the network, with decay 0.75, you come to {weight:.2f}, and 1.5 is due. One of the two comes in whole where a share of
    it is asked for, or the shares do not add up to 1: if both networks were equal, yours would still move. What share of the new one
    goes with a share of 0.75 of the old?"""
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.mul_(decay).add_(new)


@average_weights.decoy(shares_that_are_no_whole, told=mixes_up_the_shares)
def shares_the_other_way_round(average, network, decay):
    average_of_the_state(average, network, 1 - decay)


def _reached(seen: dict, weight: float, at_0: float, running_mean: float) -> bool:
    due = {"weight": weight, "weight_at_0": at_0, "running_mean": running_mean, "network_weight": 3.0}
    return all(abs(seen[name] - value) < 1e-5 for name, value in due.items())


@average_weights.wrong(when=lambda seen: _reached(seen, weight=-0.5, at_0=1, running_mean=-2))
def takes_the_network_off(average, network, decay):
    """The average stood at 1 and the network at 3, and yours went to {weight:.2f}, which is 0.75 · 1 + 1 − 0.75 · 3: without a bracket around 1 − decay the 1 is added as it is, and `decay` times the network is taken off. What belongs
    into one bracket?"""
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.copy_(decay * old + 1 - decay * new)


@average_weights.wrong(when=lambda seen: _reached(seen, weight=0.75, at_0=0, running_mean=1.5))
def forgets_and_takes_nothing_in(average, network, decay):
    """The average stood at 1 and the network at 3, and yours went to {weight:.2f}, with decay 0 to {weight_at_0:.2f}: the share of the old one is kept, and nothing of the network comes in. Where does the rest come from?"""
    with torch.no_grad():
        for old in average.state_dict().values():
            if old.is_floating_point():
                old.mul_(decay)


@average_weights.wrong(
    when=lambda seen: (
        _reached(seen, weight=0.5, at_0=-1, running_mean=1) or _reached(seen, weight=-0.5, at_0=1, running_mean=-1)
    )
)
def moves_away(average, network, decay):
    """The average stood at 1 and the network at 3, and yours went to {weight:.2f}: away from the network, and farther with every step. Somewhere a difference
    is the wrong way round, or its sign is. Which of the two do you take from which, and which one should come nearer?"""
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.sub_((1 - decay) * (new - old))


@average_weights.decoy(moves_away, takes_the_network_off, forgets_and_takes_nothing_in)
def halves_the_average_each_time(average, network, decay):
    with torch.no_grad():
        for old in average.state_dict().values():
            if old.is_floating_point():
                old.mul_(0.5)


@average_weights.decoy(moves_away, shares_that_are_no_whole, told=mixes_up_the_shares)
def moves_three_quarters_of_the_way(average, network, decay):
    average_of_the_state(average, network, 1 - decay)


@average_weights.wrong(
    when=lambda seen: (
        1 < seen["weight"] < 3
        and 1 <= seen["weight_at_0"] <= 3
        and abs(seen["weight"] - 1.5) > 1e-5
        and seen["network_weight"] == 3
    )
)
def goes_another_share_of_the_way(average, network, decay):
    """From 1 towards 3 with decay 0.75 you went to {weight:.4g}, where a quarter of the way, 1.5, was asked; with decay 0 you went to {weight_at_0:.4g}. The direction is right, and the share is not 1 − decay. What becomes of `decay` on its way into your
    line?"""
    average_of_the_state(average, network, decay**2)


@average_weights.decoy(goes_another_share_of_the_way, told=copies_the_network)
def goes_all_of_the_way(average, network, decay):
    average_of_the_state(average, network, 0.0 * decay)


average_weights.hints(
    "A running average keeps the share `decay` of what it was, and takes the rest from the network.",
    "state_dict() gives weights and BatchNorm's statistics together, as tensors you can write into. One entry counts batches: it is not a float.",
    "for old, new in zip(average.state_dict().values(), network.state_dict().values()): if old.is_floating_point(): old.lerp_(new, 1 - decay)",
)
