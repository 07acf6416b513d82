"""Exercise 5.1, make_discriminator: a network of three layers that gives logits."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.exercise import Exercise
from gancourse.exercises.lesson_05.batches import random_digits
from gancourse.settings import device

make_discriminator = Exercise(
    "make_discriminator",
    lesson="05",
    tolerance=1e-4,
    remember="533,505 numbers, and no sigmoid among them: the loss takes the logit, and does its own squashing without rounding.",
)


def _leaky(share: float):
    return lambda hidden: F.leaky_relu(hidden, share)


def _straight(hidden: torch.Tensor) -> torch.Tensor:
    return hidden


# What a learner may put behind the first and behind the second hidden layer.
BENDS = {
    "LeakyReLU(0.2)": (_leaky(0.2), _leaky(0.2)),
    "ReLU": (F.relu, F.relu),
    "LeakyReLU(0.01)": (_leaky(0.01), _leaky(0.01)),
    "LeakyReLU(0.02)": (_leaky(0.02), _leaky(0.02)),
    "LeakyReLU(0.1)": (_leaky(0.1), _leaky(0.1)),
    "tanh": (torch.tanh, torch.tanh),
    "a sigmoid": (torch.sigmoid, torch.sigmoid),
    "GELU": (F.gelu, F.gelu),
    "ELU": (F.elu, F.elu),
    "a bend after the first layer only": (_leaky(0.2), _straight),
    "a bend after the second layer only": (_straight, _leaky(0.2)),
}


def _as_specified(network: nn.Module, images: torch.Tensor, bend: str = "LeakyReLU(0.2)") -> torch.Tensor:
    """What a 784-512-256-1 network with `bend` between its layers makes of `images` with the weights of `network`."""
    named = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    hidden = images.flatten(1)
    for (outputs, inputs), bent in zip(((512, 784), (256, 512)), BENDS[bend]):
        hidden = bent(F.linear(hidden, named[outputs, inputs], named[(outputs,)]))
    return F.linear(hidden, named[1, 256], named[(1,)])


@make_discriminator.probe("7 images of shape (7, 1, 28, 28)", expected="7 logits, shape (7, 1)")
def seven_images(answer):
    return {"shape": tuple(answer().to(device())(random_digits(7)).shape)}


@make_discriminator.probe("one image, shape (1, 1, 28, 28)", expected="one logit, shape (1, 1)")
def one_image(answer):
    return {"shape_for_one": tuple(answer().to(device())(random_digits(1)).shape)}


@make_discriminator.probe("its parameters", expected="533,505 numbers: 784·512 + 512, 512·256 + 256, 256 + 1")
def size_of_d(answer):
    return {"numbers": sum(parameter.numel() for parameter in answer().parameters())}


@make_discriminator.probe(
    "the same 7 images twice",
    expected="the same verdicts: nothing in D is drawn at random",
    holds=lambda seen: seen["looks_differ"] < 1e-4,
)
def two_looks(answer):
    network, images = answer().to(device()), random_digits(7)
    with torch.no_grad():
        return {"looks_differ": (network(images) - network(images)).abs().max()}


@make_discriminator.probe(
    "the same image in the company of six others, and then of six different ones",
    expected="the same verdict: what D says of an image depends on that image alone",
    holds=lambda seen: seen["company_matters"] < 1e-4,
)
def company(answer):
    network, image = answer().to(device()), random_digits(1)
    with torch.no_grad():
        first, second = (
            network(torch.cat([image, others]))[0] for others in (random_digits(6), random_digits(6) * 0.1 - 0.9)
        )
    return {"company_matters": (first - second).abs().max()}


@make_discriminator.probe(
    "images far larger than any real one, so that D has to be very sure",
    expected="logits on both sides: some below 0, some above 1",
    holds=lambda seen: seen["lowest"] < 0 and seen["highest"] > 1,
)
def very_sure(answer):
    with torch.no_grad():
        logits = answer().to(device())(torch.randn(64, 1, 28, 28, device=device()) * 300)
    return {"lowest": logits.min(), "highest": logits.max()}


@make_discriminator.probe(
    "an image x and its negative -x",
    expected="a network that bends: D(x) + D(-x) is not 2·D(0)",
    holds=lambda seen: seen["bend"] > 1e-3,
)
def bends(answer):
    network, images = answer().to(device()), random_digits(16)
    with torch.no_grad():
        return {"bend": (network(images) + network(-images) - 2 * network(torch.zeros_like(images))).abs().max()}


@make_discriminator.probe(
    "your weights, put through 784-512-256-1 with LeakyReLU(0.2) after both hidden layers",
    expected="the same logits as your network gives",
    holds=lambda seen: seen["difference"] < 1e-3 and seen["two_calls_share"] is False,
)
def follows_the_specification(answer):
    network, other, images = answer().to(device()), answer(), random_digits(9) * 3
    shared = {parameter.data_ptr() for parameter in network.parameters()} & {p.data_ptr() for p in other.parameters()}
    return _likeness(network, images) | {"two_calls_share": bool(shared) or network is other}


def _likeness(network: nn.Module, images: torch.Tensor) -> dict:
    """How far the network is from the specification, and which bend it has instead."""
    sizes = {tuple(parameter.shape) for parameter in network.parameters()}
    if sizes != {(512, 784), (512,), (256, 512), (256,), (1, 256), (1,)}:
        return {"difference": float("inf"), "bends_like": "other layers"}
    with torch.no_grad():
        off = {bend: (network(images) - _as_specified(network, images, bend)).abs().max().item() for bend in BENDS}
        again = F.leaky_relu(_as_specified(network, images), 0.2)
        off["LeakyReLU(0.2), after the last layer too"] = (network(images) - again).abs().max().item()
    bends_like = min(off, key=off.get)
    return {
        "difference": off["LeakyReLU(0.2)"],
        "bends_like": bends_like if off[bends_like] < 1e-3 else "something else",
    }


def _d_layers(first: list, after: list, last: list) -> nn.Sequential:
    """784-512-256-1, with `first` before, copies of `after` behind each hidden layer, `last` behind the end."""
    again = [copy.deepcopy(layer) for layer in after]
    return nn.Sequential(*first, nn.Linear(784, 512), *after, nn.Linear(512, 256), *again, nn.Linear(256, 1), *last)


@make_discriminator.right
def d_as_sequential():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 512),
        nn.LeakyReLU(0.2),
        nn.Linear(512, 256),
        nn.LeakyReLU(0.2),
        nn.Linear(256, 1),
    )


@make_discriminator.right
def d_as_module():
    class Discriminator(nn.Module):
        def __init__(self):
            super().__init__()
            self.out, self.second, self.first = nn.Linear(256, 1), nn.Linear(512, 256), nn.Linear(784, 512)

        def forward(self, images):
            hidden = F.leaky_relu(self.first(images.reshape(len(images), -1)), 0.2)
            return self.out(F.leaky_relu(self.second(hidden), 0.2))

    return Discriminator()


@make_discriminator.wrong(when=lambda seen: seen["lowest"] == seen["highest"])
def d_gives_one_answer_to_all():
    """Whatever D is shown, it answers {lowest:.3f}. A softmax over a single number does that, whose shares have only themselves
    to add up to 1; so does a ReLU at the end that is off for everybody. What is left of a logit if nothing follows the last
    Linear layer?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Softmax(dim=1)])


@make_discriminator.wrong(
    when=lambda seen: (
        0 <= seen["lowest"] < seen["highest"] <= 1
        and seen["shape"] == (7, 1)
        and seen["company_matters"] < 1e-4
        or 0 <= seen["lowest"] < seen["highest"] <= 1
        and seen["looks_differ"] > 1e-4
    )
)
def d_ends_in_a_sigmoid():
    """However sure D is, its answer stays between {lowest:.3f} and {highest:.3f}: that is a probability, not a logit. The
    losses of this lesson take logits, and would squash a second time, so the most certain D could not say more than 0.73.
    Which layer of yours turns any number into one between 0 and 1?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Sigmoid()])


@make_discriminator.wrong(when=lambda seen: -1 <= seen["lowest"] < -0.99 and 0.99 < seen["highest"] <= 1)
def d_ends_within_minus_one_and_one():
    """However sure D is, its answer stays between {lowest:.3f} and {highest:.3f}, as behind a tanh or a clamp. A logit has no
    ends: with these D could never say more than 0.73 or less than 0.27. What may stand behind the last Linear layer?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Tanh()])


@make_discriminator.wrong(when=lambda seen: seen["lowest"] == 0 and seen["highest"] > 1)
def d_ends_in_a_relu():
    """The lowest of 64 answers is {lowest:.3f}, and the highest {highest:.1f}: nothing below 0, so D can be sure of "real" and
    never surer of "fake" than one half. Which layer cuts negative numbers off?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.ReLU()])


@make_discriminator.wrong(when=lambda seen: "'list' object" in seen["error"] or "'tuple' object" in seen["error"])
def d_is_a_list_of_layers():
    """It stopped with "{error}". Layers in a list are only a list: it cannot be called, and an optimiser finds no weights in
    it. Which class of torch.nn puts layers one behind the other?"""
    return list(_d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], []))


@make_discriminator.wrong(when=lambda seen: "5488" in seen["error"])
def d_flattens_the_batch_too():
    """It stopped with "{error}". Seven images of 784 numbers became one row of 5,488, so the network no longer knows
    where one image ends. From which dimension on should flattening start, if dimension 0 counts the images?"""
    return _d_layers([nn.Flatten(0)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong(when=lambda seen: "x28 and 784x" in seen["error"])
def d_does_not_flatten():
    """It stopped with "{error}". A Linear layer multiplies along the last dimension, and for images of shape
    (m, 1, 28, 28) that is one row of 28 pixels. What must happen to an image before 784 weights can meet 784 pixels?"""
    return _d_layers([], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong(when=lambda seen: "shapes cannot be multiplied" in seen["error"])
def d_layers_do_not_fit():
    """It stopped with "{error}". Of the four numbers there the two in the middle must be equal: as many as the layer before
    gives (or the image has), so many must the next one take. Which of your layers takes another number?"""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(256, 1))


@make_discriminator.wrong(when=lambda seen: "more than 1 value per channel" in seen["error"])
def d_has_batch_norm():
    """With one image alone it stopped: "{error}". BatchNorm measures an image against the others in its batch, so your D
    judges the company as well as the image. The loss needs a verdict about one image: which layers mix the images of
    a batch?"""
    return _d_layers([nn.Flatten(), nn.BatchNorm1d(784)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong(when=lambda seen: seen["looks_differ"] > 1e-4)
def d_has_dropout():
    """The same images got other verdicts at a second look, up to {looks_differ:.3f} apart: something in your D draws at random,
    as Dropout does in training mode. Many GANs put Dropout into D, to keep it from being too sure; the one specified here has
    none. Which layer of yours is not in the specification?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2), nn.Dropout(0.3)], [])


@make_discriminator.wrong(when=lambda seen: seen["company_matters"] > 1e-4 and seen["shape"] == (7, 1))
def d_mixes_the_images():
    """The same image among six others, and among six different ones, got verdicts that differ by {company_matters:.3f}: somewhere
    your D computes across the batch, with a softmax over the wrong dimension or a norm of the whole. A verdict is about one
    image. Which of your layers does not treat each row for itself?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Softmax(dim=0)])


@make_discriminator.wrong(when=lambda seen: seen["shape"] == (7,))
def d_drops_the_column():
    """Your logits come in shape {shape}, without the column that every loss here expects. A sum of shapes (7,)
    and (7, 1) is a table of 7 times 7, and no error tells you. Where does the dimension of size 1 get lost?"""
    return nn.Sequential(*_d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], []), nn.Flatten(0))


@make_discriminator.wrong(when=lambda seen: len(seen["shape"]) == 2 and seen["shape"][0] == 7 and seen["shape"][1] > 1)
def d_has_an_output_for_each_class():
    """For 7 images you return numbers in shape {shape}: more than one for each. A classifier has an output for each class; D has
    one question, real or not, and the logit of "not" is the same number with a minus. How many numbers does one yes or no
    need?"""
    return nn.Sequential(*_d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [])[:-1], nn.Linear(256, 2))


@make_discriminator.wrong(
    when=lambda seen: (
        seen["bend"] < 1e-3
        and seen["shape"] == (7, 1)
        and seen["lowest"] < seen["highest"]
        and seen["numbers"] > 785
        and seen["looks_differ"] < 1e-4
    )
)
def d_is_one_straight_line():
    """D(x) + D(−x) and 2·D(0) differ by only {bend:.1e}: your layers together are one straight line, and their {numbers:,}
    numbers do the work of 785. No straight line through pixel space parts digits from scribbles. What is missing between two
    Linear layers?"""
    return _d_layers([nn.Flatten()], [], [])


@make_discriminator.wrong(
    when=lambda seen: seen["shape"] == (7, 1) and seen["numbers"] != 533505 and "error" not in seen
)
def d_has_other_widths():
    """Your D has {numbers:,} numbers, and 784-512-256-1 has 533,505, biases included. Either a layer has another width, or one
    is missing or too many, or the biases are off. Which of the three does print(make_discriminator()) show?"""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
    )


@make_discriminator.wrong(when=lambda seen: seen["bends_like"] == "ReLU")
def d_uses_plain_relu():
    """Shapes and sizes are right, but your network bends otherwise than asked: the logits differ by {difference:.2f}. A ReLU
    answers every negative input with 0, and where D's units are at 0 no gradient comes back to G. What would let a little
    through?"""
    return _d_layers([nn.Flatten()], [nn.ReLU()], [])


@make_discriminator.wrong(when=lambda seen: seen["bends_like"] == "LeakyReLU(0.01)")
def d_leaks_the_default():
    """Nearly: your logits differ from the specification by {difference:.2f}. LeakyReLU without a number lets through 1 % of
    a negative input; asked for are 20 %, which is how much of D's gradient reaches G through a unit that is off. Where
    does that number go?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU()], [])


@make_discriminator.wrong(when=lambda seen: seen["bends_like"].startswith("a bend"))
def d_bends_once():
    """Your network is 784-512-256-1 with {bends_like}: its logits differ from those asked for by {difference:.2f}. Two Linear
    layers with nothing between them are one Linear layer. How many places lie between three of them?"""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 256), nn.Linear(256, 1))


@make_discriminator.wrong(when=lambda seen: seen["bends_like"].endswith("after the last layer too"))
def d_bends_at_the_end_too():
    """Your network is right up to its last Linear layer, and then its logits differ by {difference:.2f}: there stands
    {bends_like}. It would make every "fake" five times as weak. What may follow the layer that gives the logit?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.LeakyReLU(0.2)])


@make_discriminator.wrong(
    when=lambda seen: seen["bends_like"] in ("tanh", "a sigmoid", "GELU", "ELU", "LeakyReLU(0.1)", "LeakyReLU(0.02)")
)
def d_bends_in_another_way():
    """Shapes and sizes are right, and behind the hidden layers stands {bends_like}: the logits differ by {difference:.2f} from
    those asked for. It may well train; the recordings of this lesson were made with another bend. Which one does the exercise
    name, and with which number?"""
    return _d_layers([nn.Flatten()], [nn.Tanh()], [])


_one_d = d_as_sequential()


@make_discriminator.wrong(when=lambda seen: seen["two_calls_share"] and seen["difference"] < 1e-3)
def d_is_made_once():
    """The network is right, and it is the same one at every call: two calls share their weights ({two_calls_share}). The
    lesson trains several GANs one after another, and the second would start with a D that the first has trained. Where
    must the layers be made so that each call gets new ones?"""
    return _one_d


@make_discriminator.decoy(d_ends_in_a_sigmoid, d_ends_in_a_relu, told=d_ends_within_minus_one_and_one)
def d_ends_in_a_clamp():
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Hardtanh()])


@make_discriminator.decoy(d_ends_within_minus_one_and_one, d_ends_in_a_relu, told=d_bends_at_the_end_too)
def d_leaks_at_the_end():
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.LeakyReLU(0.2)])


@make_discriminator.decoy(d_ends_in_a_relu, d_bends_at_the_end_too)
def d_ends_in_elu():
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.ELU()])


@make_discriminator.decoy(d_is_a_list_of_layers, right=True)
def d_is_made_from_a_list():
    return nn.Sequential(*list(_d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [])))


@make_discriminator.decoy(d_layers_do_not_fit, told=d_does_not_flatten)
def d_flattens_at_the_end():
    return _d_layers([], [nn.LeakyReLU(0.2)], [nn.Flatten()])


@make_discriminator.decoy(d_mixes_the_images, told=d_has_dropout)
def d_adds_noise():
    class Noise(nn.Module):
        def forward(self, images):
            return images + 0.1 * torch.randn_like(images)

    return _d_layers([nn.Flatten(), Noise()], [nn.LeakyReLU(0.2)], [])


@make_discriminator.decoy(d_ends_in_a_sigmoid, d_is_one_straight_line, told=d_gives_one_answer_to_all)
def d_has_a_softmax_and_no_bends():
    return _d_layers([nn.Flatten()], [], [nn.Softmax(dim=1)])


@make_discriminator.decoy(d_gives_one_answer_to_all, d_is_one_straight_line, told=d_ends_in_a_sigmoid)
def d_ends_in_a_hard_sigmoid():
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Hardsigmoid()])


@make_discriminator.decoy(d_flattens_the_batch_too, d_drops_the_column)
def d_flattens_too_late():
    return _d_layers([nn.Flatten(2)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.decoy(d_does_not_flatten, told=d_flattens_the_batch_too)
def d_flattens_with_a_wrong_reshape():
    return _d_layers([nn.Unflatten(0, (1, -1)), nn.Flatten()], [nn.LeakyReLU(0.2)], [])


@make_discriminator.decoy(d_has_batch_norm, told=d_has_other_widths)
def d_has_layer_norm():
    return _d_layers([nn.Flatten(), nn.LayerNorm(784)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.decoy(d_has_other_widths, d_has_dropout, told=d_has_batch_norm)
def d_has_batch_norm_inside():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.BatchNorm1d(512), nn.LeakyReLU(0.2), nn.Linear(512, 256),
        nn.LeakyReLU(0.2), nn.Linear(256, 1),
    )  # fmt: skip


@make_discriminator.decoy(d_has_batch_norm, told=d_has_dropout)
def d_has_dropout_on_the_pixels():
    return _d_layers([nn.Flatten(), nn.Dropout(0.2)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.decoy(d_has_dropout, right=True)
def d_has_dropout_that_drops_nothing():
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2), nn.Dropout(0.0)], [])


@make_discriminator.decoy(d_has_an_output_for_each_class)
def d_shows_a_column_for_each_image():
    return nn.Sequential(*_d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], []), nn.Flatten(0), nn.Unflatten(0, (1, -1)))


@make_discriminator.decoy(d_is_one_straight_line, told=d_has_other_widths)
def d_is_one_layer():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 1))


@make_discriminator.decoy(d_is_one_straight_line, d_uses_plain_relu, d_leaks_the_default, told=d_bends_once)
def d_bends_only_late():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1))


@make_discriminator.decoy(d_uses_plain_relu, d_leaks_the_default, d_bends_once, told=d_bends_in_another_way)
def d_leaks_a_tenth():
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.1)], [])


@make_discriminator.decoy(d_bends_in_another_way)
def d_bends_with_softplus():
    return _d_layers([nn.Flatten()], [nn.Softplus()], [])


@make_discriminator.decoy(d_is_made_once, right=True)
def d_is_copied():
    return copy.deepcopy(_one_d)


make_discriminator.hints(
    "Four stations: an image becomes a row of 784 numbers, twice a wide layer with a bend behind it, then one number.",
    "nn.Flatten() keeps dimension 0 and joins the rest. The last layer is followed by nothing at all.",
    "nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), …, nn.Linear(256, 1))",
)
