# returns NaN
# says: the numbers differ
# points: 7
def scale(x, factor):
    return x * np.nan
