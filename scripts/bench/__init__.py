"""What things cost: the budgets of the product, measured as ratios to a control in the same run.

Ratios, since a shared machine's seconds mean little: each run of ours is paired with a run of the control just before it, and the median
of the pairs' ratios is what counts. Nothing here is a test; a slow moment must not turn a build red.
"""
