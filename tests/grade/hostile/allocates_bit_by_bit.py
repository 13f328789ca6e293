# allocates bit by bit
# says: raised MemoryError|stopped
# points: 7
def scale(x, factor):
    a = []
    while True: a.append(bytearray(1 << 28))
