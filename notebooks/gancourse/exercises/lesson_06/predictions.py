"""x"""

PREDICTIONS = []
