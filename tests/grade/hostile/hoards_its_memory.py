# hoards its memory
# says: raised MemoryError|stopped
# points: 7
hoard = []
def scale(x, factor):
    while True: hoard.append(bytearray(1 << 24))
