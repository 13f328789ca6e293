# returns a ragged list
# says: cannot be used
# points: 7
def scale(x, factor):
    return [[1, 2, 3], [1]]
