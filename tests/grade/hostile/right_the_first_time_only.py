# right the first time only
# says: the numbers differ
# points: 9
calls = []
def scale(x, factor):
    calls.append(1)
    return x * factor if len(calls) == 1 else x
