package io.github.iotcustomauth.benchmarks.report;

import java.util.Locale;

import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Summary;

/**
 * Horizontal bars of medians, with a line from the lower to the upper quartile.
 */
final class BarPlot {

	private static final int LABELS = 230;

	private static final int BARS = 420;

	private static final int VALUES = 110;

	private static final int ROW = 24;

	private static final int TOP = 36;

	private BarPlot() {
	}

	static String toSvg(Figures figures) {
		double most = figures.contestants()
			.stream()
			.mapToDouble((name) -> figures.summary(name).orElseThrow().upper())
			.max()
			.orElse(1);
		double scale = BARS / Math.max(most, Double.MIN_NORMAL);
		Svg svg = new Svg(LABELS + BARS + VALUES, TOP + ROW * figures.contestants().size() + 8);
		svg.text(10, 20, "start", figures.title() + ", " + figures.unit());
		int y = TOP;
		for (String name : figures.contestants()) {
			Summary summary = figures.summary(name).orElseThrow();
			double middle = y + ROW / 2.0;
			svg.text(LABELS - 8, middle + 4, "end", name);
			svg.rectangle(LABELS, y + 4, summary.median() * scale, ROW - 8,
					(name.startsWith("Iot") || name.startsWith("@Iot")) ? "#0b7a75" : "#9aa5b1");
			svg.line(LABELS + summary.lower() * scale, middle, LABELS + summary.upper() * scale, middle, "#1a1a1a");
			svg.text(LABELS + summary.upper() * scale + 6, middle + 4, "start",
					String.format(Locale.ROOT, (summary.median() < 100) ? "%.1f" : "%,.0f", summary.median()));
			y += ROW;
		}
		return svg.toString();
	}

}
