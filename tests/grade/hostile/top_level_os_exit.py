# top level: os._exit
# says: it ended its own process (exit code 3)
# points: 10
def scale(x, factor):
    return np.asarray(x) * factor

import os; os._exit(3)
