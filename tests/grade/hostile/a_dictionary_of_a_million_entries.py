# a dictionary of a million entries
# says: stopped after 0.5 s | it holds more than 250,000 values
# points: 7
def scale(x, factor):
    return {i: i for i in range(1_000_000)}
