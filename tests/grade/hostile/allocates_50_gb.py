# allocates 50 GB
# says: raised MemoryError
# points: 7
def scale(x, factor):
    return np.ones(50 << 27)
