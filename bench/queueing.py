"""Queues one task for each message and prints the CPU seconds that took."""

import resource
import sys

from bench import naive

if __name__ == "__main__":
    channel, count = sys.argv[1:]
    task = {"sms": naive.send_sms, "email": naive.send_email}[channel]
    before = resource.getrusage(resource.RUSAGE_SELF)
    for number in range(int(count)):
        task.delay(number)
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
