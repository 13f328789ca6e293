# raises with a formula
# says: =HYPERLINK(1)
# points: 7
1 / 0
def scale(x, factor):
    raise KeyError("=HYPERLINK(1)")
