"""Convolution Lab's front door: `streamlit run streamlit_app.py`."""

from pages.shared import frame

frame.run()
