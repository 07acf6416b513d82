"""No network but loopback, for every Python process started with this folder on `PYTHONPATH`: the offline gate.

A lesson that reaches for the network fails here with the address it wanted, not on a learner's train ride.
"""

import ipaddress
import socket

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
