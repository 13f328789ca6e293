# closes every descriptor
# says: scale
# points: 7
def scale(x, factor):
    import os; os.closerange(0, 100)
