# segmentation fault
# says: ended with its process: SIGSEGV
# points: 7
def scale(x, factor):
    import ctypes; ctypes.string_at(8)
