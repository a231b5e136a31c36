"""The parts of the page Learning a kernel."""
