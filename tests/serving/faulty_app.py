"""The lab on a machine that goes wrong as it is told: `?fault=1&visits_ahead=10`, see `tests/serving/faults.py`."""

import json

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tests.serving import faults

if get_script_run_ctx(suppress_warning=True) is None:
    import serving

    faults.prepare()
    app = st.App(
        __file__,
        lifespan=serving.lifespan,
        routes=serving.routes(),
        middleware=serving.middleware(),
        on_script_error=serving.on_script_error,
    )
elif "fault" in st.query_params:
    st.text(json.dumps(faults.obey(st.query_params.to_dict())))
else:
    from pages.shared import frame

    frame.run()
