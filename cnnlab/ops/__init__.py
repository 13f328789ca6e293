"""The mathematics of the layers: pure functions in pairs.

``op(...) -> (y, cache)`` computes, and ``op_backward(dy, cache)`` hands the gradient of the loss
back from the output to whatever went in. ``naive`` holds the same operations as loops.
"""

from cnnlab.ops import naive
from cnnlab.ops.activations.elu import elu, elu_backward
from cnnlab.ops.activations.gelu import gelu, gelu_backward
from cnnlab.ops.activations.leaky_relu import leaky_relu, leaky_relu_backward
from cnnlab.ops.activations.relu import relu, relu_backward
from cnnlab.ops.activations.sigmoid import sigmoid, sigmoid_backward
from cnnlab.ops.activations.silu import silu, silu_backward
from cnnlab.ops.activations.softplus import softplus, softplus_backward
from cnnlab.ops.activations.tanh import tanh, tanh_backward
from cnnlab.ops.conv1d import conv1d, conv1d_backward
from cnnlab.ops.conv2d import conv2d, conv2d_backward, conv2d_backward_parameters
from cnnlab.ops.conv3d import conv3d, conv3d_backward
from cnnlab.ops.conv_transpose1d import conv_transpose1d, conv_transpose1d_backward
from cnnlab.ops.conv_transpose2d import conv_transpose2d, conv_transpose2d_backward
from cnnlab.ops.dropout import dropout, dropout_backward
from cnnlab.ops.linear import linear, linear_backward
from cnnlab.ops.locally_connected2d import locally_connected2d, locally_connected2d_backward
from cnnlab.ops.log_softmax import log_softmax, log_softmax_backward
from cnnlab.ops.losses.mse import mse, mse_backward
from cnnlab.ops.losses.multi_margin import multi_margin, multi_margin_backward
from cnnlab.ops.losses.softmax_cross_entropy import (
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from cnnlab.ops.normalisation.batch_norm import batch_norm, batch_norm_backward
from cnnlab.ops.normalisation.group_norm import group_norm, group_norm_backward
from cnnlab.ops.normalisation.layer_norm import layer_norm, layer_norm_backward
from cnnlab.ops.normalisation.local_contrast_norm import (
    local_contrast_norm,
    local_contrast_norm_backward,
)
from cnnlab.ops.normalisation.local_response_norm import (
    local_response_norm,
    local_response_norm_backward,
)
from cnnlab.ops.pad2d import pad2d, pad2d_backward
from cnnlab.ops.pooling.avg_pool2d import avg_pool2d, avg_pool2d_backward
from cnnlab.ops.pooling.global_avg_pool2d import global_avg_pool2d, global_avg_pool2d_backward
from cnnlab.ops.pooling.l2_over_features import l2_over_features, l2_over_features_backward
from cnnlab.ops.pooling.lp_pool2d import lp_pool2d, lp_pool2d_backward
from cnnlab.ops.pooling.max_pool2d import max_pool2d, max_pool2d_backward
from cnnlab.ops.pooling.maxout import maxout, maxout_backward
from cnnlab.ops.softmax import softmax, softmax_backward
from cnnlab.ops.upsample2d import upsample2d, upsample2d_backward

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_backward_parameters",
    "conv3d",
    "conv3d_backward",
    "conv_transpose1d",
    "conv_transpose1d_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "dropout",
    "dropout_backward",
    "elu",
    "elu_backward",
    "gelu",
    "gelu_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "group_norm",
    "group_norm_backward",
    "l2_over_features",
    "l2_over_features_backward",
    "layer_norm",
    "layer_norm_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "linear",
    "linear_backward",
    "local_contrast_norm",
    "local_contrast_norm_backward",
    "local_response_norm",
    "local_response_norm_backward",
    "locally_connected2d",
    "locally_connected2d_backward",
    "log_softmax",
    "log_softmax_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "maxout",
    "maxout_backward",
    "mse",
    "mse_backward",
    "multi_margin",
    "multi_margin_backward",
    "naive",
    "pad2d",
    "pad2d_backward",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "silu",
    "silu_backward",
    "softmax",
    "softmax_backward",
    "softmax_cross_entropy",
    "softmax_cross_entropy_backward",
    "softplus",
    "softplus_backward",
    "tanh",
    "tanh_backward",
    "upsample2d",
    "upsample2d_backward",
]
