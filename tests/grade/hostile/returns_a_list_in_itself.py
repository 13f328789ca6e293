# returns a list in itself
# says: nested more than 32 deep
# points: 7
def scale(x, factor):
    a = []; a.append(a); return a
