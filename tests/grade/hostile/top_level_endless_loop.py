# top level: endless loop
# says: it was stopped after 0.4 s
# points: 10
def scale(x, factor):
    return np.asarray(x) * factor

while True: pass
