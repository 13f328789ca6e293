# top level: error
# says: it raised ZeroDivisionError: division by zero, on line 4 of its cell: 1 / 0
# points: 10
def scale(x, factor):
    return np.asarray(x) * factor

1 / 0
