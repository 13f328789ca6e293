# recursion
# says: raised RecursionError
# points: 7
def scale(x, factor):
    return scale(x, factor)
