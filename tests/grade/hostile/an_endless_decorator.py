# an endless decorator
# says: scale could not be defined: it was stopped after 0.4 s
# points: 7
def forever(function):
    while True: pass
@forever
def scale(x, factor):
    return x * factor
