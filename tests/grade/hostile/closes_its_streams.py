# closes its streams
# says: scale raised|
# points: 10
import sys
sys.stdout.close(); sys.stderr.close()
sys.stdout = sys.stderr = None
def scale(x, factor):
    print("nowhere")
    return x * factor
