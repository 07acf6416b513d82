"""The exercises of lesson 01, The minimax game by hand."""
