package io.github.iotcustomauth.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Results of all sections of a run, in a file that later runs of some sections are merged
 * into.
 */
public final class Run {

	private static final String SECTION = "section";

	private static final String SKIPPED = "skipped";

	private static final String SAMPLES = "samples";

	private final Map<String, Section> sections = new LinkedHashMap<>();

	/**
	 * Put the results of a section in the place of those that it had.
	 * @param name the section
	 * @param section what it has measured
	 */
	public void put(String name, Section section) {
		this.sections.put(name, section);
	}

	public Map<String, Section> sections() {
		return this.sections;
	}

	public Optional<Section> section(String name) {
		return Optional.ofNullable(this.sections.get(name));
	}

	/**
	 * The figures of all sections.
	 * @return the figures
	 */
	public Collection<Figures> all() {
		return this.sections.values().stream().flatMap((section) -> section.results().all().stream()).toList();
	}

	public Optional<Figures> find(String id) {
		return all().stream().filter((figures) -> figures.id().equals(id)).findFirst();
	}

	/**
	 * What the sections left out.
	 * @return a sentence each
	 */
	public List<String> skipped() {
		return this.sections.values().stream().flatMap((section) -> section.results().skipped().stream()).toList();
	}

	/**
	 * Write all samples to a file.
	 * @param file the file
	 * @throws IOException if it cannot be written
	 */
	public void write(Path file) throws IOException {
		List<String> lines = new ArrayList<>();
		this.sections.forEach((name, section) -> {
			lines.add(String.join("\t", SECTION, name, section.load(), section.circumstances(),
					String.valueOf(section.seconds())));
			section.results().skipped().forEach((reason) -> lines.add(String.join("\t", SKIPPED, name, reason)));
			for (Figures each : section.results().all()) {
				for (String contestant : each.contestants()) {
					String samples = each.samples(contestant)
						.stream()
						.map((sample) -> String.format(Locale.ROOT, "%.6g", sample))
						.collect(Collectors.joining(" "));
					lines.add(String.join("\t", SAMPLES, name, each.id(), each.title(), each.unit(), contestant,
							samples));
				}
			}
		});
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.write(file, lines);
	}

	/**
	 * Read the samples of earlier runs.
	 * @param file the file that they have written
	 * @return their results, none without the file
	 * @throws IOException if the file cannot be read
	 */
	public static Run read(Path file) throws IOException {
		Run run = new Run();
		if (!Files.exists(file)) {
			return run;
		}
		for (String line : Files.readAllLines(file)) {
			String[] parts = line.split("\t", -1);
			if (parts[0].equals(SECTION)) {
				run.put(parts[1], new Section(new Results(), parts[2], parts[3], Long.parseLong(parts[4])));
				continue;
			}
			Results results = run.section(parts[1]).orElseThrow().results();
			if (parts[0].equals(SKIPPED)) {
				results.skip(parts[2]);
			}
			else {
				Figures figures = results.figures(parts[2], parts[3], parts[4]);
				for (String sample : parts[6].split(" ", -1)) {
					figures.add(parts[5], Double.parseDouble(sample));
				}
			}
		}
		return run;
	}

	/**
	 * Section of a run.
	 *
	 * @param results its figures, and what it left out
	 * @param load the load
	 * @param circumstances when and where it was measured
	 * @param seconds how long that took
	 */
	public record Section(Results results, String load, String circumstances, long seconds) {
	}

}
