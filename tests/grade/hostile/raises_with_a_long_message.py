# raises with a long message
# says: scale raised ValueError
# points: 7
def scale(x, factor):
    raise ValueError('x' * 10_000_000)
