# changes its input
# says: changes its input
# points: 7
def scale(x, factor):
    x *= factor; return x
