# prints colours and markup
# says: <img src=x onerror=alert(1)>
# points: 7
def scale(x, factor):
    print("\x1b[31mred\x1b[0m <script>alert(1)</script> \x1b]0;title\x07 \u202egnirts")
    raise ValueError("<img src=x onerror=alert(1)> \x1b[2J =cmd()")
