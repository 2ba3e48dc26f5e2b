# The program only: no database, no secret, no root. Settings come from the environment when it runs.
FROM python:3.13-slim AS built
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY ledger ledger
COPY projections projections
COPY api api
RUN python -m venv /opt/merit && /opt/merit/bin/pip install --no-cache-dir .

FROM python:3.13-slim
# The folders are there so that volumes put in their place belong to the same user.
RUN useradd --system --uid 10001 --no-create-home merit \
    && install -d -o merit -m 700 /merit/tiles /merit/key /merit/writer /merit/evidence
COPY --from=built /opt/merit /opt/merit
ENV PATH=/opt/merit/bin:$PATH PYTHONUNBUFFERED=1
USER merit
WORKDIR /tmp
EXPOSE 8000
ENTRYPOINT ["merit"]
CMD ["--help"]
