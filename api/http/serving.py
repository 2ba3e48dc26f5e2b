"""The server's own limits: how slow, how many and how large before our program hears of a request."""

from starlette.applications import Starlette
from uvicorn import Config, Server

from api.http.patience import PatientProtocol

# A connection that asks nothing for so long is closed.
IDLE_SECONDS = 20
CONNECTIONS_MAX = 2_000
BACKLOG = 2_048
FAREWELL_SECONDS = 10


def server(app: Starlette, host: str, port: int) -> Server:
    """Make the server; what it logs goes through our own logging, and it says nothing of itself."""
    return Server(
        Config(
            app,
            host=host,
            port=port,
            http=PatientProtocol,
            loop="uvloop",
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            date_header=True,
            backlog=BACKLOG,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=FAREWELL_SECONDS,
        )
    )
