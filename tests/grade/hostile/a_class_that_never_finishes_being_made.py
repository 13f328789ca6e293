# a class that never finishes being made
# says: Layer was stopped after 0.5 s
# points: 8
# exercise: Layer
class Layer:
    def __new__(cls, *args):
        while True: pass
