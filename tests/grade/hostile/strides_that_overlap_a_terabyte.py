# strides that overlap a terabyte
# says: scale
# points: 7
def scale(x, factor):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 20, 1 << 20), (0, 0))
