package io.github.iotcustomauth.benchmarks.report;

import java.util.Locale;

/**
 * SVG drawing on a white ground, which is readable on a dark page too.
 */
final class Svg {

	private final StringBuilder content = new StringBuilder();

	private final int width;

	private final int height;

	Svg(int width, int height) {
		this.width = width;
		this.height = height;
		append("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
	}

	void rectangle(double x, double y, double width, double height, String color) {
		append("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, color);
	}

	void line(double x1, double y1, double x2, double y2, String color) {
		append("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, color);
	}

	void polyline(String points, String color) {
		append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>", points, color);
	}

	// the anchor is what lies at the position: start, middle or end
	void text(double x, double y, String anchor, String text) {
		append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor,
				text.replace("&", "&amp;").replace("<", "&lt;"));
	}

	private void append(String format, Object... values) {
		this.content.append('\t').append(String.format(Locale.ROOT, format, values)).append('\n');
	}

	@Override
	public String toString() {
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
				font-family="sans-serif" font-size="12" fill="#1a1a1a">
				%s</svg>
				""".formatted(this.width, this.height, this.width, this.height, this.content);
	}

}
