"""Makes the same renditions with libvips: reads lines "photo<TAB>large<TAB>small", answers one line of JSON for each.

One load with shrink-on-load, the small one from the large one, everything in this process, one thread
(VIPS_CONCURRENCY=1 from outside). The shrink factor is an argument: 2 is the largest that leaves 1600 pixels of 4032.
"""

import json
import sys
import time

import pyvips

pyvips.cache_set_max(0)
SHRINK = int(sys.argv[1])
SAVED = dict(Q=82, strip=True, subsample_mode="on", optimize_coding=False)


def render(photo):
    stored = pyvips.Image.new_from_buffer(photo, "", shrink=SHRINK, access="sequential")
    shrunk = stored.resize(1600 / max(stored.width, stored.height)).copy_memory()
    turned = "orientation" in shrunk.get_fields() and shrunk.get("orientation") != 1
    large = shrunk.autorot().copy_memory() if turned else shrunk
    small = large.resize(400 / max(large.width, large.height))
    return large.jpegsave_buffer(**SAVED), small.jpegsave_buffer(**SAVED)


def peak_kb():
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1])


version = ".".join(str(pyvips.version(part)) for part in range(3))
print(json.dumps({"version": version, "peak_kb": peak_kb()}), flush=True)
for line in sys.stdin:
    photo, large, small = line.rstrip("\n").split("\t")
    with open(photo, "rb") as file:
        stored = file.read()
    started = time.process_time_ns()
    made = render(stored)
    cpu = time.process_time_ns() - started
    for path, jpeg in zip((large, small), made):
        with open(path, "wb") as file:
            file.write(jpeg)
    print(json.dumps({"cpu_ms": cpu / 1e6, "peak_kb": peak_kb()}), flush=True)
