# endless loop that catches everything
# says: stopped after 0.5 s
# points: 7
def scale(x, factor):
    while True:
        try:
            while True: pass
        except BaseException: pass
