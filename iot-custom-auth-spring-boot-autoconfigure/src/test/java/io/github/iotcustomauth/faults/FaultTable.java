package io.github.iotcustomauth.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The rows, printed as one table at the end.
 */
final class FaultTable {

	private static final String HEADER = """
			| fault | times | published | acknowledged | failed | received | lost | duplicated | longest silence | CONNECTs | remarks |
			|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
			""";

	private final List<Row> rows = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	synchronized Row add(Row row) {
		this.rows.add(row);
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

	synchronized void print() throws IOException {
		String table = HEADER + this.rows.stream().map(FaultTable::line).collect(Collectors.joining());
		table += this.notes.stream().map((note) -> "%n%s%n".formatted(note)).collect(Collectors.joining());
		System.out.println(table);
		Path target = Files.createDirectories(Path.of("target"));
		Files.writeString(target.resolve("fault-bench.md"), table);
	}

}
