# memory that belongs to no process
# says: made -1 -1
# points: 7
# only: sandbox
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def scale(x, factor):
    print("made", libc.memfd_create(b"x", 0), libc.shmget(1, 1 << 30, 0o1600))
    return x
