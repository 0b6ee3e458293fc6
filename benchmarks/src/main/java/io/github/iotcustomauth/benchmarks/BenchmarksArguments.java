package io.github.iotcustomauth.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.benchmarks.measure.Load;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of the command.
 *
 * @param names the measurements to make, all if empty
 * @param load the amount of work, less with {@code --brief}
 * @param directory where pages and plots are written, {@code --docs}
 * @param samples the file that all samples are written to, {@code --samples}
 * @param before the samples of an earlier run to compare with, {@code --before}
 * @param databases JDBC URLs of empty databases by name, {@code --database=NAME=URL}
 */
record BenchmarksArguments(Set<String> names, Load load, Path directory, Path samples, @Nullable Path before,
		Map<String, String> databases) {

	private static final Path TARGET = Path.of("benchmarks", "target", "results");

	static BenchmarksArguments parse(String... args) {
		Set<String> names = new LinkedHashSet<>();
		Map<String, String> databases = new LinkedHashMap<>();
		Load load = Load.full();
		Path directory = TARGET;
		Path samples = TARGET.resolve("samples.tsv");
		Path before = null;
		for (String arg : args) {
			String value = arg.substring(arg.indexOf('=') + 1);
			if (arg.equals("--brief")) {
				load = Load.brief();
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
		return new BenchmarksArguments(names, load, directory, samples, before, databases);
	}

	boolean wants(String name) {
		return this.names.isEmpty() || this.names.contains(name);
	}

}
