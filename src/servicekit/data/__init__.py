"""Layer 1: the border to data: scales, input policy, frames in and out, columns, groups, engines, time."""
