"""The parts of a drawn face: who it is, colours, distance fields, and the layers that are painted. `drawn_faces` puts them together."""
