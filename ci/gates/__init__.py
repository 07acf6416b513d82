"""What turns the suite red, and what drives a browser for it."""
