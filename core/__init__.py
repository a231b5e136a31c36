"""The lab's concepts: pure functions from frozen experiments to frozen results. No Streamlit here."""
