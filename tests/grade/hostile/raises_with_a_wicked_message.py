# raises with a wicked message
# says: scale raised SystemExit
# points: 7
def scale(x, factor):
    class Wicked(Exception):
        def __str__(self): raise SystemExit
        __repr__ = __str__
    raise Wicked
