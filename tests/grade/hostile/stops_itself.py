# stops itself
# says: stopped after 0.5 s
# points: 7
import os, signal
def scale(x, factor):
    os.kill(os.getpid(), signal.SIGSTOP)
