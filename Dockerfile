# The service's image: web, worker and migrations differ only in their command. Build: docker compose build
FROM python:3.13-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1
RUN python -m pip install --no-cache-dir --root-user-action=ignore uv==0.13.9
WORKDIR /build
# The dependencies first: they change less often than the code.
COPY requirements-service.lock .
RUN uv venv /opt/coaching && uv pip install --python /opt/coaching --require-hashes -r requirements-service.lock
COPY . .
RUN uv build --wheel --out-dir dist --require-hashes --build-constraints requirements.lock . \
    && uv pip install --python /opt/coaching --no-deps dist/*.whl

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 coaching \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data coaching \
    && install --directory --owner coaching --group coaching /data
COPY --from=build /opt/coaching /opt/coaching
ENV PATH=/opt/coaching/bin:$PATH PYTHONUNBUFFERED=1 COACHING_ENV_FILE="" COACHING_VAR_DIR=/data
WORKDIR /data
USER 10001:10001
EXPOSE 8000
CMD ["coaching", "serve"]
