"""No network but loopback, for every Python process started with this folder on `PYTHONPATH`: the offline gate.

A lesson that reaches for the network fails here with the address it wanted, not on a learner's train ride.

These processes are many, so they also do without two imports that take more than a second each and serve nobody here.
"""

import importlib
import ipaddress
import socket
import sys
import types

_connect, _connect_ex, _sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
_getaddrinfo = socket.getaddrinfo


def _is_local(host) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_others(sock, address):
    if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
        raise OSError(f"the offline gate refused a connection to {address[0]}")


def connect(self, address):
    _refuse_others(self, address)
    return _connect(self, address)


def connect_ex(self, address):
    _refuse_others(self, address)
    return _connect_ex(self, address)


def sendto(self, data, *flags_and_address):
    _refuse_others(self, flags_and_address[-1])
    return _sendto(self, data, *flags_and_address)


def getaddrinfo(host, *arguments, **options):
    if not _is_local(host.decode() if isinstance(host, bytes) else host):
        raise socket.gaierror(f"the offline gate refused to look up {host}")
    return _getaddrinfo(host, *arguments, **options)


def gethostbyname(host):
    return getaddrinfo(host, None, socket.AF_INET)[0][4][0]


socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto = connect, connect_ex, sendto
socket.getaddrinfo, socket.gethostbyname = getaddrinfo, gethostbyname


class _NothingIsCompiled(types.ModuleType):
    """PyTorch's compiler as every optimizer asks for it: to be left alone. Whoever asks for more gets the real one."""

    def __getattr__(self, name):
        if name.startswith("__") and name != "__path__":  # whoever looks at all modules asks for nothing
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)

    @staticmethod
    def graph_break(*_, **__):
        pass

    @staticmethod
    def disable(function=None, *_, **__):
        return (lambda given: given) if function is None else function


sys.modules["torch._dynamo"] = _NothingIsCompiled("torch._dynamo")
sys.modules["rfc3987_syntax"] = None  # jsonschema does without: international web addresses are not checked
