# a fork bomb that sleeps
# says: few|was stopped: it used more than
# points: 7
# only: sandbox
import os, time
def scale(x, factor):
    children = 0
    for _ in range(1000):
        try:
            if os.fork() == 0:
                time.sleep(30)
                os._exit(0)
            children += 1
        except OSError:
            break
    print("few" if children <= 70 else "many")
    return x
