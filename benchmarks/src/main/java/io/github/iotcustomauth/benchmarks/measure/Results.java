package io.github.iotcustomauth.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Figures of a section of a run, and what it left out.
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
		String line = reason.replaceAll("\\s+", " ").strip();
		logger.warn(line);
		this.skipped.add(line);
	}

	public List<String> skipped() {
		return List.copyOf(this.skipped);
	}

}
