# KeyboardInterrupt
# says: raised KeyboardInterrupt, on line 2
# points: 7
def scale(x, factor):
    raise KeyboardInterrupt
