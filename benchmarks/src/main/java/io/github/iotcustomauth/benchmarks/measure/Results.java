package io.github.iotcustomauth.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Figures of a run, and what it left out.
 */
public final class Results {

	private static final Log logger = LogFactory.getLog(Results.class);

	private final Map<String, Figures> figures = new LinkedHashMap<>();

	private final List<String> skipped = new ArrayList<>();

	/**
	 * Create figures, or find them.
	 * @param id the name of the measure in files
	 * @param title the name of the measure for readers
	 * @param unit the unit of its samples
	 * @return the figures
	 */
	public Figures figures(String id, String title, String unit) {
		return this.figures.computeIfAbsent(id, (added) -> new Figures(added, title, unit));
	}

	public Optional<Figures> find(String id) {
		return Optional.ofNullable(this.figures.get(id));
	}

	public Collection<Figures> all() {
		return this.figures.values();
	}

	/**
	 * Report that something is not measured.
	 * @param reason what and why, one sentence
	 */
	public void skip(String reason) {
		logger.warn(reason);
		this.skipped.add(reason);
	}

	public List<String> skipped() {
		return List.copyOf(this.skipped);
	}

	/**
	 * Write all samples to a file, one contestant a line.
	 * @param file the file
	 * @throws IOException if it cannot be written
	 */
	public void write(Path file) throws IOException {
		List<String> lines = new ArrayList<>();
		for (Figures each : all()) {
			for (String contestant : each.contestants()) {
				String samples = each.samples(contestant)
					.stream()
					.map(String::valueOf)
					.collect(Collectors.joining(" "));
				lines.add(String.join("\t", each.id(), each.title(), each.unit(), contestant, samples));
			}
		}
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, lines);
	}

	/**
	 * Read the samples of an earlier run.
	 * @param file the file that it has written
	 * @return its results
	 * @throws IOException if the file cannot be read
	 */
	public static Results read(Path file) throws IOException {
		Results results = new Results();
		for (String line : Files.readAllLines(file)) {
			String[] parts = line.split("\t", -1);
			Figures figures = results.figures(parts[0], parts[1], parts[2]);
			for (String sample : parts[4].split(" ", -1)) {
				figures.add(parts[3], Double.parseDouble(sample));
			}
		}
		return results;
	}

}
