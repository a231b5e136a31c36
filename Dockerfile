# The lab as one small, unprivileged container: docker build -t convolution-lab .
# It writes to /tmp and, what visitors keep, to /data, so its root may be read-only (compose.yaml has it so).
FROM python:3.13-slim AS packages
COPY requirements.lock /
# TensorFlow for a processor is all that is needed; each file is what its hash says.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin lab \
    && install -d -o lab /data
COPY --from=packages /venv /venv
WORKDIR /lab
COPY .streamlit .streamlit
COPY core core
COPY pages pages
COPY serving serving
COPY streamlit_app.py LICENSE ./
RUN /venv/bin/python -m compileall -q core pages serving streamlit_app.py
ENV PATH=/venv/bin:$PATH HOME=/tmp NUMBA_CACHE_DIR=/tmp/numba MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 CONVOLUTION_LAB_LOG=json CONVOLUTION_LAB_DATA=/data
USER lab
VOLUME /data
EXPOSE 8501
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/ready', timeout=4)"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.headless", "true", "--server.port", "8501"]
