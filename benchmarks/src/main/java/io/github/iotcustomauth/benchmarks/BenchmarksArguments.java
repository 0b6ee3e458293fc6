package io.github.iotcustomauth.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.benchmarks.measure.Load;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of the command.
 *
 * @param names the sections to run, {@code --sections=A,B} or each as an argument; all if
 * empty
 * @param load the amount of work, less with {@code --brief}
 * @param directory where pages and plots are written, {@code --docs}
 * @param samples the file that all samples are written to, {@code --samples}
 * @param before the samples of an earlier run to compare with, {@code --before}
 * @param limit how long the run may take, {@code --limit=MINUTES}
 * @param databases JDBC URLs of empty databases by name, {@code --database=NAME=URL}
 */
record BenchmarksArguments(Set<String> names, Load load, Path directory, Path samples, @Nullable Path before,
		Duration limit, Map<String, String> databases) {

	private static final Path TARGET = Path.of("benchmarks", "target", "results");

	static BenchmarksArguments parse(String... args) {
		Set<String> names = new LinkedHashSet<>();
		Map<String, String> databases = new LinkedHashMap<>();
		Load load = Load.full();
		Path directory = TARGET;
		Path samples = null;
		Path before = null;
		Duration limit = Duration.ofMinutes(45);
		for (String arg : args) {
			String value = arg.substring(arg.indexOf('=') + 1);
			if (arg.equals("--brief")) {
				load = Load.brief();
			}
			else if (arg.startsWith("--sections=")) {
				names.addAll(List.of(value.split(",")));
			}
			else if (arg.startsWith("--docs=")) {
				directory = Path.of(value);
			}
			else if (arg.startsWith("--samples=")) {
				samples = Path.of(value);
			}
			else if (arg.startsWith("--before=")) {
				before = Path.of(value);
			}
			else if (arg.startsWith("--limit=")) {
				limit = Duration.ofMinutes(Long.parseLong(value));
			}
			else if (arg.startsWith("--database=") && value.contains("=")) {
				databases.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
			}
			else if (arg.startsWith("--")) {
				throw new IllegalArgumentException("Unknown option '" + arg + "'");
			}
			else {
				names.add(arg);
			}
		}
		return new BenchmarksArguments(names, load, directory,
				(samples != null) ? samples : directory.resolve("benchmarks-samples.tsv"), before, limit, databases);
	}

	boolean wants(String section) {
		return this.names.isEmpty() || this.names.contains(section) || this.names.contains(section.split("-", -1)[0]);
	}

	/**
	 * Whether the command asks for some sections, whose results replace those of an
	 * earlier run.
	 * @return whether earlier results are kept
	 */
	boolean merges() {
		return !this.names.isEmpty();
	}

}
