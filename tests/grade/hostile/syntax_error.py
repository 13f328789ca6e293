# syntax error
# says: scale could not be defined: a syntax error on line
# points: 7
def scale(x, factor:
    return x
