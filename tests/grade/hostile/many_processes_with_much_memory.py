# many processes with much memory
# says: stopped after 0.5 s | was stopped: it used more than
# points: 7
# only: sandbox
import os, time
def scale(x, factor):
    for _ in range(6):
        if os.fork() == 0:
            held = bytearray(b"x") * (100 << 20)
            time.sleep(30)
    time.sleep(0.3)
    return x
