"""Networks with their training steps, as lessons arrive at them, and published ones, ported."""
