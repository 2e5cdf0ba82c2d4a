"""The clock of deadlines: seconds since this machine started, counting the time it slept."""

import time


def boot_s() -> float:
    """This will read the boot-time clock in seconds; only differences and deadlines made from it mean anything.

    It is never set back or forward by hand or by NTP, and it goes on while the machine is suspended,
    so a process that was frozen past its deadline sees that it was. Where a system has no such clock,
    the monotonic one stands in, which may stop during suspension.
    """
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    except (AttributeError, OSError):
        return time.monotonic()
