"""Lines over months in print."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors

from projections.documents.paper import FONT

WIDTH, HEIGHT = 570, 155  # points
COLOURS = (colors.HexColor("#1f4e9c"), colors.HexColor("#c0504d"))
DASHES = (None, (4, 2))


def lines(names: Sequence[str], values: Mapping[str, Sequence[Decimal]]) -> Drawing:
    """Draw one line for each name of `values`, the second one dashed, so that print without colour tells them apart."""
    chart = HorizontalLineChart()
    chart.x, chart.y, chart.width, chart.height = 34, 22, 396, 116
    # A picture of figures that stand in the table below it: its coordinates need not be exact.
    chart.data = [tuple(float(one) for one in line) for line in values.values()]
    chart.categoryAxis.categoryNames = list(names)
    chart.categoryAxis.labels.fontSize = chart.valueAxis.labels.fontSize = 7
    chart.valueAxis.valueMin = min(0, *(min(line) for line in chart.data))
    for number, (colour, dash) in enumerate(zip(COLOURS, DASHES, strict=True)):
        chart.lines[number].strokeColor, chart.lines[number].strokeDashArray = colour, dash
    legend = Legend()
    legend.x, legend.y, legend.fontName, legend.fontSize = 450, 130, FONT, 8
    legend.colorNamePairs = list(zip(COLOURS, values, strict=True))
    drawing = Drawing(WIDTH, HEIGHT)
    drawing.add(chart)
    drawing.add(legend)
    return drawing
