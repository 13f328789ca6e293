# top level: deletes the rest
# says: there is no function called scale
# points: 2
def scale(x, factor):
    return np.asarray(x) * factor

globals().clear()
