# an array with a lying shape
# says: the shape is (7,)
# points: 7
class Liar:
    shape, dtype, ndim = (2, 3), np.dtype(float), 2
    def __array__(self, dtype=None, copy=None): return np.zeros(7)
def scale(x, factor):
    return Liar()
