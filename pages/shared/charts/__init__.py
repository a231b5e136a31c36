"""What the charts drawn in the browser share: axes, legend and words (scripts, which a chart's own imports), and their looks."""

from pathlib import Path

SHEET = Path(__file__).with_name("charts.css")
