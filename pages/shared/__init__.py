"""What several pages share of Streamlit: frame, address, controls, downloads, the grid."""
