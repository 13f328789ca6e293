# os.abort
# says: ended with its process: SIGABRT
# points: 7
def scale(x, factor):
    import os; os.abort()
