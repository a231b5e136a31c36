"""What the charts drawn in the browser share: axes, legend and words (scripts, which a chart's own imports), and their looks."""

from pathlib import Path

STYLES = (Path(__file__).parent / "charts.css").read_text(encoding="utf-8")
