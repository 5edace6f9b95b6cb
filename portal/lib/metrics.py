"""Figures for Prometheus that are read when it asks for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily


@dataclass(frozen=True)
class Gauge:
    """One figure under several sets of labels, every set with the same names."""

    name: str
    help: str
    values: Sequence[tuple[Mapping[str, str], float]]


class _Once:
    def __init__(self, gauges: Iterable[Gauge]):
        self.gauges = gauges

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for gauge in self.gauges:
            names = list(gauge.values[0][0]) if gauge.values else []
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=names)
            for labels, value in gauge.values:
                family.add_metric([labels[name] for name in names], value)
            yield family


def exposition(gauges: Iterable[Gauge]) -> bytes:
    """The gauges in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_Once(gauges))
    return generate_latest(registry)
