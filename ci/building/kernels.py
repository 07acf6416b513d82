"""Kernels that run this very Python. A kernelspec called python3, which any other environment may have left in the
user's account or in the system, would else win over it."""

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets import default


class ThisPython(AsyncKernelManager):
    """Knows no folder with kernelspecs, and so only the kernel that ipykernel itself describes."""

    @default("kernel_spec_manager")
    def _without_folders(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


THIS_PYTHON = {"kernel_manager_class": ThisPython, "kernel_name": NATIVE_KERNEL_NAME}  # for NotebookClient
