# returns a class
# says: the shape is ()
# points: 7
def scale(x, factor):
    return dict
