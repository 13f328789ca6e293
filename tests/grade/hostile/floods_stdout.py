# floods stdout
# says: stopped after 0.5 s
# points: 7
def scale(x, factor):
    while True: print('x' * 10_000)
