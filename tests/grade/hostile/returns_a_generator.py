# returns a generator
# says: the shape is ()
# points: 7
def scale(x, factor):
    return (i for i in x)
