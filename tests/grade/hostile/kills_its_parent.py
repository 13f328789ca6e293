# kills its parent
# says: killed its parent process|stopped after 0.5 s
# points: 7
def scale(x, factor):
    import os, time; os.kill(os.getppid(), 9); time.sleep(5)
