# floods descriptor 2
# says: stopped after 0.5 s
# points: 7
def scale(x, factor):
    import os
    while True: os.write(2, b'x' * 65536)
