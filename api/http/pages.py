"""What anyone may read: the description of the interface and of every problem."""

from fastapi.openapi.docs import get_swagger_ui_html
from pydantic_core import to_json
from starlette.responses import Response

from api.http.answers import Json
from api.http.policy import ANYONE
from api.http.problem_answers import explained, kinds
from api.http.problems import ProblemUnknown
from api.http.routes import Asked, Route

OPENAPI = "/v1/openapi.json"
# The page's scripts come from elsewhere, which nothing else of ours may load.
DOCS_POLICY = (
    "default-src 'self'; script-src 'unsafe-inline' https://cdn.jsdelivr.net; "
    "style-src 'unsafe-inline' https://cdn.jsdelivr.net; img-src 'self' data: https:; frame-ancestors 'none'"
)


def problems() -> list[Route]:
    """Serve every code in both languages; a problem's `type` leads to its own page."""
    pages = {kind.code: explained(kind) for kind in kinds()}
    everything = to_json({"items": list(pages.values())})

    async def every(_: Asked) -> Response:
        return Json(everything)

    async def one(asked: Asked) -> Response:
        page = pages.get(asked.ids["code"])
        if page is None:
            raise ProblemUnknown
        return Json(to_json(page))

    return [Route("GET", "/v1/problems", every, ANYONE), Route("GET", "/v1/problems/{code}", one, ANYONE)]


def description(document: bytes, *, docs: bool) -> list[Route]:
    """Serve the description, and where it is wished for, a page to read it on."""

    async def described(_: Asked) -> Response:
        return Json(document)

    async def page(_: Asked) -> Response:
        html = get_swagger_ui_html(openapi_url=OPENAPI, title="Merit")
        return Response(bytes(html.body), headers={"Content-Security-Policy": DOCS_POLICY}, media_type="text/html")

    routes = [Route("GET", OPENAPI, described, ANYONE)]
    if docs:
        routes.append(Route("GET", "/docs", page, ANYONE, answers="text/html"))
    return routes
