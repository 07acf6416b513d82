"""A stand-in for Apple's GPU that needs no Mac: PyTorch's place for a backend of one's own, filled with tensors that lie
on the CPU and behave as those on the device "mps".

    metal.install()                        # once for a process, which stays changed: use one that ends soon
    torch.zeros(3, device=metal.NAME)

It refuses what PyTorch refuses on "mps", in PyTorch's words: numbers of 64 bits with a point, tensors of two devices in
one operation, NumPy, and operations for which the installed PyTorch brings no kernel for Apple's GPUs, as its own list of
operations says. It draws its random numbers from a generator of its own, its optimisers are fused, and under autocast it
multiplies in bfloat16 and keeps BatchNorm in float32, all as on "mps".

It has no `torch.Generator(device=…)`, lazy layers or `torch.load`, which "mps" has and the course does not use there. It
cannot show what Metal computes wrongly or slowly, how much memory there is, that work is still under way when Python
goes on, or that an operation takes fewer dtypes or sizes there; and its device is called "metal", as "mps" is taken.
"""

import copy
import functools
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import torch
from torch.utils import backend_registration
from torch.utils._pytree import tree_leaves, tree_map

NAME = "metal"
TOO_WIDE = torch.float64, torch.complex128
NO_FLOAT64 = (
    "Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64. "
    "Please use float32 instead."
)
TWO_DEVICES = "Expected all tensors to be on the same device, but found at least two devices, {} and cpu!"
NO_KERNEL = "The operator '{}' is not currently implemented for the MPS device."
NO_NUMPY = "can't convert {} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
# Operations that move between devices, and those that take indices from the CPU.
BETWEEN_DEVICES = {"aten::copy_", "aten::_to_copy", "aten::index", "aten::index_put", "aten::index_put_"}
# What autocast does on "mps" to the operations that the course has (ATen/autocast_mode.cpp): bfloat16, or float32.
NARROW = "linear", "matmul", "mm", "addmm", "bmm", "baddbmm", "conv1d", "conv2d", "conv_transpose2d.input"
WIDE = "batch_norm", "softplus", "exp", "log", "log1p", "logsumexp", "binary_cross_entropy_with_logits", "mse_loss"

_libraries: list[torch.library.Library] = []  # an operation is registered for as long as its library lives


class Metal(torch.Tensor):
    """A tensor that says it is on the GPU. inner: the tensor on the CPU that has its numbers."""

    inner: torch.Tensor

    @staticmethod
    def __new__(cls, inner: torch.Tensor) -> "Metal":
        if inner.dtype in TOO_WIDE:
            raise TypeError(NO_FLOAT64)
        with torch.inference_mode(inner.is_inference()):  # a view of an ordinary tensor is one, in inference mode too
            return torch.Tensor._make_wrapper_subclass(
                cls, inner.shape, strides=inner.stride(), dtype=inner.dtype, device=f"{NAME}:0"
            )

    def __init__(self, inner: torch.Tensor):
        self.inner = inner

    @classmethod
    def __torch_dispatch__(cls, operation: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        return compute(operation, *args, **(kwargs or {}))

    # With these two, `network.to(device)` keeps its parameters, as it does between real devices.
    def __tensor_flatten__(self) -> tuple[list[str], None]:
        return ["inner"], None

    @staticmethod
    def __tensor_unflatten__(parts: dict[str, torch.Tensor], context: None, size: Any, stride: Any) -> "Metal":
        return Metal(parts["inner"])

    def data_ptr(self) -> int:
        return self.inner.data_ptr()

    def __deepcopy__(self, memo: dict[int, Any]) -> torch.Tensor:  # PyTorch would copy the memory behind data_ptr
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol"
            )
        if id(self) not in memo:
            copied = memo[id(self)] = self.detach().clone().requires_grad_(self.requires_grad)
            copied.__dict__.update({"_is_param": True} if isinstance(self, torch.nn.Parameter) else {})
            copied.grad = copy.deepcopy(self.grad, memo)
        return memo[id(self)]

    @property
    def data(self) -> torch.Tensor:
        return torch.Tensor.data.__get__(self)

    @data.setter
    def data(self, other: torch.Tensor) -> None:
        torch.Tensor.data.__set__(self, other)
        self.inner = other.inner

    # PyTorch has other words for every subclass here.
    def numpy(self, **options: Any) -> Any:
        raise TypeError(NO_NUMPY.format(self.device))

    def __array__(self, *args: Any, **options: Any) -> Any:
        return self.numpy()

    def tolist(self) -> Any:
        return self.cpu().tolist()

    def __format__(self, form: str) -> str:
        return format(self.item(), form) if self.dim() == 0 else super().__format__(form)

    def __repr__(self, **options: Any) -> str:
        return f"{self.detach().cpu()!r}, on {self.device}"


class Backend(backend_registration._DummyBackendModule):
    """What `torch.mps` is for "mps": mostly the generator of random numbers."""

    def __init__(self) -> None:
        self.generator = torch.Generator()

    def manual_seed_all(self, seed: int) -> None:
        self.generator.manual_seed(seed + 1)  # the same seed draws other numbers than on the CPU

    def get_rng_state(self, device: Any = None) -> torch.Tensor:
        return self.generator.get_state()

    def set_rng_state(self, state: torch.Tensor, device: Any = None) -> None:
        self.generator.set_state(state)

    def get_amp_supported_dtype(self) -> list[torch.dtype]:
        return [torch.bfloat16, torch.float16]


def install() -> None:
    """Make the device "metal" known to this process, for good; once is enough."""
    if _libraries:
        return
    backend_registration._setup_privateuseone_for_python_backend(NAME, Backend())
    factories = torch.library.Library("_", "IMPL")
    factories.fallback(compute, "PrivateUse1")  # what makes a tensor has none yet to be dispatched on
    autocast = torch.library.Library("_", "IMPL")
    autocast.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")
    aten = torch.library.Library("aten", "IMPL")
    aten.impl("_copy_from", _fill, "PrivateUse1")  # torch.tensor([1.0], device=…) switches the subclass off and fills
    for names, dtype in ((NARROW, None), (WIDE, torch.float32)):
        for name in names:
            aten.impl(name, _cast_first(name, dtype), "AutocastPrivateUse1")
    torch.accelerator.synchronize = lambda device=None: (
        None
    )  # a backend in Python cannot offer it; here all is done at once
    _libraries.extend([factories, autocast, aten])


def compute(operation: torch._ops.OpOverload, *args: Any, **kwargs: Any) -> Any:
    """Do on the CPU what was asked of the GPU, unless the GPU could not."""
    given = [value for value in tree_leaves((args, kwargs)) if isinstance(value, torch.Tensor)]
    name = operation._schema.name
    if name not in BETWEEN_DEVICES and any(not isinstance(tensor, Metal) and tensor.dim() for tensor in given):
        raise RuntimeError(TWO_DEVICES.format("mps:0"))
    if not has_kernel(operation.name().removeprefix("aten::")):
        raise NotImplementedError(NO_KERNEL.format(operation.name()))
    target = kwargs.get("device")
    to_cpu = target is not None and torch.device(target).type == "cpu"
    if to_cpu and kwargs.get("dtype") in TOO_WIDE:
        raise TypeError(NO_FLOAT64)  # Metal would have to write them
    if target is not None:
        kwargs["device"] = "cpu"
    if any(argument.name == "generator" for argument in operation._schema.arguments):
        kwargs.setdefault("generator", getattr(torch, NAME).generator)

    inner_args, inner_kwargs = tree_map(
        lambda value: value.inner if isinstance(value, Metal) else value, (args, kwargs)
    )
    result = operation(*inner_args, **inner_kwargs)
    if to_cpu or (name == "aten::copy_" and not isinstance(args[0], Metal)):
        if name == "aten::copy_" and args[0].dtype in TOO_WIDE:
            raise TypeError(NO_FLOAT64)
        return result
    outer = {id(tensor.inner): tensor for tensor in given if isinstance(tensor, Metal)}  # what was changed in place

    def on_metal(value: Any) -> Any:
        if not isinstance(value, torch.Tensor):
            return value
        return outer.get(id(value)) if id(value) in outer else Metal(value)

    return tree_map(on_metal, result)


@functools.cache
def has_kernel(name: str) -> bool:
    """Whether PyTorch can do the operation "mm" or "sort.values" on "mps"; what its list does not have, it derives."""
    entry = _operations().get(name)
    if entry is None:
        return True
    if delegate := re.search(r"^  structured_delegate: (\S+)", entry, re.M):
        return has_kernel(delegate[1])
    kernels = re.findall(r"^    ([\w, ]+): ", entry.partition("\n  dispatch:\n")[2], re.M)
    keys = {key for line in kernels for key in line.split(", ")}
    return not keys or "MPS" in keys or any(key.startswith("Composite") for key in keys)


@functools.cache
def _operations() -> dict[str, str]:
    """Name -> entry in `native_functions.yaml`, the list from which PyTorch makes its dispatcher; torch brings it along."""
    text = resources.files("torchgen").joinpath("packaged/ATen/native/native_functions.yaml").read_text("utf-8")
    entries = re.split(r"^- func: ", text, flags=re.M)[1:]
    return {entry.partition("(")[0]: entry for entry in entries}


def _fill(source: torch.Tensor, target: torch.Tensor, non_blocking: bool = False) -> torch.Tensor:
    """Copy the tensor on the CPU into the new one on the GPU."""
    target.inner.copy_(source)
    return target


def _cast_first(name: str, dtype: torch.dtype | None) -> Callable:
    """The operation under autocast: floats come in as `dtype`, or as the dtype that autocast was asked for."""
    packet, _, overload = name.partition(".")
    operation = getattr(getattr(torch.ops.aten, packet), overload or "default")

    def cast(value: Any) -> Any:
        wanted = dtype or torch.get_autocast_dtype(NAME)
        is_float = isinstance(value, torch.Tensor) and value.is_floating_point()
        return value.to(wanted) if is_float and value.dtype != wanted else value

    def casting(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = tree_map(cast, (args, kwargs))
        with torch.autocast(NAME, enabled=False):
            return operation(*args, **kwargs)

    return casting
