"""What an operator may set, and what keeps the server from starting."""

from __future__ import annotations

import pytest

from serving import headers, settings


def test_each_setting_is_read() -> None:
    read = settings.read(
        {
            "CONVOLUTION_LAB_FRAME_ANCESTORS": "'self' https://course.example.org",
            "CONVOLUTION_LAB_LOG": "json",
            "CONVOLUTION_LAB_METRICS_PORT": "9100",
            "CONVOLUTION_LAB_REPLICA": "lab-1",
            "CONVOLUTION_LAB_DRAIN_SECONDS": "2.5",
            "CONVOLUTION_LAB_CLUSTER": "tls://10.0.0.5:8786",
        }
    )
    assert read == settings.Settings(
        "'self' https://course.example.org", "json", 9100, "lab-1", 2.5, "tls://10.0.0.5:8786"
    )
    assert "frame-ancestors 'self' https://course.example.org" in headers.policy(read)
    assert settings.read({}) == settings.Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRAME_ANCESTORS", "*; script-src *"), ("FRAME_ANCESTORS", "*\nset-cookie: a"), ("FRAME_ANCESTORS", ""),
        ("LOG", "xml"), ("METRICS_PORT", "70000"), ("METRICS_PORT", "-1"), ("METRICS_PORT", "http"),
        ("REPLICA", "a;b"), ("REPLICA", "x" * 33), ("DRAIN_SECONDS", "nan"), ("DRAIN_SECONDS", "-1"),
        ("CLUSTER", "10.0.0.5:8786"), ("CLUSTER", "inproc://10.0.0.5:8786"), ("CLUSTER", "tcp://host"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_meant_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"CONVOLUTION_LAB_{name} must be"):
        settings.read({f"CONVOLUTION_LAB_{name}": value})


def test_the_cookie_is_kept_inside_another_site_s_frame_by_https_alone() -> None:
    here = settings.Settings(replica="2")
    assert headers.cookie(here, secure=True).endswith(b"SameSite=None; Secure; Partitioned")
    assert headers.cookie(here, secure=False) == b"convolution_lab_replica=2; Path=/; HttpOnly; SameSite=Lax"
