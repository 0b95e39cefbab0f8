"""What Jupyter's tools need to know of GoSpark notebooks."""
