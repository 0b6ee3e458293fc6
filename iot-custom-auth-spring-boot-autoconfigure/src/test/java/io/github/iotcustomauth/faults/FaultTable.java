package io.github.iotcustomauth.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The rows, printed as one table at the end.
 */
final class FaultTable {

	private static final String HEADER = """
			| fault | times | published | acknowledged | failed | received | lost | duplicated | longest silence | CONNECTs | remarks |
			|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
			""";

	private final Map<String, Row> rows = new HashMap<>();

	private final List<String> notes = new ArrayList<>();

	synchronized Row add(Row row) {
		this.rows.put(row.fault(), row);
		return row;
	}

	synchronized void note(String note) {
		this.notes.add(note);
	}

	private static String line(Row row) {
		int failed = row.failures().values().stream().mapToInt(Integer::intValue).sum();
		String remarks = row.failures().isEmpty() ? row.remarks() : (row.failures() + " " + row.remarks()).strip();
		return String.format(Locale.ROOT, "| %s | %d | %d | %d | %d | %d | %d | %d | %.2f s | %d | %s |%n", row.fault(),
				row.times(), row.published(), row.acknowledged(), failed, row.received(), row.lost(), row.duplicated(),
				row.longestSilence().toMillis() / 1000.0, row.connects(), remarks);
	}

	/**
	 * Print the table.
	 * @param order the names of the faults
	 * @throws IOException if the file cannot be written
	 */
	synchronized void print(List<String> order) throws IOException {
		String table = HEADER + order.stream()
			.map(this.rows::get)
			.filter(Objects::nonNull)
			.map(FaultTable::line)
			.collect(Collectors.joining());
		table += this.notes.stream().map((note) -> "%n%s%n".formatted(note)).collect(Collectors.joining());
		System.out.println(table);
		Path target = Files.createDirectories(Path.of("target"));
		Files.writeString(target.resolve("fault-bench.md"), table);
	}

}
