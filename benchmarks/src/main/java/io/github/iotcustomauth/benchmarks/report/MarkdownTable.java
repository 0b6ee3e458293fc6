package io.github.iotcustomauth.benchmarks.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Table in Markdown.
 */
public final class MarkdownTable {

	private final StringBuilder text = new StringBuilder();

	/**
	 * Create a table without rows.
	 * @param columns the names of its columns
	 */
	public MarkdownTable(String... columns) {
		row(columns);
		this.text.append("|").append("---|".repeat(columns.length)).append('\n');
	}

	/**
	 * Append a row.
	 * @param cells its cells
	 */
	public void row(String... cells) {
		this.text.append(Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |\n")));
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
