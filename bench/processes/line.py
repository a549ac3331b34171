# A slow line between two network namespaces: two TUN devices, and each packet is passed on after
# a fixed time. It loses and reorders nothing. netem would do the same, but many kernels lack it.
# Arguments: the names of both devices, and the milliseconds of one way. Prints "ready" once the
# devices exist, and ends when its input ends.
import fcntl
import os
import select
import struct
import sys
import time
from collections import deque

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
MAX_PACKET = 65535


def open_tun(name):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def take_all(tun, due, waiting):
    while True:
        try:
            waiting.append((due, os.read(tun, MAX_PACKET)))
        except BlockingIOError:
            return


def pass_due(tun, waiting):
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        try:
            os.write(tun, waiting.popleft()[1])
        except OSError:
            pass  # the other end is down, or its queue is full: the packet is lost


def main(left_name, right_name, one_way_ms):
    left, right = open_tun(left_name), open_tun(right_name)
    one_way = float(one_way_ms) / 1000
    ways = [(left, right, deque()), (right, left, deque())]
    print("ready", flush=True)
    while True:
        due = [waiting[0][0] for _, _, waiting in ways if waiting]
        pause = max(0, min(due) - time.monotonic()) if due else None
        readable, _, _ = select.select([left, right, sys.stdin], [], [], pause)
        if sys.stdin in readable:
            return
        for source, target, waiting in ways:
            if source in readable:
                take_all(source, time.monotonic() + one_way, waiting)
            pass_due(target, waiting)


main(*sys.argv[1:])
