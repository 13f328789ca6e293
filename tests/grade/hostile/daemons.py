# daemons
# says: a daemon
# points: 10
import os, time
def scale(x, factor):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.setsid()
                open(f"left-behind-{os.getpid()}", "w").write("x")
                os.write(1, b"a daemon\n")
                time.sleep(600)
            os._exit(0)
    time.sleep(0.2)
    return x * factor
