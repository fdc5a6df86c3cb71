# The product on real servers: no embedded PostgreSQL, no root.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements/base.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r base.txt

FROM python:3.11-slim
RUN apt-get update && apt-get install --no-install-recommends -y postgresql-client && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 allocation \
    && install -d -o allocation -g allocation /data
COPY --from=build /venv /venv
WORKDIR /srv/allocation
COPY manage.py ./
COPY config config
COPY commons commons
COPY ledger ledger
COPY thresholds thresholds
COPY market market
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
# Only to collect the static files: nothing of these reaches the image's environment.
RUN DATABASE_URL=postgres://none@localhost/none SECRET_KEY=none INSTANCE_KEY=none python manage.py collectstatic --noinput
USER allocation
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8"]
