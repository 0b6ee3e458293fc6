package io.github.iotcustomauth.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.iotcustomauth.benchmarks.measure.Figures;

/**
 * Figures whose contestants are sizes, and what a further one costs.
 *
 * @param figures the id of the figures
 * @param sizes what grows
 * @param factor how many units of the slope a unit of the figures has
 * @param slope the unit of the slope
 * @param reason why it grows, or does not
 */
record Growth(String figures, String sizes, double factor, String slope, String reason) {

	static final List<Growth> ALL = List.of(
			new Growth("growth-connections-resident", "connections", 1024, "KiB",
					"A connection is a native client with its buffers, a TLS session, and some Java objects. "
							+ "Event loops and the TLS context are shared."),
			new Growth("growth-connections-threads", "connections", 1, "OS threads",
					"Event loops, timers and handler threads belong to the process, not to a connection; "
							+ "handler threads end when they are idle."),
			new Growth("growth-connections-cpu", "connections", 1000, "µs of CPU a second",
					"Each connection publishes one QoS 1 message a second: what grows is the work of these messages, "
							+ "with their TLS records. Keep-alive is a PINGREQ a minute."),
			new Growth("growth-listeners-cpu", "listeners", 1, "ns a message",
					"What grows is the search for the topic filters that match the topic of a message. A connection to AWS "
							+ "has 50 filters at most; pools, connections made at run time and listeners without a SUBSCRIBE can have more."),
			new Growth("growth-listeners-heap", "listeners", 1, "KiB",
					"A listener is a subscription, its filter and what keeps its order."),
			new Growth("growth-topics-cpu", "topics", 1, "ns a message",
					"The order of a topic is a queue that exists while the topic has messages in work: "
							+ "a message of a new topic makes one, and the last message of a topic removes it."),
			new Growth("growth-topics-heap", "topics", 1, "KiB",
					"The queue of a topic goes with its last message, so topics that are quiet should leave next to nothing."),
			new Growth("growth-pending-cpu", "pending messages", 1, "ns a publish",
					"A publish is appended to a queue and counted, without a look at what is pending already."),
			new Growth("growth-pending-heap", "pending messages", 1024, "KiB",
					"A pending message is kept with its payload of 200 bytes, its topic and its future. "
							+ "`publish.max-pending` and `publish.max-pending-bytes` bound the sum."),
			new Growth("growth-outbox-first", "rows", 1000, "µs",
					"A start lets the database count the rows that wait, and reads the first of them in order."),
			new Growth("growth-outbox-cpu", "rows", 1000, "µs",
					"The application does not touch more rows than `publish.max-pending`; the database counts the others."),
			new Growth("growth-outbox-publish", "rows", 1000, "µs",
					"A further message is an insert into a table and its index: the depth of a B-tree grows with the logarithm of its rows."),
			new Growth("growth-outbox-heap", "rows", 1024, "KiB",
					"Memory has `publish.max-pending` messages, 10,000 here, whatever the table has: "
							+ "it grows up to there, and not beyond."));

	static Optional<Growth> of(Figures figures) {
		return ALL.stream().filter((growth) -> growth.figures.equals(figures.id())).findFirst();
	}

	String text(Figures figures) {
		List<double[]> points = points(figures);
		double[] line = fit(points);
		double first = points.get(0)[0];
		double last = points.get(points.size() - 1)[0];
		String values = points.stream()
			.map((point) -> "%,.0f: %s".formatted(point[0], number(point[1])))
			.collect(Collectors.joining(", "));
		return """
				Medians in %s by %s: %s.

				From %,.0f to %,.0f %s, a further one costs **%s %s** (straight line through the medians; it \
				explains %.0f %% of their variance), %s.
				%s
				""".formatted(figures.unit(), this.sizes, values, first, last, this.sizes,
				number(line[0] * this.factor), this.slope, 100 * line[1], total(points), this.reason);
	}

	private String total(List<double[]> points) {
		double growth = points.get(points.size() - 1)[1] - points.get(0)[1];
		return "in total %s %s".formatted(number(growth * this.factor), this.slope);
	}

	String plot(Figures figures) {
		LinePlot plot = new LinePlot(figures.title(), this.sizes, figures.unit());
		plot.points("median", points(figures));
		return plot.toSvg();
	}

	private static List<double[]> points(Figures figures) {
		return figures.contestants()
			.stream()
			.map((size) -> new double[] { Double.parseDouble(size), figures.summary(size).orElseThrow().median() })
			.toList();
	}

	// slope of the line with the least squares, and the share of the variance it explains
	private static double[] fit(List<double[]> points) {
		double meanX = points.stream().mapToDouble((point) -> point[0]).average().orElse(0);
		double meanY = points.stream().mapToDouble((point) -> point[1]).average().orElse(0);
		double xx = 0;
		double xy = 0;
		double yy = 0;
		for (double[] point : points) {
			xx += (point[0] - meanX) * (point[0] - meanX);
			xy += (point[0] - meanX) * (point[1] - meanY);
			yy += (point[1] - meanY) * (point[1] - meanY);
		}
		return new double[] { (xx > 0) ? xy / xx : 0, (xx > 0 && yy > 0) ? xy * xy / (xx * yy) : 1 };
	}

	private static String number(double number) {
		double size = Math.abs(number);
		return String.format(Locale.ROOT, (size >= 100) ? "%,.0f" : (size >= 1 || size == 0) ? "%.1f" : "%.2g", number);
	}

}
