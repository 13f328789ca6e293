# top level: input
# says: it raised EOFError
# points: 10
def scale(x, factor):
    return np.asarray(x) * factor

input('name? ')
