# sys.exit
# says: raised SystemExit: bye, on line 2
# points: 7
def scale(x, factor):
    import sys; sys.exit('bye')
