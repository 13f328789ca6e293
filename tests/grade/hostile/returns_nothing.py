# returns nothing
# says: the shape is ()
# points: 7
def scale(x, factor):
    pass
