"""Worksheets on paper: the questions fill one page of A4 and the answers another, however large the experiment was."""

import re
from itertools import cycle

import numpy as np

from core.receptive_field import Layer
from core.takeaway import Comparison, Correlation, Field, Reader, worksheet
from tests.core.takeaway.cases import FIELDS, LEARNINGS, learned

RNG = np.random.default_rng(0)
LONG = "http://localhost/cross_correlation?k=" + "1_" * 400
LARGEST = [
    Correlation(RNG.normal(size=(300, 200)), RNG.normal(size=(15, 15)), (2, 3), ((14, 14), (14, 14)), (2, 1)),
    Comparison(RNG.normal(size=(10, 10)), RNG.normal(size=(3, 3))),
    learned(RNG.normal(size=(15, 15)), RNG.normal(size=(64, 64)), 5, start=np.zeros((15, 15))),
    Field(tuple(Layer(f"conv{n}", 3, padding=1) for n in range(40)), (12, 12), (4, 3, 3)),
    FIELDS["chapter"],
    LEARNINGS["notebook"],
]


def test_questions_and_answers_are_a_page_each(page):
    readers = cycle((Reader("Cross-correlation", LONG), Reader("互相关", LONG, "zh")))
    for subject, reader in zip(LARGEST, readers):
        page.set_content(worksheet(subject, reader))
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
