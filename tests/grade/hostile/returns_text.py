# returns text
# says: the shape is ()
# points: 7
def scale(x, factor):
    return '<script>alert(1)</script>'
