"""Numbers for Prometheus; every program made by `create_app` counts for itself."""

from collections.abc import Callable, Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
BATCHES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

WEBHOOKS: Final = {
    "behind": "Facts after a subscriber's bookmark",
    "waiting": "Deliveries that failed, or wait behind one that did",
    "dead": "Deliveries that were given up",
    "paused": "1 when a subscriber is told nothing",
    "delivered": "Deliveries that were accepted",
}


class Metrics:
    """Counts requests as they are answered; what the log and the views say is asked when scraped."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "merit_http_requests", "Requests answered", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "merit_http_seconds", "Seconds to an answer", ("route",), buckets=SECONDS, registry=self.registry
        )
        self._refusals = Counter("merit_refusals", "Problems answered, by code", ("code",), registry=self.registry)
        self._batch = Histogram(
            "merit_commit_requests", "Requests in one commit", buckets=BATCHES, registry=self.registry
        )
        self._facts = Counter("merit_facts_recorded", "Facts recorded by this process", registry=self.registry)
        self._head = Gauge("merit_log_head", "Position of the newest fact", registry=self.registry)
        self._warm = Gauge("merit_warm_models", "Models this process keeps folded", registry=self.registry)
        self._lag = Gauge("merit_view_lag", "Facts a view is behind the log", ("view",), registry=self.registry)
        self._parked = Gauge(
            "merit_view_parked", "1 when a fact cannot be applied to a view", ("view",), registry=self.registry
        )
        self._sealed = Gauge("merit_sealed_size", "Facts under the published checkpoint", registry=self.registry)
        self._unsealed = Gauge(
            "merit_unsealed_seconds", "How long the oldest fact has waited that is not sealed", registry=self.registry
        )
        self._refusing = Gauge(
            "merit_witnesses_refusing", "Witnesses that refuse to cosign the log", registry=self.registry
        )
        self._silent = Gauge("merit_witnesses_silent", "Witnesses that do not answer", registry=self.registry)
        self._wrong = Gauge(
            "merit_reconciliation_wrong",
            "Rows of a view, or days of control totals, that the facts do not lead to",
            ("subject",),
            registry=self.registry,
        )
        self._webhooks = {
            name: Gauge(f"merit_webhook_{name}", what, ("subscriber",), registry=self.registry)
            for name, what in WEBHOOKS.items()
        }
        # Finding a labelled child takes longer than counting with it.
        self._known: dict[tuple[str, str, int], tuple[Callable[[], None], Callable[[float], None]]] = {}

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer; routes are templates, so that ids make no new series."""
        key = (route, method, status)
        known = self._known.get(key)
        if known is None:
            known = (self._requests.labels(route, method, str(status)).inc, self._seconds.labels(route).observe)
            self._known[key] = known
        known[0]()
        known[1](seconds)

    def refused(self, code: str) -> None:
        """Count one problem."""
        self._refusals.labels(code).inc()

    def committed(self, requests: int, facts: int) -> None:
        """Count one commit of the writer; called on its thread."""
        self._batch.observe(requests)
        self._facts.inc(facts)

    def sealed(self, size: int, refusing: int, silent: int) -> None:
        """Note what the folder of the sealed log says."""
        self._sealed.set(size)
        self._refusing.set(refusing)
        self._silent.set(silent)

    def unsealed(self, seconds: float) -> None:
        """Note how far the sealer is behind."""
        self._unsealed.set(seconds)

    def told(self, subscriber: str, **figures: int) -> None:
        """Note how far a subscriber is."""
        for name, figure in figures.items():
            self._webhooks[name].labels(subscriber).set(figure)

    def exposition(
        self,
        head: int | None,
        warm: int,
        views: Iterable[tuple[str, int, bool]],
        reconciled: Iterable[tuple[str, int]],
    ) -> bytes:
        """Write everything down, with what was just asked of the log and the views."""
        if head is not None:
            self._head.set(head)
        self._warm.set(warm)
        for view, behind, parked in views:
            self._lag.labels(view).set(behind)
            self._parked.labels(view).set(parked)
        for subject, wrong in reconciled:
            self._wrong.labels(subject).set(wrong)
        return generate_latest(self.registry)
