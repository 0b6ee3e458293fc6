package io.github.iotcustomauth.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines over numbers, and a limit that they are compared with.
 */
public final class LinePlot {

	private static final List<String> COLORS = List.of("#0b7a75", "#b3541e", "#5b5ea6", "#7a7a00");

	private static final String LIMIT_COLOR = "#c0392b";

	private static final int LEFT = 70;

	private static final int TOP = 40;

	private static final int WIDTH = 640;

	private static final int HEIGHT = 260;

	private static final int ROW = 18;

	private static final int TICKS = 5;

	private final String title;

	private final String abscissa;

	private final String ordinate;

	private final Map<String, List<double[]>> lines = new LinkedHashMap<>();

	private String limitName = "";

	private double limit;

	/**
	 * Create a plot without lines.
	 * @param title its title
	 * @param abscissa what the horizontal axis shows
	 * @param ordinate what the vertical axis shows
	 */
	public LinePlot(String title, String abscissa, String ordinate) {
		this.title = title;
		this.abscissa = abscissa;
		this.ordinate = ordinate;
	}

	/**
	 * Draw a limit.
	 * @param name its name
	 * @param value its value
	 * @return this plot
	 */
	public LinePlot limit(String name, double value) {
		this.limitName = name;
		this.limit = value;
		return this;
	}

	/**
	 * Draw a line.
	 * @param name its name
	 * @param values a value a second
	 */
	public void line(String name, List<Integer> values) {
		List<double[]> points = new ArrayList<>();
		for (int second = 0; second < values.size(); second++) {
			points.add(new double[] { second + 0.5, values.get(second) });
		}
		points(name, points);
	}

	/**
	 * Draw a line through points.
	 * @param name its name
	 * @param points its points, abscissa and ordinate of each
	 */
	public void points(String name, List<double[]> points) {
		this.lines.put(name, List.copyOf(points));
	}

	public String toSvg() {
		double right = largest(0, 0);
		double most = largest(1, this.limit);
		double x = WIDTH / right;
		double y = HEIGHT / most;
		int bottom = TOP + HEIGHT;
		Svg svg = new Svg(LEFT + WIDTH + 30, bottom + 50 + ROW * (this.lines.size() + 1));
		svg.text(10, 20, "start", this.title);
		svg.text(10, TOP - 6, "start", this.ordinate);
		svg.line(LEFT, TOP, LEFT, bottom, "#1a1a1a");
		svg.line(LEFT, bottom, LEFT + WIDTH, bottom, "#1a1a1a");
		for (int tick = 0; tick <= TICKS; tick++) {
			double share = (double) tick / TICKS;
			svg.text(LEFT - 6, bottom - share * HEIGHT + 4, "end", number(share * most));
			svg.text(LEFT + share * WIDTH, bottom + 16, "middle", number(share * right));
		}
		svg.text(LEFT + WIDTH / 2.0, bottom + 32, "middle", this.abscissa);
		int row = bottom + 50;
		if (this.limit > 0) {
			svg.line(LEFT, bottom - this.limit * y, LEFT + WIDTH, bottom - this.limit * y, LIMIT_COLOR);
			legend(svg, row, this.limitName, LIMIT_COLOR);
			row += ROW;
		}
		int color = 0;
		for (Map.Entry<String, List<double[]>> line : this.lines.entrySet()) {
			StringBuilder points = new StringBuilder();
			for (double[] point : line.getValue()) {
				points.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + point[0] * x, bottom - point[1] * y));
			}
			svg.polyline(points.toString().strip(), COLORS.get(color));
			legend(svg, row, line.getKey(), COLORS.get(color));
			row += ROW;
			color = (color + 1) % COLORS.size();
		}
		return svg.toString();
	}

	private double largest(int coordinate, double atLeast) {
		double largest = this.lines.values()
			.stream()
			.flatMap(List::stream)
			.mapToDouble((point) -> point[coordinate])
			.max()
			.orElse(1);
		return Math.max(Math.max(largest, atLeast), Double.MIN_NORMAL);
	}

	private static void legend(Svg svg, int y, String name, String color) {
		svg.rectangle(LEFT, y - 5, 20, 3, color);
		svg.text(LEFT + 28, y, "start", name);
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (value > 0 && value < 10) ? "%.1f" : "%,.0f", value);
	}

}
