"""Many inputs in, their packets out: plan what is stale and why, build it in processes, record what happened.

Nothing here imports a library that a packet is made with until there is a packet to make.
"""
