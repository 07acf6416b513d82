"""The exercises of lesson 04, Games that go round in circles."""
