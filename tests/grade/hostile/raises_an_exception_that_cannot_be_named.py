# raises an exception that cannot be named
# says: scale raised
# points: 7
class __metaclass_trick(type):
    @property
    def __name__(cls): raise SystemExit
class Odd(Exception, metaclass=__metaclass_trick): pass
def scale(x, factor):
    raise Odd("x")
