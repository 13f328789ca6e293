# copies through the package
# says: correlate uses cnnlab.ops
# points: 5
# exercise: correlate
import cnnlab.ops
def correlate(x, w):
    image = np.asarray(x)[None, None, None, :]
    return cnnlab.ops.conv2d(image, np.asarray(w)[None, None, None, :])[0][0, 0, 0]
