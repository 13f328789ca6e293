# a thread bomb
# says: no more threads|stopped after|was stopped
# points: 7
# only: sandbox
import threading, time
def scale(x, factor):
    try:
        for _ in range(10_000):
            threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    except RuntimeError:
        print("no more threads")
    return x
