"""Layers of the lab's picture that are more than one item: D's surface, the sample followed, the transport plan."""
