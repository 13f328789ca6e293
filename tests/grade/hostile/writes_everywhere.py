# writes everywhere
# says: wrote to ['/tmp']
# points: 7
# only: sandbox
import os
def scale(x, factor):
    done = []
    for folder in ("/", "/tmp", "/usr", "/etc", "/dev", "/dev/shm", "/proc", "/root", "/home",
                   os.path.dirname(np.__file__)):
        try:
            with open(folder + "/planted-by-a-submission", "w") as file: file.write("x")
            done.append(folder)
        except OSError:
            pass
    print("wrote to", done)
    return x
