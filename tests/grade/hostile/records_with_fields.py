# records with fields
# says: the shape is|cannot be used|void
# points: 7
def scale(x, factor):
    return np.zeros((2, 3), dtype=[("a", float), ("b", object)])
