# attributes that run for ever
# says: stopped after|was stopped
# points: 8
# exercise: Layer
class Layer:
    def __init__(self, weight): self.given = weight
    def forward(self, x): return self.given * x
    @property
    def weight(self):
        while True: pass
