"""No network but loopback, for every Python process started with this folder on `PYTHONPATH`: the offline gate.

A lesson that reaches for the network fails here with the address it wanted, not on a learner's train ride.
"""

import ipaddress
import socket

_connect, _getaddrinfo = socket.socket.connect, socket.getaddrinfo


def _is_local(host) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
        raise OSError(f"the offline gate refused a connection to {address[0]}")
    return _connect(self, address)


def getaddrinfo(host, *arguments, **options):
    if not _is_local(host.decode() if isinstance(host, bytes) else host):
        raise socket.gaierror(f"the offline gate refused to look up {host}")
    return _getaddrinfo(host, *arguments, **options)


socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
