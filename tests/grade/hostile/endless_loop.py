# endless loop
# says: stopped after 0.5 s
# points: 7
def scale(x, factor):
    while True: pass
