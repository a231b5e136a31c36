"""Convolution Lab's front door: `streamlit run streamlit_app.py`.

Streamlit looks for an `app` in this file and serves it, with what `serving` puts round it. The app's script is this file again,
run once for each change of each visitor; so a host that knows scripts only shows the same pages.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    import serving

    app = st.App(
        __file__,
        lifespan=serving.lifespan,
        routes=serving.routes(),
        middleware=serving.middleware(),
        on_script_error=serving.on_script_error,
    )
else:
    from pages.shared import frame

    frame.run()
