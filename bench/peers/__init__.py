"""What people would use instead, written as they would write it: no trick, no fault put in, each as fast as it is.

All take JSON weights from ``w/<patient>`` at QoS 1 over plain TCP, know one rule (more than 2 kg above the lowest of
the last three days) and publish an alert on ``alert/<patient>``.
"""
