# writes everywhere
# says: wrote outside of its scratch []
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
    print("wrote outside of its scratch", [folder for folder in done if folder != "/tmp"])
    return x
