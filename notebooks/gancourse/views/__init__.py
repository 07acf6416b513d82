"""What a reader sees: figures in one style, and controls that leave a picture where widgets cannot live."""
